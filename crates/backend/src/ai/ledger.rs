//! Reading the ledger: a client about themselves, an administrator about the clinic.

use chrono::{DateTime, Utc};
use contract::ai::{AiLedger, AiOutcome, AiPurpose, AiUse};
use sqlx::FromRow;

use super::queries;
use crate::Backend;
use crate::db::{Client, HouseTx, Portal, ReadTx};
use crate::refusal::Refusal;

/// Lines on one page.
const MOST: usize = 200;

#[derive(FromRow)]
pub(super) struct UseRow {
    purpose: String,
    asked_at: DateTime<Utc>,
    came: Option<String>,
    client_name: Option<String>,
}

impl Backend {
    /// `/me/ai`
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_my_ai_uses(&self, tx: &mut ReadTx<Client>) -> Result<AiLedger, Refusal> {
        self.load_uses(tx).await
    }

    /// `/clinic/ai`
    ///
    /// # Errors
    /// `NotFound` for who is no administrator.
    pub async fn load_ai_uses(&self, tx: &mut HouseTx) -> Result<AiLedger, Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        self.load_uses(tx).await
    }

    async fn load_uses<P: Portal>(&self, tx: &mut ReadTx<P>) -> Result<AiLedger, Refusal> {
        let tz = tx.scope().tz();
        let mut rows = queries::list_uses(tx, MOST + 1).await?;
        let more = rows.len() > MOST;
        rows.truncate(MOST);
        let uses = rows.into_iter().filter_map(|row| {
            Some(AiUse {
                client_name: row.client_name.unwrap_or_default(),
                purpose: AiPurpose::parse(&row.purpose)?,
                asked: row.asked_at.with_timezone(&tz).naive_local(),
                outcome: match row.came.as_deref() {
                    Some("answered") => AiOutcome::Answered,
                    Some(_) => AiOutcome::Failed,
                    None => AiOutcome::Unused,
                },
            })
        });
        Ok(AiLedger { connected: self.assistant.is_some(), uses: uses.collect(), more })
    }
}
