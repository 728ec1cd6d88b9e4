//! Reading the ledger: a client about themselves, an administrator about the clinic.

use chrono::{DateTime, Utc};
use contract::ai::{AiLedger, AiOutcome, AiPurpose, AiUse};
use contract::paging::Reach;
use insight::clock::Moment;
use sqlx::FromRow;

use super::queries;
use crate::Backend;
use crate::db::{Client, HouseTx, Portal, ReadTx};
use crate::refusal::Refusal;

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
    pub async fn load_my_ai_uses(&self, tx: &mut ReadTx<Client>, reach: Reach) -> Result<AiLedger, Refusal> {
        self.load_uses(tx, reach).await
    }

    /// `/clinic/ai`
    ///
    /// # Errors
    /// `NotFound` for anyone who is not an administrator.
    pub async fn load_ai_uses(&self, tx: &mut HouseTx, reach: Reach) -> Result<AiLedger, Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        self.load_uses(tx, reach).await
    }

    async fn load_uses<P: Portal>(&self, tx: &mut ReadTx<P>, reach: Reach) -> Result<AiLedger, Refusal> {
        let tz = tx.scope().tz();
        let rows = queries::list_uses(tx, reach.asks()).await?;
        let uses = rows.into_iter().filter_map(|row| {
            Some(AiUse {
                client_name: row.client_name.unwrap_or_default(),
                purpose: AiPurpose::parse(&row.purpose)?,
                asked: Moment::new(&tz, row.asked_at),
                outcome: match row.came.as_deref() {
                    Some("answered") => AiOutcome::Answered,
                    Some(_) => AiOutcome::Failed,
                    None => AiOutcome::Unused,
                },
            })
        });
        Ok(AiLedger { connected: self.assistant.is_some(), uses: uses.collect() })
    }
}
