//! `nutriscope prove-isolation`: the promises of row security asked of the database in use (P15, M7), to be read by
//! whoever runs it. Three ways: the rules of the catalogue and of each login, everything that keeps people apart against
//! what was shipped (`shipped`), and people of every kind × rows of every table × what they might do, answered by the live
//! policies and by the model that the tests ask too (`compare`, `model`), with those sought out between whom one fact alone
//! decides (`deciding`): a grant that has run out, a consent that was withdrawn.
//!
//! Guarantees: nothing is changed (every transaction is rolled back, and the sessions made in it cannot be committed) and
//! nothing of anybody is read into the report: it counts rows, it does not show them. What could not be asked is a failure,
//! not a pass; what there is no example of is named.

mod ask;
mod compare;
mod deciding;
mod house;
mod login;
pub mod model;
mod people;
mod queries;
pub mod reading;
mod sample;
pub mod shipped;
mod signed_in;
mod statements;
mod variants;

use compare::Comparison;
pub use compare::Extent;
use secrecy::SecretString;

use crate::Backend;
use crate::db::{Client, Clinic, Practice, Public, SignIn, Webhook, Worker, catalogue};
use crate::identity::SessionToken;
use crate::refusal::Refusal;

/// One thing that was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The catalogue, or the login it was asked as.
    pub of: String,
    pub what: String,
    /// Where it does not hold; empty means that it does.
    pub wrong: Vec<String>,
}

impl Check {
    pub fn holds(&self) -> bool {
        self.wrong.is_empty()
    }
}

/// What a run showed, and what it could not show.
#[derive(Debug, Clone)]
pub struct Proof {
    pub checks: Vec<Check>,
    /// Pairs of somebody and a row, with something they might do, that were compared with the model.
    pub pairs: usize,
    /// Of them, those in which it was theirs to do and was done.
    pub allowed: usize,
    /// Sessions under which was asked.
    pub people: usize,
    /// Tables with a row to ask about.
    pub tables: usize,
    /// Things that were compared with what was shipped.
    pub things: usize,
    /// Facts that should decide, and about how many of the pairs each alone did.
    pub decided: Vec<(&'static str, usize)>,
    /// What this database has no example of, so that nothing was shown about it.
    pub missing: Vec<String>,
}

impl Proof {
    pub fn broken(&self) -> usize {
        self.checks.iter().filter(|check| !check.holds()).count()
    }
}

impl Backend {
    /// Everything that is asked. `migrator` is the address whose login reads the catalogue and runs the comparison.
    ///
    /// # Errors
    /// When the catalogue cannot be read at all.
    pub async fn prove_isolation(&self, migrator: &SecretString, extent: Extent) -> Result<Proof, Refusal> {
        let rules = catalogue::report(migrator).await?;
        let mut checks: Vec<Check> = rules
            .into_iter()
            .map(|(demands, wrong)| Check { of: "catalogue".into(), what: demands.into(), wrong })
            .collect();
        let drift = shipped::drift(migrator).await?;
        let what = format!("{} roles, grants, policies, functions, triggers and so on are as shipped", drift.things);
        checks.push(Check { of: "catalogue".into(), what, wrong: drift.wrong });
        checks.extend(login::checks::<Public>(self).await);
        checks.extend(login::checks::<SignIn>(self).await);
        checks.extend(login::checks::<Client>(self).await);
        checks.extend(login::checks::<Practice>(self).await);
        checks.extend(login::checks::<Clinic>(self).await);
        checks.extend(login::checks::<Webhook>(self).await);
        checks.extend(login::checks::<Worker>(self).await);
        let compared = compare::compare(self, migrator, extent).await.unwrap_or_else(|reason| {
            tracing::warn!(%reason, "the comparison with the model stopped");
            let wrong = vec!["it could not be asked".to_owned()];
            let check = Check { of: "model".into(), what: "rows are compared with the model".into(), wrong };
            Comparison { checks: vec![check], ..Comparison::default() }
        });
        checks.extend(compared.checks);
        let mut missing = compared.missing;
        if let Some(release) = drift.other_release {
            missing.push(format!("Postgres {release} among those that what was shipped was written down with"));
        }
        let Comparison { pairs, allowed, people, tables, decided, .. } = compared;
        let decided = decided.into_iter().collect();
        Ok(Proof { checks, pairs, allowed, people, tables, things: drift.things, decided, missing })
    }

    /// The same of a live session, whose cookie its person hands over. Nothing it sees is shown.
    pub async fn prove_session(&self, token: &SessionToken) -> Check {
        signed_in::check(self, token).await
    }
}
