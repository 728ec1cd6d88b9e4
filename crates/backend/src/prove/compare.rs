//! The database in use against the model: for people of every kind × rows of every table × select, insert, update and
//! delete, what the live policies answer at each portal's own login and what the promises say.
//!
//! Guarantees: everything is asked in transactions that are rolled back (the sessions in them cannot be committed), each
//! change in a subtransaction that is undone at once. Sampling is the same each time for the same database: organisations
//! until every state there is was met (four at the most, two at the least), in each up to 7 clients and 9 of the staff,
//! chosen by what can be said of them, and of each table at most 60 rows of each organisation.

use std::collections::{BTreeMap, BTreeSet};

use secrecy::SecretString;
use sqlx::PgConnection;
use uuid::Uuid;

use super::model::{self, Action};
use super::people::{Asker, House};
use super::reading::{self, Found};
use super::{Check, queries};
use crate::Backend;
use crate::db::{Client, Clinic, Portal, Practice, Worker, setup};
use crate::random;
use crate::refusal::Refusal;

/// How much is asked.
#[derive(Debug, Clone, Copy)]
pub struct Extent {
    /// Organisations, at the most.
    pub houses: usize,
    /// Clients and staff of each.
    pub clients: usize,
    pub staff: usize,
    /// Rows of each table of somebody's own organisation, and of every other.
    pub rows: usize,
    pub foreign: usize,
    /// Nothing but tables whose names begin so.
    pub only: Option<&'static str>,
}

impl Extent {
    fn wants(&self, table: &str) -> bool {
        self.only.is_none_or(|only| table.starts_with(only))
    }
}

impl Default for Extent {
    fn default() -> Self {
        Self { houses: 4, clients: 7, staff: 9, rows: 60, foreign: 4, only: None }
    }
}

/// What a proof should meet. Where there is no example, that is said.
const STATES: &[&str] = &[
    "care that is active",
    "care that is paused",
    "care that has ended",
    "care that was offered",
    "grant in force",
    "grant that has run out",
    "grant that was ended",
    "emergency in force",
    "emergency that has run out",
    "client who is suspended",
    "member of staff who is suspended",
    "consent to health data that is withdrawn",
    "erasure of the journal under way",
    "erasure of the account under way",
];

/// What was compared.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    pub pairs: usize,
    /// Of them, those in which the database let somebody do what they asked.
    pub allowed: usize,
    pub people: usize,
    pub tables: usize,
    /// What there is no example of here, so that nothing is shown about it.
    pub missing: Vec<String>,
    pub checks: Vec<Check>,
}

/// What a login may do with a table at all.
#[derive(Debug, Default)]
struct Columns {
    all: Vec<String>,
    inserts: Vec<String>,
    updates: Vec<String>,
    deletes: bool,
    reads: bool,
}

struct Sample {
    houses: Vec<House>,
    /// By table, then organisation.
    rows: BTreeMap<(&'static str, Uuid), Vec<Found>>,
}

impl Sample {
    /// Everybody whom a row of an organisation is about.
    fn clients_of(&self, house: Uuid) -> Vec<Uuid> {
        let rows = self.rows.iter().filter(|((_, org), _)| *org == house).flat_map(|(_, rows)| rows);
        // An export says whose it is where others say which practitioner's.
        let clients: BTreeSet<Uuid> = rows.flat_map(|row| [row.says.client, row.says.practitioner]).flatten().collect();
        clients.into_iter().collect()
    }
}

struct Proof<'a> {
    backend: &'a Backend,
    migrator: PgConnection,
    secret: String,
    extent: Extent,
    /// Of each login.
    columns: BTreeMap<&'static str, BTreeMap<String, Columns>>,
}

