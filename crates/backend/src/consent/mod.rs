//! What clients agree to, and what follows from it (T13, P12, P13).
//!
//! Guarantees: the texts stand in the migrations, in both languages; a decision names the exact text (its hash, made by
//! the database) and is kept for good; what holds now is derived from the last decision wherever it is asked, so that a
//! withdrawal has its effect on the next statement of everybody. What acts on a consent holds it until it is done
//! (`guard`): a withdrawal comes before the act, which then does not happen, or after it.
//! To make something depend on a consent: a trigger or policy in the database first (`app.hold_consents`), then
//! `tx.hold_consents` at the head of the transaction that acts.

mod clinic;
mod decide;
mod guard;
mod queries;
mod receipt;
mod rows;

use contract::consent::{Language, MyConsents};

use crate::Backend;
use crate::db::{Client, ReadTx};
use crate::refusal::Refusal;

pub(crate) use queries::find_language;

pub use clinic::look_at_standings;
pub use guard::Consent;
pub use receipt::{Claim, Verdict, verify_receipt};

/// Decisions listed on one page.
const MOST_EVENTS: i64 = 200;

impl Backend {
    /// Whether new entries of the client's are taken: with consent to health data and the disclaimer.
    ///
    /// # Errors
    /// Database faults.
    pub async fn may_log(&self, tx: &mut ReadTx<Client>) -> Result<bool, Refusal> {
        queries::may_log(tx).await
    }

    /// `/me/consents`: each consent with its text, what was decided, what holds, and the history.
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_my_consents(&self, tx: &mut ReadTx<Client>, language: Language) -> Result<MyConsents, Refusal> {
        let (tz, now) = (tx.scope().tz(), self.clock.now());
        let asked = queries::list_asked(tx, language.as_str()).await?;
        let history = queries::list_events(tx, MOST_EVENTS).await?;
        let mut consents: Vec<_> = asked.into_iter().filter_map(|row| row.view(now, tz)).collect();
        consents.sort_by_key(|consent| consent.kind);
        Ok(MyConsents {
            organisation: tx.scope().organisation_name.clone(),
            language,
            is_closed: tx.scope().is_closed(),
            consents,
            history: history.into_iter().filter_map(|row| row.view(tz)).collect(),
        })
    }

    /// The language a client is written to in: the one they chose, else the one in which they last decided.
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_language(&self, tx: &mut ReadTx<Client>) -> Result<Language, Refusal> {
        let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
        Ok(queries::find_language(tx.conn(), organisation, me).await?)
    }
}
