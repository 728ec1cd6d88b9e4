//! Rows of one client in every table that is due in their export, with a marked value in every column that takes one.
//! Driven by the register and the catalogue: a table that is registered tomorrow is filled, or the test names it.

use backend::register::{self, Export, Table, Whose};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use uuid::Uuid;

/// Whom the rows are about.
#[derive(Clone, Copy)]
pub struct Subject {
    pub organisation: Uuid,
    pub member: Uuid,
    pub person: Uuid,
    pub practitioner: Uuid,
}

/// Tables with something due to a client, and the columns that are.
pub fn due() -> Vec<(&'static Table, Vec<&'static str>)> {
    let with_columns = |table: &'static Table| {
        let columns: Vec<_> = table
            .entries()
            .filter(|(name, facts)| facts.export == Export::Full && !is_opened(name, *facts))
            .map(|(name, _)| name)
            .collect();
        (table, columns)
    };
    let known = |whose: Whose| !matches!(whose, Whose::Nobody | Whose::Session(_));
    register::tables()
        .iter()
        .filter(|table| known(table.whose))
        .map(with_columns)
        .filter(|(_, columns)| !columns.is_empty())
        .collect()
}

/// What lies sealed is given opened, under the names it has inside: looked at by a test of its own.
fn is_opened(name: &str, facts: register::Facts) -> bool {
    facts.encryption == register::Encryption::ClientKey && name.ends_with("sealed")
}

impl Subject {
    /// A word that stands in every text of theirs and of nobody else's.
    pub fn mark(&self) -> String {
        let id = self.member.simple().to_string();
        format!("Canary-{}", id.split_at(26).1)
    }

    /// The register's condition with this person in it.
    pub fn condition(&self, table: &Table) -> String {
        let condition = match table.whose {
            Whose::Client(column) => format!("t.organisation_id = $1 and t.{column} = $2"),
            Whose::Person(column) => format!("t.{column} = $3"),
            Whose::Where(condition) => condition.to_owned(),
            Whose::Session(_) | Whose::Nobody => "false".to_owned(),
        };
        let quoted = |id: Uuid| format!("'{id}'::uuid");
        let condition = condition
            .replace("$1", &quoted(self.organisation))
            .replace("$2", &quoted(self.member))
            .replace("$3", &quoted(self.person))
            .replace("$4", "true");
        format!("({condition})")
    }
}

