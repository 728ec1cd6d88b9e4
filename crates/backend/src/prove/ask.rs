//! What somebody is answered, and what they should have been.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::PgConnection;

use super::house::House;
use super::model::{self, Action};
use super::people::Asker;
use super::reading::Found;
use super::statements::{Columns, statement};
use super::{deciding, queries, variants};
use crate::refusal::Refusal;

/// Who asks, in an organisation as it is now.
#[derive(Clone, Copy)]
pub(super) struct Who<'a> {
    pub house: &'a House,
    pub asker: &'a Asker,
}

/// What somebody was answered.
#[derive(Default)]
pub(super) struct Asked {
    pub pairs: usize,
    pub allowed: usize,
    pub wrong: Vec<String>,
    /// How often each fact alone decided.
    pub decided: BTreeMap<&'static str, usize>,
    /// What was tried at a table by somebody who may; and what of that came as far as a policy at least once, which a
    /// trigger that refuses first does not let be seen.
    pub tried: BTreeSet<(&'static str, &'static str)>,
    pub reached: BTreeSet<(&'static str, &'static str)>,
}

impl Asked {
    pub async fn see(
        &mut self,
        db: &mut PgConnection,
        columns: &Columns,
        rows: &[&Found],
        who: Who<'_>,
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
            let may = model::may(&who.house.facts, &who.asker.who, &row.says, Action::Select);
            self.compared(sees, sees != may, row, who, Action::Select);
        }
        Ok(())
    }

    /// One attempt for each row; one for all where the login has no right to any column.
    pub async fn change(
        &mut self,
        db: &mut PgConnection,
        columns: &Columns,
        rows: &[&Found],
        who: Who<'_>,
        action: Action,
    ) -> Result<(), Refusal> {
        let granted = match action {
            Action::Insert => !columns.inserts.is_empty(),
            Action::Update => !columns.updates.is_empty(),
            _ => columns.deletes,
        };
        let own = match (action, granted) {
            (Action::Insert, true) => variants::of(rows, who.house, who.asker),
            _ => vec![],
        };
        let rows = if granted { rows } else { rows.get(..1).unwrap_or_default() };
        let rows: Vec<&Found> = rows.iter().copied().chain(&own).collect();
        let statements: Vec<String> = rows.iter().filter_map(|row| statement(columns, row, action, granted)).collect();
        let outcomes = queries::attempt(db, &statements).await?;
        for (row, outcome) in rows.iter().zip(outcomes.chars()) {
            let may = model::may(&who.house.facts, &who.asker.who, &row.says, action);
            if may {
                self.tried.insert((row.says.table, word(action)));
            }
            if may && matches!(outcome, 'a' | 'c') {
                self.reached.insert((row.says.table, word(action)));
            }
            // A trigger or a constraint speaks of the row's own state, not of who asks.
            let differs = match outcome {
                'a' | 'c' => !may,
                'n' | 'p' => may,
                _ => false,
            };
            // Where the table's own rules refuse what is theirs to do, nothing was compared.
            if outcome != 'l' && !(may && outcome == 's') {
                self.compared(outcome == 'a', differs, row, who, action);
            }
        }
        Ok(())
    }

    /// A change that names no row takes no right to see one, so that the policy for changes stands alone. Whoever sees no
    /// row of a table reaches none in this way either; whoever sees some is not asked, since it would change theirs.
    pub async fn blind(
        &mut self,
        db: &mut PgConnection,
        columns: &Columns,
        table: &'static str,
        who: Who<'_>,
        action: Action,
    ) -> Result<(), Refusal> {
        let statement = match (action, columns.updates.first()) {
            (Action::Update, Some(column)) => format!("update {table} set {column} = null"),
            (Action::Delete, _) if columns.deletes => format!("delete from {table}"),
            _ => return Ok(()),
        };
        if queries::sees_a_row(db, table).await? {
            return Ok(());
        }
        let outcome = queries::attempt(db, &[statement]).await?;
        self.pairs += usize::from(outcome != "l");
        if !matches!(outcome.as_str(), "n" | "p" | "l") {
            self.wrong.push(format!(
                "{table}: {} what they do not see by {} is not refused",
                word(action),
                person(who.asker)
            ));
        }
        Ok(())
    }

    /// People, credentials, jobs and what came from outside: no portal touches them.
    pub async fn outside(&mut self, db: &mut PgConnection, table: &str, columns: &Columns) -> Result<(), Refusal> {
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

    fn compared(&mut self, did: bool, differs: bool, row: &Found, who: Who<'_>, action: Action) {
        self.pairs += 1;
        self.allowed += usize::from(did);
        let Who { house, asker } = who;
        for fact in deciding::of_pair(house, asker, &row.says, action) {
            *self.decided.entry(fact).or_default() += 1;
        }
        if !differs {
            return;
        }
        let (who, says) = (&asker.who, &row.says);
        let may = model::may(&house.facts, who, says, action);
        let person = person(asker);
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

/// Whoever asks, for a report.
fn person(asker: &Asker) -> String {
    let who = &asker.who;
    let role = who.member.role.word();
    match (who.job, asker.state) {
        (Some(_), _) => "a background job".to_owned(),
        (None, "stale") => format!("a {role} who showed long ago who they are"),
        (None, "live") if who.live && who.logs => format!("a {role} whose look is in the log"),
        (None, "live") if who.live => format!("a {role}"),
        (None, state) => format!("a {role} whose session is {state} and worth nothing"),
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