/// Everything the model speaks of, asked of the database in use.
///
/// # Errors
/// When it cannot be asked at all.
pub(super) async fn compare(backend: &Backend, migrator: &SecretString, extent: Extent) -> Result<Comparison, Refusal> {
    let mut migrator = setup::connect(migrator).await?;
    let secret = random::link_token();
    queries::hold_secret(&mut migrator, &secret).await?;
    let mut proof = Proof { backend, migrator, secret, extent, columns: BTreeMap::new() };
    let mut done = Comparison::default();
    let (orgs, missing) = proof.choose().await?;
    done.missing = missing;
    let sample = proof.sample(&orgs).await?;
    let unknown = proof.tables_without_a_model().await?;
    done.checks.push(check("catalogue", "the model of the promises knows every table", unknown));
    let filled: BTreeSet<_> =
        sample.rows.iter().filter(|(_, rows)| !rows.is_empty()).map(|((table, _), _)| *table).collect();
    done.tables = filled.len();
    let empty = reading::TABLES.iter().filter(|table| !filled.contains(*table));
    done.missing.extend(empty.map(|table| format!("a row of {table}")));
    let mut wrong: BTreeMap<&'static str, BTreeMap<String, usize>> = BTreeMap::new();
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for house in &sample.houses {
        for asker in house.askers(extent.clients, extent.staff) {
            let mut asked = proof.ask(&sample, house, &asker).await?;
            if !asked.wrong.is_empty() {
                // The database is in use: what changed between looking and asking is no difference.
                let again = proof.sample(&orgs).await?;
                let Some(house) = again.houses.iter().find(|now| now.org == house.org) else { continue };
                asked = proof.ask(&again, house, &asker).await?;
            }
            done.pairs += asked.pairs;
            done.allowed += asked.allowed;
            done.people += 1;
            *counts.entry(asker.login).or_default() += asked.pairs;
            for line in asked.wrong {
                *wrong.entry(asker.login).or_default().entry(line).or_default() += 1;
            }
        }
    }
    for (login, pairs) in counts {
        let found = wrong.remove(login).unwrap_or_default();
        let lines =
            found.into_iter().map(|(line, times)| if times > 1 { format!("{line} ({times} times)") } else { line });
        let what = format!("{pairs} pairs of somebody and a row are answered as the promises say");
        done.checks.push(check(login, &what, lines.collect()));
    }
    let nothing =
        if done.allowed == 0 { vec!["nobody may do anything, so nothing was shown".to_owned()] } else { vec![] };
    if done.people > 0 {
        done.checks.push(check("model", "people may do what is theirs to do", nothing));
    }
    Ok(done)
}

fn check(of: &str, what: &str, wrong: Vec<String>) -> Check {
    Check { of: of.to_owned(), what: what.to_owned(), wrong }
}

/// What somebody was answered.
#[derive(Default)]
struct Asked {
    pairs: usize,
    allowed: usize,
    wrong: Vec<String>,
}