/// What a table needs that cannot be guessed from its columns: columns and values.
fn known(table: &str, s: &Subject) -> Option<String> {
    let Subject { organisation, member, practitioner, .. } = s;
    Some(match table {
        "app.observation" => format!(
            "(organisation_id, client_id, observation_id, kind, occurred_at, ended_at, zone, local_date, payload, note, external_id, viewed_at, viewed_by)
             values ('{organisation}', '{member}', gen_random_uuid(), 'symptom', '2026-03-04 05:06Z', '2026-03-04 06:07Z', 'Europe/London', '2026-03-04',
                     '{{\"own_label\": \"Payload-Canary\", \"present\": true, \"severity\": 4, \"scale\": \"0-10\"}}', 'n', 'e', now(), '{practitioner}')"
        ),
        "app.observation_version" => format!(
            "(organisation_id, client_id, observation_id, version, occurred_at, ended_at, zone, local_date, payload, note, visibility, deleted_at, written_at, written_by)
             values ('{organisation}', '{member}', gen_random_uuid(), 1, '2026-03-04 05:06Z', '2026-03-04 06:07Z', 'Europe/London', '2026-03-04',
                    '{{\"own_label\": \"Version-Canary\", \"present\": true, \"severity\": 4, \"scale\": \"0-10\"}}', 'n', 'shared', now(), now(), '{member}')"
        ),
        "app.erasure_request" => format!(
            "(organisation_id, request_id, client_id, category, status, finished_at)
             values ('{organisation}', gen_random_uuid(), '{member}', 'journal', 'done', now())"
        ),
        "app.ledger" => format!(
            "(organisation_id, seq, at, payment_id, appointment_id, status, amount_minor, refunded_minor, currency, mac)
             select '{organisation}', 100000 + (random() * 1000000)::bigint, now(), payment_id, appointment_id, 'paid', 1, 0, 'gbp', sha256('m') from app.payment where client_id = '{member}' limit 1"
        ),
        "app.access_grant" => format!(
            "(organisation_id, grant_id, client_id, practitioner_id, kind, permissions, reason, granted_by, starts_at, expires_at)
             values ('{organisation}', gen_random_uuid(), '{member}', '{practitioner}', 'grant', '{{observation.read}}', 'R', '{member}', now(), now() + interval '1 day')"
        ),
        "app.invitation" => format!(
            "(organisation_id, invitation_id, role, email, display_name, invited_by, token_hash, status, expires_at, accepted_member)
             values ('{organisation}', gen_random_uuid(), 'client', 'a@b.test', 'N', '{practitioner}', sha256(gen_random_uuid()::text::bytea), 'accepted', now(), '{member}')"
        ),
        "app.payment" => format!(
            "(organisation_id, payment_id, appointment_id, client_id, amount_minor, currency, status, dispute, disputed_minor, paid_at, settled_how, settled_at)
             values ('{organisation}', gen_random_uuid(), gen_random_uuid(), '{member}', 1, 'gbp', 'disputed', 'open', 1, now(), 'By bank', now())"
        ),
        "app.appointment" => format!(
            "(organisation_id, appointment_id, client_id, practitioner_id, service_id, service_name, place, price_minor, currency, starts_at, ends_at, status, hold_expires_at)
             values ('{organisation}', gen_random_uuid(), '{member}', '{practitioner}', gen_random_uuid(), 'S', 'online', 1, 'gbp', now(), now() + interval '1 hour', 'completed', now())"
        ),
        "app.activity" => format!(
            "(organisation_id, seq, at, actor_kind, actor_id, actor_member, action, subject_id, client_id, from_state, to_state, request_id, salt, commitment, hash)
             values ('{organisation}', 100000 + (random() * 1000000)::bigint, now(), 'person', gen_random_uuid(), '{member}', 'meal.logged', gen_random_uuid(), '{member}', 'a', 'b', 'r', '', '', '')"
        ),
        "app.export" => format!(
            "(organisation_id, export_id, scope, member_id, asked_by, status, ready_at, expires_at, rows_total, bytes, downloaded_at)
             values ('{organisation}', gen_random_uuid(), 'client', '{member}', '{member}', 'expired', now(), now(), 1, 1, now())"
        ),
        "app.document" => format!(
            "(organisation_id, document_id, client_id, text_id, version, kind, title, body, text_hash, status, asked_by, signed_name, signed_at, network, device, sealed, ended_at, ended_by, ended_why)
             values ('{organisation}', gen_random_uuid(), '{member}', gen_random_uuid(), 1, 'consent', 'T', 'B', sha256('t'), 'ended', '{practitioner}', 'N N', now(), sha256('n'), 'D', 's', now(), '{member}', 'W')"
        ),
        "app.ai_use" => format!(
            "(organisation_id, client_id, use_id, step, purpose) values ('{organisation}', '{member}', gen_random_uuid(), 'asked', 'insights')"
        ),
        _ => return None,
    })
}

struct Column {
    name: String,
    kind: String,
    is_needed: bool,
}

/// Makes a row where there is none, then marks every column it can. Answers why not.
pub async fn fill(hand: &mut PgConnection, table: &Table, s: &Subject, due: &[&str]) -> Result<(), String> {
    hand.execute("set session_replication_role = replica").await.unwrap();
    let condition = s.condition(table);
    let there: i64 =
        sqlx::query_scalar(AssertSqlSafe(format!("select count(*) from {} t where {condition}", table.name)))
            .fetch_one(&mut *hand)
            .await
            .map_err(|error| error.to_string())?;
    let columns = columns(hand, table.name).await;
    if there == 0 {
        match known(table.name, s) {
            Some(values) => try_one(hand, format!("insert into {} {values}", table.name)).await?,
            None => guess(hand, table, s, &columns).await?,
        }
    }
    for column in columns.iter().filter(|column| due.contains(&column.name.as_str())) {
        // An ended session asks for nothing.
        if table.name == "auth.session" && column.name == "ended_at" {
            continue;
        }
        for value in marks(table.name, column, s) {
            let (name, place) = (&column.name, table.name);
            // Words are marked, whatever stood there; of everything else it is enough that it is there.
            let empty = if column.kind == "text" { "true".to_owned() } else { format!("t.\"{name}\" is null") };
            let sql = format!("update {place} t set \"{name}\" = {value} where {condition} and {empty}");
            if try_one(hand, sql).await.is_ok() {
                break;
            }
        }
    }
    hand.execute("set session_replication_role = default").await.unwrap();
    Ok(())
}

/// In a transaction of its own, so that a refusal leaves nothing.
async fn try_one(hand: &mut PgConnection, sql: String) -> Result<(), String> {
    let mut tx = hand.begin().await.unwrap();
    let done = tx.execute(AssertSqlSafe(sql)).await.map(|_| ()).map_err(|error| error.to_string());
    match done {
        Ok(()) => tx.commit().await.map_err(|error| error.to_string()),
        Err(error) => {
            tx.rollback().await.unwrap();
            Err(error)
        }
    }
}

