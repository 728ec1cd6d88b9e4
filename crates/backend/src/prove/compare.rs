//! The database in use against the model: for people of every kind × rows of every table × select, insert, update and
//! delete, what the live policies answer at each portal's own login and what the promises say.
//!
//! Guarantees: everything is asked in transactions that are rolled back (the sessions in them cannot be committed), each
//! change in a subtransaction that is undone at once. Sampling is the same each time for the same database: organisations
//! until every state there is was met (four at the most, two at the least), in each up to 7 clients and 9 of the staff,
//! chosen so that every fact that decides alone does so between some of them (`deciding`), and of each table at most 60
//! rows of each organisation. What nobody was asked about is said: facts that decided about nothing, tables without a row,
//! changes that a table's own triggers refused each time, before any policy was asked.

use std::collections::{BTreeMap, BTreeSet};

use secrecy::SecretString;
use sqlx::PgConnection;
use uuid::Uuid;

use super::ask::{Asked, Who};
use super::model::Action;
use super::reading::{self, Found};
use super::sample::Sample;
use super::statements::{Columns, columns};
use super::{Check, deciding, queries};
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
    pub(super) fn wants(&self, table: &str) -> bool {
        self.only.is_none_or(|only| table.starts_with(only))
    }
}

impl Default for Extent {
    fn default() -> Self {
        Self { houses: 4, clients: 7, staff: 9, rows: 60, foreign: 4, only: None }
    }
}

/// What was compared.
#[derive(Debug, Clone, Default)]
pub struct Comparison {
    pub pairs: usize,
    /// Of them, those in which the database let somebody do what they asked.
    pub allowed: usize,
    pub people: usize,
    pub tables: usize,
    /// Facts, and about how many pairs each alone decided.
    pub decided: BTreeMap<&'static str, usize>,
    /// What there is no example of here, so that nothing is shown about it.
    pub missing: Vec<String>,
    pub checks: Vec<Check>,
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
    let orgs = proof.choose().await?;
    if orgs.len() < 2 {
        done.missing.push("a second organisation".to_owned());
    }
    let sample = Sample::of(&mut proof.migrator, &orgs, &extent).await?;
    let unknown = proof.tables_without_a_model().await?;
    done.checks.push(check("catalogue", "the model of the promises knows every table", unknown));
    let filled: BTreeSet<_> =
        sample.rows.iter().filter(|(_, rows)| !rows.is_empty()).map(|((table, _), _)| *table).collect();
    done.tables = filled.len();
    let empty = reading::TABLES.iter().filter(|table| !filled.contains(*table));
    done.missing.extend(empty.map(|table| format!("a row of {table}")));
    let mut tally = Tally::default();
    for house in &sample.houses {
        for asker in house.askers(extent.clients, extent.staff) {
            let mut asked = proof.ask(&sample, Who { house, asker: &asker }).await?;
            if !asked.wrong.is_empty() {
                // The database is in use: what changed between looking and asking is no difference.
                let again = Sample::of(&mut proof.migrator, &orgs, &extent).await?;
                let Some(house) = again.houses.iter().find(|now| now.org == house.org) else { continue };
                asked = proof.ask(&again, Who { house, asker: &asker }).await?;
            }
            tally.add(&mut done, asker.login, asked);
        }
    }
    done.missing.extend(tally.missing(&done));
    let Tally { counts, mut wrong, .. } = tally;
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

/// What came of it, by login.
#[derive(Default)]
struct Tally {
    counts: BTreeMap<&'static str, usize>,
    wrong: BTreeMap<&'static str, BTreeMap<String, usize>>,
    /// Login, table and what was tried.
    tried: BTreeSet<(&'static str, &'static str, &'static str)>,
    reached: BTreeSet<(&'static str, &'static str, &'static str)>,
}

impl Tally {
    fn add(&mut self, done: &mut Comparison, login: &'static str, asked: Asked) {
        done.pairs += asked.pairs;
        done.allowed += asked.allowed;
        done.people += 1;
        *self.counts.entry(login).or_default() += asked.pairs;
        for line in asked.wrong {
            *self.wrong.entry(login).or_default().entry(line).or_default() += 1;
        }
        for (fact, times) in asked.decided {
            *done.decided.entry(fact).or_default() += times;
        }
        self.tried.extend(asked.tried.into_iter().map(|(table, action)| (login, table, action)));
        self.reached.extend(asked.reached.into_iter().map(|(table, action)| (login, table, action)));
    }

    /// What was asked about and shows nothing.
    fn missing(&self, done: &Comparison) -> Vec<String> {
        let facts = deciding::all().filter(|fact| !done.decided.contains_key(fact));
        let facts = facts.map(|fact| format!("somebody and a row between whom nothing but this decides: {fact}"));
        let unreached = self.tried.difference(&self.reached);
        let unreached = unreached.map(|(login, table, action)| {
            format!("{action} in {table} as {login} that the table's own triggers let come as far as a policy")
        });
        facts.chain(unreached).collect()
    }
}

impl Proof<'_> {
    /// Organisations in which every state there is can be met.
    async fn choose(&mut self) -> Result<Vec<Uuid>, Refusal> {
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
        Ok(chosen)
    }

    async fn tables_without_a_model(&mut self) -> Result<Vec<String>, Refusal> {
        let there = queries::list_schema(&mut self.migrator, "app").await?;
        Ok(there
            .into_iter()
            .map(|(table, _)| table)
            .filter(|table| !reading::TABLES.contains(&table.as_str()))
            .collect())
    }

    async fn ask(&mut self, sample: &Sample, who: Who<'_>) -> Result<Asked, Refusal> {
        match who.asker.login {
            "ns_client" => self.ask_as::<Client>(sample, who).await,
            "ns_practice" => self.ask_as::<Practice>(sample, who).await,
            "ns_clinic" => self.ask_as::<Clinic>(sample, who).await,
            _ => self.ask_as::<Worker>(sample, who).await,
        }
    }

    async fn ask_as<P: Portal>(&mut self, sample: &Sample, who: Who<'_>) -> Result<Asked, Refusal> {
        let (extent, mut tx) = (self.extent, self.backend.bare::<P>().await?);
        let (db, Who { house, asker }) = (tx.conn(), who);
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
        // What takes a fresh proof is added: without one nothing else is different.
        let changes = match (asker.who.live, asker.who.fresh) {
            (false, _) => &[][..],
            (true, false) => &[Action::Insert],
            (true, true) => &[Action::Insert, Action::Update, Action::Delete],
        };
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
            if asker.who.fresh {
                asked.see(db, columns, &rows, who).await?;
            }
            for action in changes {
                asked.change(db, columns, &rows, who, *action).await?;
                asked.blind(db, columns, table, who, *action).await?;
            }
        }
        // Where nobody has anything to do: people and credentials, and whatever the model does not know.
        let outside =
            columns.iter().filter(|(table, _)| !reading::TABLES.contains(&table.as_str()) && extent.wants(table));
        for (table, columns) in outside.filter(|_| asker.who.live && asker.who.fresh) {
            asked.outside(db, table, columns).await?;
        }
        Ok(asked)
    }
}