impl Proof<'_> {
    /// Organisations in which every state there is can be met, and the states there is no example of.
    async fn choose(&mut self) -> Result<(Vec<Uuid>, Vec<String>), Refusal> {
        let mut states: BTreeMap<Uuid, BTreeSet<String>> = BTreeMap::new();
        for (org, state, _) in queries::list_states(&mut self.migrator).await? {
            states.entry(org).or_default().insert(state);
        }
        let (mut chosen, mut met): (Vec<Uuid>, BTreeSet<String>) = (vec![], BTreeSet::new());
        while chosen.len() < self.extent.houses {
            let best = states
                .iter()
                .filter(|(org, _)| !chosen.contains(org))
                .max_by_key(|(org, of)| (of.difference(&met).count(), of.len(), std::cmp::Reverse(**org)));
            let Some((org, of)) = best else { break };
            if chosen.len() >= 2 && of.is_subset(&met) {
                break;
            }
            chosen.push(*org);
            met.extend(of.iter().cloned());
        }
        let mut missing: Vec<String> =
            STATES.iter().filter(|state| !met.contains(**state)).map(|state| (*state).to_owned()).collect();
        if chosen.len() < 2 {
            missing.push("a second organisation".to_owned());
        }
        Ok((chosen, missing))
    }

    async fn sample(&mut self, orgs: &[Uuid]) -> Result<Sample, Refusal> {
        let about_clients: BTreeMap<String, bool> =
            queries::list_schema(&mut self.migrator, "app").await?.into_iter().collect();
        let mut sample = Sample { houses: vec![], rows: BTreeMap::new() };
        for org in orgs {
            let lines = queries::list_facts(&mut self.migrator, *org).await?;
            let house = House::of(*org, lines.into_iter().map(|line| line.0).collect());
            let clients = house.clients(self.extent.clients);
            for table in reading::TABLES.iter().copied().filter(|table| about_clients.contains_key(*table)) {
                if !self.extent.wants(table) {
                    continue;
                }
                let mut keys = BTreeSet::new();
                let mut rows = Vec::new();
                let whose = clients.iter().copied().map(Some).filter(|_| about_clients.get(table) == Some(&true));
                for client in whose.chain([None]) {
                    let each = if client.is_some() { 1 } else { 2 };
                    for (key, facts) in queries::list_rows(&mut self.migrator, table, *org, client, each).await? {
                        if rows.len() < self.extent.rows && keys.insert(key.clone()) {
                            rows.push(reading::read(table, *org, key, facts.0, &house.asked));
                        }
                    }
                }
                sample.rows.insert((table, *org), rows);
            }
            sample.houses.push(house);
        }
        Ok(sample)
    }

    async fn tables_without_a_model(&mut self) -> Result<Vec<String>, Refusal> {
        let there = queries::list_schema(&mut self.migrator, "app").await?;
        Ok(there
            .into_iter()
            .map(|(table, _)| table)
            .filter(|table| !reading::TABLES.contains(&table.as_str()))
            .collect())
    }

    async fn ask(&mut self, sample: &Sample, house: &House, asker: &Asker) -> Result<Asked, Refusal> {
        match asker.login {
            "ns_client" => self.ask_as::<Client>(sample, house, asker).await,
            "ns_practice" => self.ask_as::<Practice>(sample, house, asker).await,
            "ns_clinic" => self.ask_as::<Clinic>(sample, house, asker).await,
            _ => self.ask_as::<Worker>(sample, house, asker).await,
        }
    }

    async fn ask_as<P: Portal>(&mut self, sample: &Sample, house: &House, asker: &Asker) -> Result<Asked, Refusal> {
        let (extent, mut tx) = (self.extent, self.backend.bare::<P>().await?);
        let db = tx.conn();
        if !self.columns.contains_key(asker.login) {
            self.columns.insert(asker.login, columns(db).await?);
        }
        let empty = BTreeMap::new();
        let columns = self.columns.get(asker.login).unwrap_or(&empty);
        queries::be(db, &self.secret, &random::link_token(), house.org, asker).await?;
        if asker.who.logs {
            queries::log_looks(db, asker.login, &sample.clients_of(house.org)).await?;
        }
        let mut asked = Asked::default();
        // Under a session that is worth nothing a few rows tell, and reading comes before anything else.
        let own = if asker.who.live { extent.rows } else { extent.foreign };
        for table in reading::TABLES.iter().filter(|table| extent.wants(table)) {
            let Some(columns) = columns.get(*table) else { continue };
            let rows: Vec<&Found> = sample
                .rows
                .iter()
                .filter(|((of, _), _)| of == table)
                .flat_map(|((_, org), rows)| rows.iter().take(if *org == house.org { own } else { extent.foreign }))
                .collect();
            if rows.is_empty() {
                continue;
            }
            asked.see(db, columns, &rows, house, asker).await?;
            if !asker.who.live {
                continue;
            }
            for action in [Action::Insert, Action::Update, Action::Delete] {
                asked.change(db, columns, &rows, house, asker, action).await?;
            }
        }
        let outside = columns.iter().filter(|(table, _)| !table.starts_with("app.") && extent.wants(table));
        for (table, columns) in outside.filter(|_| asker.who.live) {
            asked.outside(db, table, columns).await?;
        }
        Ok(asked)
    }
}

impl Asked {
    async fn see(
        &mut self,
        db: &mut PgConnection,
        columns: &Columns,
        rows: &[&Found],
        house: &House,
        asker: &Asker,
    ) -> Result<(), Refusal> {
        let table = rows.first().map(|row| row.says.table).unwrap_or_default();
        // Without a right to any column the server would only write its refusal, keys and all, into its log.
        let rows = if columns.reads { rows } else { rows.get(..1).unwrap_or_default() };
        let keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
        let seen = match columns.reads {
            true => queries::which_are_seen(db, table, &keys).await?,
            false => match queries::attempt(db, &[format!("select from {table} limit 1")]).await?.as_str() {
                "p" => None,
                _ => Some(vec![true]),
            },
        };
        for (n, row) in rows.iter().enumerate() {
            let sees = seen.as_ref().and_then(|seen| seen.get(n)).copied().unwrap_or_default();
            let may = model::may(&house.facts, &asker.who, &row.says, Action::Select);
            self.compared(sees, sees != may, row, house, asker, Action::Select);
        }
        Ok(())
    }

    /// One attempt for each row; one for all where the login has no right to any column.
    async fn change(
        &mut self,
        db: &mut PgConnection,
        columns: &Columns,
        rows: &[&Found],
        house: &House,
        asker: &Asker,
        action: Action,
    ) -> Result<(), Refusal> {
        let granted = match action {
            Action::Insert => !columns.inserts.is_empty(),
            Action::Update => !columns.updates.is_empty(),
            _ => columns.deletes,
        };
        let rows = if granted { rows } else { rows.get(..1).unwrap_or_default() };
        let statements: Vec<String> = rows.iter().filter_map(|row| statement(columns, row, action, granted)).collect();
        let outcomes = queries::attempt(db, &statements).await?;
        for (row, outcome) in rows.iter().zip(outcomes.chars()) {
            let may = model::may(&house.facts, &asker.who, &row.says, action);
            // A trigger or a constraint speaks of the row's own state, not of who asks.
            let differs = match outcome {
                'a' | 'c' => !may,
                'n' | 'p' => may,
                _ => false,
            };
            if outcome != 'l' {
                self.compared(outcome == 'a', differs, row, house, asker, action);
            }
        }
        Ok(())
    }

