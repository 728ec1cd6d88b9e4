//! Proofs for whom an entry is about: the entry with its salt, the path to the root of a signed checkpoint.

use chrono::{DateTime, Utc};
use evidence::{Proof, consistency_proof, inclusion_proof};
use uuid::Uuid;

use super::LatestCheckpoint;
use super::checkpoint::MayKnowSize;
use super::queries;
use super::tree::{Tree, signed, unsigned};
use crate::Backend;
use crate::db::{Client, Portal, ReadTx};
use crate::refusal::Refusal;

/// Events on one page of a client's list.
const PAGE: i64 = 50;

/// An event about the client who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    pub seq: u64,
    pub at: DateTime<Utc>,
    pub action: String,
    pub position: Position,
    /// A checkpoint covers it: there is a proof.
    pub is_covered: bool,
}

/// Who did it, as far as the client is told here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Position {
    Myself,
    /// With a name where the client may know it.
    Colleague(Option<String>),
    System,
}

/// A proof as text (`.tlog-proof`), with what a reader compares it by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofOfEntry {
    pub seq: u64,
    pub at: DateTime<Utc>,
    pub action: String,
    pub text: String,
    pub checkpoint: LatestCheckpoint,
}

impl Backend {
    /// What happened to the client who asks, newest first, before an entry's number, and whether there is more.
    ///
    /// # Errors
    /// Database faults.
    pub async fn list_my_events(
        &self,
        tx: &mut ReadTx<Client>,
        before: Option<u64>,
    ) -> Result<(Vec<EventRow>, bool, Option<LatestCheckpoint>), Refusal> {
        let (organisation, me) = (tx.scope().organisation().0, tx.scope().member());
        let newest = self.latest_checkpoint(tx).await?;
        let covered = newest.as_ref().map_or(0, |newest| newest.size);
        let before = before.map_or(i64::MAX, signed);
        let mut rows = queries::list_events(tx.conn(), organisation, me.0, before, PAGE + 1).await?;
        let more = rows.len() as i64 > PAGE;
        rows.truncate(usize::try_from(PAGE).unwrap_or(0));
        let events = rows.into_iter().map(|(seq, at, action, member, name)| {
            let position = match member {
                Some(member) if member == me.0 => Position::Myself,
                Some(_) => Position::Colleague(name),
                None => Position::System,
            };
            let seq = unsigned(seq);
            EventRow { seq, at, action, position, is_covered: seq <= covered }
        });
        Ok((events.collect(), more, newest))
    }

    /// The proof that an entry is in the log the newest checkpoint was signed over. For whom it is about and for
    /// administrators; none for others, for an entry without names any more, or one that no checkpoint covers yet.
    ///
    /// # Errors
    /// Database faults.
    pub async fn inclusion_proof<P: Portal>(
        &self,
        tx: &mut ReadTx<P>,
        seq: u64,
    ) -> Result<Option<ProofOfEntry>, Refusal>
    where
        ReadTx<P>: MayKnowSize,
    {
        let Some(row) = queries::find_entry(tx.conn(), signed(seq)).await? else { return Ok(None) };
        let Some(checkpoint) = self.latest_checkpoint(tx).await?.filter(|newest| seq <= newest.size) else {
            return Ok(None);
        };
        // Entries older than the veil verify in `verify-audit` alone.
        let Some(salt) = row.salt.as_ref().filter(|_| row.encoding == 2) else { return Ok(None) };
        let (index, size) = (seq - 1, checkpoint.size);
        let mut tree = Tree::load(tx.conn(), size).await?;
        tree.load_around(tx.conn(), index, size).await?;
        let path = inclusion_proof(&tree, index, size);
        let path = path.ok_or_else(|| Refusal::Fault("the log has an entry missing: run verify-audit".into()))?;
        let extra = row.entry().opening(salt).into_bytes();
        let text = Proof { extra, index, path, checkpoint: checkpoint.note.clone() }.write();
        Ok(Some(ProofOfEntry { seq, at: row.at, action: row.action, text, checkpoint }))
    }

    /// The path that connects a checkpoint of `old` entries with one of `size`, one base64 hash per line; none where
    /// there is no such checkpoint.
    ///
    /// # Errors
    /// Database faults.
    pub async fn consistency_proof<P: Portal>(
        &self,
        tx: &mut ReadTx<P>,
        old: u64,
        size: u64,
    ) -> Result<Option<String>, Refusal>
    where
        ReadTx<P>: MayKnowSize,
    {
        let organisation: Uuid = tx.scope().organisation().0;
        let there = queries::find_checkpoint(tx.conn(), organisation, signed(size)).await?;
        if there.is_none() || old > size {
            return Ok(None);
        }
        let mut tree = Tree::load(tx.conn(), size).await?;
        tree.load_around(tx.conn(), old.saturating_sub(1), size).await?;
        Ok(consistency_proof(&tree, old, size).map(|path| evidence::write_hashes(&path)))
    }
}
