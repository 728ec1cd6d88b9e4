//! What an administrator sees of the clinic's keys, and may ask for: that every client's key is replaced, with how far
//! that is. Counts and certificates, never a key.

use sqlx::FromRow;

use super::queries;
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Clinic, ReadTx, WriteTx};
use crate::refusal::Refusal;
use crate::secret::{KeyVersion, Signing};

/// How the last replacement of keys stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct KeyStatus {
    /// Clients it is for, and how many are through.
    pub clients: i64,
    pub finished: i64,
    /// Values to be sealed anew, and how many were.
    pub total: i64,
    pub done: i64,
    /// Values that do not open, and were left.
    pub stuck: i64,
}

impl KeyStatus {
    /// From 0 to 100; 100 only when every client is through.
    pub fn percent(&self) -> u8 {
        if self.finished >= self.clients {
            return if self.clients > 0 { 100 } else { 0 };
        }
        let share = self.done.saturating_mul(100).checked_div(self.total).unwrap_or(0);
        u8::try_from(share.clamp(0, 99)).unwrap_or(99)
    }

    pub fn is_under_way(&self) -> bool {
        self.finished < self.clients
    }
}

impl ReadTx<Clinic> {
    /// How the last replacement of keys stands; all zeros where there was none.
    ///
    /// # Errors
    /// Database faults.
    pub async fn key_status(&mut self) -> Result<KeyStatus, Refusal> {
        let organisation = self.scope().organisation().0;
        Ok(queries::key_status(self.conn(), organisation).await?)
    }
}

impl Backend {
    /// Has the key of each of the clinic's clients replaced, in the background; of how many. For whom it is under way
    /// already, it goes on.
    ///
    /// # Errors
    /// `ProofNeeded`; refused by the database for anybody but an administrator.
    pub async fn rotate_client_keys(&self, mut tx: WriteTx<Clinic>) -> Result<i64, Refusal> {
        tx.demand_proof().await?;
        let asked = queries::ask_house_rotation(tx.conn()).await?;
        tx.commit(Activity::new(Action::KeyRotationAsked)).await?;
        self.job_bell.notify_one();
        Ok(asked)
    }

    /// The public keys with which this installation's signatures of a purpose are checked. Not secret.
    pub fn public_keys(&self, purpose: Signing) -> Vec<(KeyVersion, [u8; 32])> {
        self.keys.public_keys(purpose)
    }
}
