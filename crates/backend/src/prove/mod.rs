//! `nutriscope prove-isolation`: the promises of row security asked of the database in use (P15, M7), to be read by
//! whoever runs it.
//!
//! Guarantees: nothing is changed (every transaction is read only and rolled back) and nothing of anybody is read into
//! the report: it counts rows, it does not show them. What could not be asked is a failure, not a pass.

mod login;
pub mod model;
mod queries;
mod signed_in;

use secrecy::SecretString;

use crate::Backend;
use crate::db::{Client, Clinic, Practice, Public, Webhook, Worker, catalogue};
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

impl Backend {
    /// Every rule of the catalogue and the checks as each login. `migrator` is the address whose login reads the
    /// catalogue; it needs no other right.
    ///
    /// # Errors
    /// When the catalogue cannot be read at all.
    pub async fn prove_isolation(&self, migrator: &SecretString) -> Result<Vec<Check>, Refusal> {
        let rules = catalogue::report(migrator).await?;
        let mut checks: Vec<Check> = rules
            .into_iter()
            .map(|(demands, wrong)| Check { of: "catalogue".into(), what: demands.into(), wrong })
            .collect();
        checks.extend(login::checks::<Public>(self).await);
        checks.extend(login::checks::<Client>(self).await);
        checks.extend(login::checks::<Practice>(self).await);
        checks.extend(login::checks::<Clinic>(self).await);
        checks.extend(login::checks::<Webhook>(self).await);
        checks.extend(login::checks::<Worker>(self).await);
        Ok(checks)
    }

    /// The same of a live session, whose cookie its person hands over. Nothing it sees is shown.
    pub async fn prove_session(&self, token: &SessionToken) -> Check {
        signed_in::check(self, token).await
    }
}
