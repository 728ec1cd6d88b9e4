//! How Postgres goes about each statement of each page, executed again as the same person with the same values.

use serde_json::Value;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgRow, PgTypeInfo};
use sqlx::query::Query;
use sqlx::{AssertSqlSafe, Encode, Executor, PgConnection, Postgres, Row, Type};

use crate::pages::Asked;
use crate::practice::Practice;
use crate::report::Report;
use crate::wire::Statement;

/// Blocks touched for each entry read: its place in the index and itself, and what does not fit into its row.
const BLOCKS_PER_ENTRY: i64 = 3;
/// Ways down the index.
const BLOCKS_BESIDES: i64 = 20;

/// A value of the wire, bound again as it was.
struct Again<'a>(u32, Option<&'a Vec<u8>>);

impl Type<Postgres> for Again<'_> {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_name("text")
    }

    fn compatible(_: &PgTypeInfo) -> bool {
        true
    }
}

impl<'q> Encode<'q, Postgres> for Again<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let Some(value) = self.1 else { return Ok(IsNull::Yes) };
        buffer.extend(value);
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_oid(Oid(self.0)))
    }
}

/// The statement with `before` in front of it.
fn again(before: &str, statement: &Statement) -> Query<'static, Postgres, PgArguments> {
    let mut query = sqlx::query(AssertSqlSafe(format!("{before}{}", statement.sql)));
    for (oid, value) in statement.types.iter().zip(&statement.values) {
        query = query.bind(Again(*oid, value.as_ref()));
    }
    query
}

pub async fn run(connection: &mut PgConnection, statement: &Statement) -> Vec<PgRow> {
    again("", statement).fetch_all(connection).await.unwrap()
}

/// The plan as it went: `EXPLAIN`'s own JSON.
pub async fn explain(connection: &mut PgConnection, statement: &Statement) -> Value {
    let plan = again("explain (analyze, buffers, timing off, format json) ", statement);
    plan.fetch_one(connection).await.unwrap().get::<Value, _>(0)[0].clone()
}

pub fn says_who(statement: &Statement) -> bool {
    statement.sql.contains("authz.enter(")
}

/// A connection of the page's login, inside a transaction that knows who is asking.
pub async fn enter(practice: &Practice, statements: &[Statement]) -> PgConnection {
    let who = statements.iter().find(|statement| says_who(statement)).expect("a page of somebody signed in");
    let mut connection = practice.world.db.as_role(&who.role).await;
    connection.execute("begin read only").await.unwrap();
    run(&mut connection, who).await;
    connection
}

/// Prints what each page touches; returns the statements whose cost under row security is worth knowing.
pub async fn measure<'a>(
    report: &mut Report,
    practice: &Practice,
    asked: &'a [Asked],
) -> Vec<(&'static str, &'a [Statement], &'a Statement)> {
    let (mut whole, mut longest) = (Vec::new(), Vec::new());
    for page in asked.iter().filter(|page| page.statements.iter().any(says_who)) {
        let mut connection = enter(practice, &page.statements).await;
        let (mut most, mut blocks_of_page) = (None, 0);
        for statement in page.statements.iter().filter(|statement| !says_who(statement)) {
            let plan = explain(&mut connection, statement).await;
            blocks_of_page += blocks(&plan["Plan"]);
            let mut entries = Entries::default();
            entries.walk(&plan["Plan"]);
            if entries.whole {
                whole.push(page.name);
            }
            if entries.rows > most.map_or(0, |(rows, _, _): (i64, i64, &Statement)| rows) {
                most = Some((entries.rows, entries.blocks, statement));
            }
        }
        report.metric(&format!("{}_blocks", page.name), blocks_of_page, "pages of 8 KiB");
        if let Some((rows, blocks, statement)) = most.filter(|_| ["day", "review_90"].contains(&page.name)) {
            let name = page.name;
            report.metric(&format!("{name}_entries_read"), rows, "rows");
            report.metric(&format!("{name}_entries_blocks"), blocks, "pages of 8 KiB");
            let limit = BLOCKS_PER_ENTRY * rows + BLOCKS_BESIDES;
            let words = format!("at most {BLOCKS_PER_ENTRY} pages for an entry and {BLOCKS_BESIDES} besides");
            report.gate(&format!("{name}_reads_only_its_own"), blocks <= limit, &words);
            longest.push((name, &page.statements[..], statement));
        }
    }
    let words =
        if whole.is_empty() { "no page reads the table of entries as a whole".into() } else { whole.join(", ") };
    report.gate("entries_by_index", whole.is_empty(), &words);
    longest
}

/// How a plan comes to the entries: the scans of that table, by index.
pub fn shape(node: &Value) -> String {
    let mut scans = Vec::new();
    name_scans(node, &mut scans);
    scans.join(" + ")
}

fn name_scans(node: &Value, scans: &mut Vec<String>) {
    let index = node["Index Name"].as_str().unwrap_or_default();
    if node["Relation Name"] == "observation" || index.starts_with("observation") {
        scans.push(format!("{} {index}", node["Node Type"].as_str().unwrap_or_default()).trim().to_owned());
    }
    for child in node["Plans"].as_array().into_iter().flatten() {
        name_scans(child, scans);
    }
}

/// What a plan does with the table of entries.
#[derive(Default)]
struct Entries {
    whole: bool,
    rows: i64,
    blocks: i64,
}

impl Entries {
    fn walk(&mut self, node: &Value) {
        if node["Relation Name"] == "observation" {
            self.whole |= node["Node Type"] == "Seq Scan";
            self.rows +=
                (node["Actual Rows"].as_f64().unwrap_or(0.0) * node["Actual Loops"].as_f64().unwrap_or(0.0)) as i64;
            self.blocks += blocks(node);
        }
        for child in node["Plans"].as_array().into_iter().flatten() {
            self.walk(child);
        }
    }
}

/// Pages of memory looked at, with those below the node.
fn blocks(node: &Value) -> i64 {
    ["Shared Hit Blocks", "Shared Read Blocks"].iter().filter_map(|key| node[key].as_i64()).sum()
}