async fn columns(hand: &mut PgConnection, table: &str) -> Vec<Column> {
    let rows: Vec<(String, String, bool)> = sqlx::query_as(
        "select a.attname::text, format_type(a.atttypid, null), a.attnotnull and not a.atthasdef and a.attidentity = '' from pg_attribute a
          where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped order by a.attnum",
    )
    .bind(table)
    .fetch_all(hand)
    .await
    .unwrap();
    rows.into_iter().map(|(name, kind, is_needed)| Column { name, kind, is_needed }).collect()
}

/// A marked value for a column, the best first.
fn marks(table: &str, column: &Column, s: &Subject) -> Vec<String> {
    let canary = format!("{} {table}.{}", s.mark(), column.name);
    match column.kind.as_str() {
        "text"
            if ["status", "kind", "role", "scope", "zone", "visibility", "email_canonical"]
                .contains(&column.name.as_str()) =>
        {
            vec![]
        }
        // One of a few words.
        "text" if table == "app.activity" && column.name == "via" => vec!["'own'".into()],
        "text" if table == "app.membership" && column.name == "language" => vec!["'nl'".into()],
        "text" => vec![format!("'{canary}'"), format!("left('{canary}', 40)")],
        "uuid" => vec!["gen_random_uuid()".into()],
        "timestamp with time zone" => {
            vec!["now() - interval '1 day'".into(), "now()".into(), "now() + interval '1 day'".into()]
        }
        "date" => vec!["current_date".into()],
        "bigint" | "integer" | "smallint" | "numeric" => vec!["1".into(), "0".into()],
        "boolean" => vec!["true".into()],
        "jsonb" => vec![format!("'{{\"mark\": \"{canary}\"}}'")],
        "text[]" => vec![format!("array['{canary}']")],
        _ => vec![],
    }
}

/// A row put together from types, names and the words that constraints allow; each refusal moves one column on.
async fn guess(hand: &mut PgConnection, table: &Table, s: &Subject, columns: &[Column]) -> Result<(), String> {
    let words: Vec<(Vec<String>, String)> = sqlx::query_as(
        "select array(select a.attname::text from unnest(c.conkey) k join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k), pg_get_constraintdef(c.oid)
           from pg_constraint c where c.conrelid = to_regclass($1) and c.contype = 'c'",
    )
    .bind(table.name)
    .fetch_all(&mut *hand)
    .await
    .unwrap();
    let named: Vec<&Column> =
        columns.iter().filter(|column| column.is_needed || theirs(table, column, s).is_some()).collect();
    let choices: Vec<Vec<String>> = named
        .iter()
        .map(|column| {
            if let Some(id) = theirs(table, column, s) {
                return vec![id];
            }
            let mut choices = match column.kind.as_str() {
                "bytea" => {
                    vec!["sha256(gen_random_uuid()::text::bytea)".into(), "decode(repeat('03', 64), 'hex')".into()]
                }
                "timestamp with time zone" => vec!["now()".into(), "now() + interval '1 hour'".into()],
                "inet" => vec!["'127.0.0.1'".into()],
                _ => marks(table.name, column, s),
            };
            let of_column = words.iter().filter(|(of, _)| of.contains(&column.name));
            for (_, definition) in of_column {
                choices.extend(definition.split('\'').skip(1).step_by(2).map(|word| format!("'{word}'")));
            }
            choices.push("'Europe/London'".into());
            choices
        })
        .collect();
    let names: Vec<_> = named.iter().map(|column| format!("\"{}\"", column.name)).collect();
    let (mut at, mut last) = (vec![0_usize; choices.len()], String::new());
    for _ in 0..400 {
        let values: Vec<_> = choices.iter().zip(&at).map(|(list, n)| list[*n % list.len()].clone()).collect();
        let sql = format!("insert into {} ({}) values ({})", table.name, names.join(", "), values.join(", "));
        match try_one(hand, sql).await {
            Ok(()) => return Ok(()),
            Err(error) => {
                let by_name = named.iter().position(|column| {
                    error.contains(&format!("_{}_check", column.name))
                        || error.contains(&format!("\"{}\"", column.name))
                });
                match by_name {
                    Some(n) => at[n] += 1,
                    None => {
                        let n = at.iter().sum::<usize>() % at.len().max(1);
                        at[n] += 1;
                    }
                }
                last = error;
            }
        }
    }
    Err(last)
}

/// The value of a column that says whose the row is.
fn theirs(table: &Table, column: &Column, s: &Subject) -> Option<String> {
    let tied = match table.whose {
        Whose::Client(name) if name == column.name => Some(s.member),
        Whose::Person(name) if name == column.name => Some(s.person),
        _ => None,
    };
    let by_name = match column.name.as_str() {
        "organisation_id" => Some(s.organisation),
        "person_id" => Some(s.person),
        "client_id" | "member_id" => Some(s.member),
        "practitioner_id" => Some(s.practitioner),
        _ => None,
    };
    tied.or(by_name).filter(|_| column.kind == "uuid").map(|id| format!("'{id}'"))
}