    /// People, credentials, jobs and what came from outside: no portal touches them.
    async fn outside(&mut self, db: &mut PgConnection, table: &str, columns: &Columns) -> Result<(), Refusal> {
        let first = columns.all.first().map(String::as_str).unwrap_or_default();
        let statements = [
            format!("select from {table} limit 1"),
            format!("insert into {table} default values"),
            format!("update {table} set {first} = {first} where false"),
            format!("delete from {table} where false"),
        ];
        let outcomes = queries::attempt(db, &statements).await?;
        for (outcome, action) in outcomes.chars().zip(Action::ALL) {
            self.pairs += 1;
            if !matches!(outcome, 'p' | 'l') {
                self.wrong.push(format!("{table}: {} is not refused", word(action)));
            }
        }
        Ok(())
    }

    fn compared(&mut self, did: bool, differs: bool, row: &Found, house: &House, asker: &Asker, action: Action) {
        self.pairs += 1;
        self.allowed += usize::from(did);
        if !differs {
            return;
        }
        let (who, says) = (&asker.who, &row.says);
        let may = model::may(&house.facts, who, says, action);
        let person = match (who.job, asker.state) {
            (Some(_), _) => "a background job".to_owned(),
            (None, "live") if who.live => format!("a {}", who.member.role.word()),
            (None, state) => format!("a {} whose session is {state} and worth nothing", who.member.role.word()),
        };
        let stand = match (who.job, who.member.role) {
            _ if says.org != house.org => ", of another organisation".to_owned(),
            (None, model::Role::Practitioner) if says.client.is_some() => {
                let logged = if who.logs { "" } else { ", look not logged" };
                format!(", {}{logged}", house.stand(who.member.id, says.client))
            }
            (None, model::Role::Client) if says.client == Some(who.member.id) => ", their own".to_owned(),
            _ => String::new(),
        };
        let mark = if says.mark.is_empty() { String::new() } else { format!(" ({})", says.mark) };
        let verdict = if may { "is refused" } else { "is not refused" };
        self.wrong.push(format!("{}{mark}: {} by {person}{stand} {verdict}", says.table, word(action)));
    }
}

fn word(action: Action) -> &'static str {
    match action {
        Action::Select => "reading",
        Action::Insert => "adding",
        Action::Update => "changing",
        Action::Delete => "removing",
    }
}

async fn columns(db: &mut PgConnection) -> Result<BTreeMap<String, Columns>, Refusal> {
    let mut tables: BTreeMap<String, Columns> = BTreeMap::new();
    for row in queries::list_columns(db).await? {
        let table = tables.entry(row.table).or_default();
        table.all.push(row.name.clone());
        (table.deletes, table.reads) = (row.deletes, row.reads);
        if row.inserts {
            table.inserts.push(row.name.clone());
        }
        if row.updates {
            table.updates.push(row.name);
        }
    }
    Ok(tables)
}

/// A statement that would do `action` to the row, or add one like it. Names are quoted by the database, and so are values.
fn statement(columns: &Columns, row: &Found, action: Action, granted: bool) -> Option<String> {
    let (table, key, first) = (row.says.table, &row.key, columns.all.first()?);
    Some(match action {
        Action::Delete => format!("delete from {table} where {key}"),
        Action::Update if granted => {
            let set: Vec<String> = columns.updates.iter().map(|column| format!("{column} = {column}")).collect();
            format!("update {table} set {} where {key}", set.join(", "))
        }
        Action::Update => format!("update {table} set {first} = {first} where {key}"),
        _ if granted => {
            let values: Vec<String> = columns.inserts.iter().map(|column| value(row, column)).collect();
            format!("insert into {table} ({}) values ({})", columns.inserts.join(", "), values.join(", "))
        }
        _ => format!("insert into {table} default values"),
    })
}

fn value(row: &Found, column: &str) -> String {
    let text = match (reading::begins(&row.says, column), row.facts.get(column.trim_matches('"'))) {
        (Some(begins), _) => begins.to_owned(),
        (None, Some(serde_json::Value::String(text))) => text.clone(),
        (None, Some(serde_json::Value::Bool(flag))) => flag.to_string(),
        (None, Some(serde_json::Value::Number(number))) => number.to_string(),
        _ => return "null".to_owned(),
    };
    format!("'{}'", text.replace('\'', "''"))
}
