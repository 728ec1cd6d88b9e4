//! Signing the head of a log: by a job, where enough waits (`ops.plan_checkpoints`) or somebody asks.
//!
//! The order keeps both copies agreeing whatever dies in between: the note is stored in the database, then appended
//! outside; a checkpoint that is only in the database is appended by the next job. A head that does not continue the one
//! outside, or the one stored, is not signed: the job fails and says so.

use chrono::{DateTime, Utc};
use evidence::{Checkpoint, Hash, SignedNote, VerifierKey, fingerprint, range_hash};

use super::outside::{Outside, believe};
use super::queries::{self, CheckpointRow, NewCheckpoint};
use super::tree::{Tree, hash32, signed, unsigned};
use super::verify::{known_keys, off_thread, read_outside};
use super::{MAKE, deliver};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Client, Clinic, Portal, ReadTx, Worker, WriteTx};
use crate::identity::SessionToken;
use crate::jobs::{Failure, Job};
use crate::refusal::Refusal;
use crate::secret::sign::Signing;

/// The most entries one job takes on; the next takes the rest.
const MOST: u64 = 100_000;

/// The newest signed head, for pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LatestCheckpoint {
    pub size: u64,
    pub root: Hash,
    pub at: DateTime<Utc>,
    /// The signed note, to keep.
    pub note: String,
    /// Of the key that signed it.
    pub fingerprint: String,
    /// The key as `name+hash+base64`.
    pub key: String,
    /// Entries that wait for the next one.
    pub waiting: u64,
}

impl Backend {
    /// The newest checkpoint of the session's organisation.
    ///
    /// # Errors
    /// Database faults.
    pub async fn latest_checkpoint<P: Portal>(&self, tx: &mut ReadTx<P>) -> Result<Option<LatestCheckpoint>, Refusal>
    where
        ReadTx<P>: MayKnowSize,
    {
        let organisation = tx.scope().organisation().0;
        let Some(row) = queries::find_newest(tx.conn(), organisation).await? else { return Ok(None) };
        let size = queries::size(tx.conn()).await?;
        row.view(unsigned(size)).map(Some)
    }

    /// A client or an administrator asks for a head over what waits. Asked again within ten seconds nothing is enqueued.
    ///
    /// # Errors
    /// Database faults.
    pub async fn ask_checkpoint<P: Portal>(&self, mut tx: WriteTx<P>) -> Result<(), Refusal>
    where
        WriteTx<P>: MayAsk,
    {
        let organisation = tx.scope().organisation().0;
        let newest = queries::find_newest(tx.conn(), organisation).await?;
        if newest.is_some_and(|row| (self.clock.now() - row.at).num_seconds() < 10) {
            return Ok(());
        }
        tx.enqueue(MAKE, &serde_json::json!({}), None, None).await?;
        tx.commit(Activity::new(Action::CheckpointAsked)).await
    }
}

/// Whose portal may ask how long the log is.
pub trait MayKnowSize {}
impl MayKnowSize for ReadTx<Client> {}
impl MayKnowSize for ReadTx<Clinic> {}
impl MayKnowSize for ReadTx<Worker> {}

/// Who may ask for a checkpoint.
pub trait MayAsk {}
impl MayAsk for WriteTx<Client> {}
impl MayAsk for WriteTx<Clinic> {}

impl CheckpointRow {
    pub(super) fn view(self, log: u64) -> Result<LatestCheckpoint, Refusal> {
        let public_key = hash32(&self.public_key)?;
        let origin = self.note.lines().next().unwrap_or_default().to_owned();
        Ok(LatestCheckpoint {
            size: unsigned(self.size),
            root: hash32(&self.root)?,
            at: self.at,
            fingerprint: fingerprint(&public_key),
            key: VerifierKey { name: origin, public_key }.write(),
            note: self.note,
            waiting: log.saturating_sub(unsigned(self.size)),
        })
    }
}

/// The job [`MAKE`].
pub(crate) async fn make(backend: &Backend, job: &Job) -> Result<(), Failure> {
    sign(backend, &job.token).await?;
    keep_outside(backend, &job.token).await?;
    deliver::letter(backend, &job.token).await?;
    Ok(deliver::witness(backend, &job.token).await?)
}

