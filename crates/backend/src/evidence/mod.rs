//! Evidence that stands outside of what it speaks about (M4, S5, T8, T9).
//!
//! The database chains an organisation's activity entries as they are appended; here a Merkle tree over their commitments
//! gets a signed head every few minutes, kept where nobody who can write the database can reach it. Guarantees: an entry
//! that is edited, missing, moved, cut off or rewritten is named by [`Backend::verify`], also when it was rewritten with
//! the signing key, as long as one older checkpoint is at hand; a head is never signed that does not continue the one
//! before; whoever an entry is about gets a proof they can check without us. Nothing of the tree is computed where
//! entries are appended.
//!
//! Payments have a ledger of their own (`ledger`), sealed in the transaction of every change, verified here too.
//! To look for another kind of damage: a variant of `Wrong`, found in `walk` or `ledger`, with its words below.

mod checkpoint;
mod deliver;
mod last;
mod ledger;
mod outside;
mod proof;
mod queries;
mod rows;
pub(crate) mod statement;
mod tree;
mod verify;
mod walk;

pub use last::{LastCheck, Standing, Verified};
pub use outside::{Outside, Unbelievable};
pub use proof::{EventRow, Position, ProofOfEntry};
pub use rows::EntryRow;
pub use statement::Statement;
pub use verify::{Report, Witnessed, verify_all};
pub use walk::{Anchor, Fault, From, Head, Log, Walk, Wrong};

pub use checkpoint::LatestCheckpoint;
pub(crate) use checkpoint::make;
pub(crate) use last::verify as verify_log;

use crate::Backend;
pub use crate::config::{EvidenceConfig, Witness};
use crate::db::Worker;
use crate::refusal::Refusal;

/// The job that signs an organisation's head.
pub(crate) const MAKE: &str = "make_checkpoint";

/// The job that verifies an organisation's log.
pub(crate) const VERIFY: &str = "verify_log";
/// It does so every day.
const VERIFY_HOURS: i32 = 24;

impl Default for EvidenceConfig {
    fn default() -> Self {
        Self { dir: None, mail: None, witness: None, entries: 256, minutes: 10 }
    }
}

impl Backend {
    /// Enqueues the checkpoints that are due; called every minute. Answers how many.
    ///
    /// # Errors
    /// Database faults.
    pub async fn plan_checkpoints(&self) -> Result<i32, Refusal> {
        let mut tx = self.bare::<Worker>().await?;
        let config = &self.config.evidence;
        let planned = queries::plan(tx.conn(), config.entries, config.minutes).await?;
        tx.commit().await?;
        Ok(planned)
    }

    /// Enqueues the verifications that are due; called every minute.
    ///
    /// # Errors
    /// Database faults.
    pub async fn plan_verifications(&self) -> Result<i32, Refusal> {
        let mut tx = self.bare::<Worker>().await?;
        let planned = queries::plan_verifications(tx.conn(), VERIFY_HOURS).await?;
        tx.commit().await?;
        Ok(planned)
    }

    /// The log's name in its checkpoints: where it is asked for, without the scheme.
    pub(crate) fn evidence_origin(&self, organisation: uuid::Uuid) -> String {
        let site = self.config.public_url.split_once("://").map_or("", |(_, site)| site);
        format!("{}/evidence/{organisation}", site.trim_end_matches('/'))
    }
}