async fn sign(backend: &Backend, token: &SessionToken) -> Result<(), Refusal> {
    let mut tx = backend.write::<Worker>(token, "job").await?;
    let organisation = tx.scope().organisation().0;
    let newest = queries::find_newest(tx.conn(), organisation).await?;
    let old = newest.as_ref().map_or(0, |row| unsigned(row.size));
    let size = unsigned(queries::size(tx.conn()).await?).min(old + MOST);
    let config = &backend.config.evidence;
    let outside = read_outside(config, organisation).await?;
    let (anchors, ..) = outside.anchors(organisation, &known_keys(&backend.keys, config).await?);
    let kept = anchors.last().map(|anchor| (anchor.size, anchor.root));
    // A log that is shorter than what was signed was rolled back: nobody signs on from there.
    if size < old || kept.is_some_and(|(kept, _)| size < kept) {
        return Err(refuse("is shorter than a checkpoint of it"));
    }
    if size == old {
        return Ok(());
    }
    let mut tree = Tree::load(tx.conn(), size).await?;
    let stored = newest.map(|row| hash32(&row.root)).transpose()?.map(|root| (old, root));
    for (size, root) in [stored, kept].into_iter().flatten() {
        tree.load_around(tx.conn(), size, size).await?;
        if range_hash(&tree, 0, size) != Some(root) {
            return Err(refuse("does not continue its last checkpoint"));
        }
    }
    let (first_block, blocks) = tree.complete(size);
    let root = range_hash(&tree, 0, size).ok_or_else(|| refuse("has an entry missing"))?;
    let ledger = queries::find_ledger_head(tx.conn(), organisation).await?;
    let ledger = ledger.map(|(seq, mac)| Ok::<_, Refusal>((unsigned(seq), hash32(&mac)?))).transpose()?;
    let at = backend.clock.now();
    let origin = backend.evidence_origin(organisation);
    let checkpoint = Checkpoint { origin: origin.clone(), size, root, time: Some(at.timestamp()), ledger };
    let text = checkpoint.write();
    let signature = backend.keys.sign(Signing::Checkpoint, text.as_bytes());
    let key = VerifierKey { name: origin, public_key: signature.public_key };
    let note = SignedNote::sign(text, &key, |_| signature.signature).write();
    let new = NewCheckpoint {
        size: signed(size),
        root: &root,
        note: &note,
        public_key: &signature.public_key,
        at,
        first_block: signed(first_block),
        blocks: blocks.into_iter().map(|hash| hash.to_vec()).collect(),
    };
    queries::save_checkpoint(tx.conn(), &new).await?;
    tx.commit_evidence().await
}

fn refuse(why: &str) -> Refusal {
    Refusal::Fault(format!("the activity log {why}: no checkpoint is signed; run verify-audit"))
}

/// Appends outside what is stored and not there yet.
async fn keep_outside(backend: &Backend, token: &SessionToken) -> Result<(), Refusal> {
    let Some(dir) = backend.config.evidence.dir.clone() else { return Ok(()) };
    let mut tx = backend.read::<Worker>(token).await?;
    let organisation = tx.scope().organisation().0;
    let outside = read_outside(&backend.config.evidence, organisation).await?;
    let known = known_keys(&backend.keys, &backend.config.evidence).await?;
    let last =
        outside.notes.iter().filter_map(|note| believe(note, organisation, &known).ok()).map(|one| one.size).max();
    let mut first = outside.commitments.len() as u64 + 1;
    for row in queries::list_checkpoints(tx.conn(), organisation, signed(last.unwrap_or(0))).await? {
        // What lies outside is believed later: the database alone gets no key in there.
        if believe(&row.note, organisation, &known).is_err() {
            continue;
        }
        let fetched = queries::list_commitments(tx.conn(), signed(first), row.size).await?;
        let commitments: Vec<Hash> = fetched.iter().map(|(_, bytes)| hash32(bytes)).collect::<Result<_, _>>()?;
        let (dir, key, next) = (dir.clone(), hash32(&row.public_key)?, unsigned(row.size) + 1);
        off_thread(move || Outside::append(&dir, organisation, first, &commitments, &row.note, &key)).await?;
        first = first.max(next);
    }
    Ok(())
}
