//! Verification of what is stored: every entry again from its columns, the chain, the root at every checkpoint, the copy
//! outside, the ledger. Reads pages, keeps a tree's height in memory, changes nothing.

use chrono::{DateTime, Utc};
use evidence::{Checkpoint, SignedNote, Unconfirmed, WitnessKey};
use secrecy::SecretString;
use sqlx::PgConnection;
use uuid::Uuid;

use super::outside::{Outside, Unbelievable, believe};
use super::queries::CheckpointRow;
use super::tree::unsigned;
use super::walk::{Anchor, Fault, From, Head, Log, Walk, Wrong};
use super::{EvidenceConfig, ledger, queries};
use crate::Backend;
use crate::db::{Portal, ReadTx, setup};
use crate::refusal::Refusal;
use crate::secret::{Keys, sign::Signing};

const PAGE: i32 = 2_000;

/// What verification found for one organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub organisation: Uuid,
    pub entries: u64,
    /// Entries from which somebody was erased.
    pub redacted: u64,
    pub ledger_entries: u64,
    /// Checkpoints that were believed and agree.
    pub checkpoints: usize,
    /// The newest believed one.
    pub newest: Option<Checkpoint>,
    /// Whether a copy outside the database was there to compare with.
    pub has_outside: bool,
    /// Entries of the ledger that were brought from another installation, and whether it vouched for them.
    pub brought: Option<(u64, bool)>,
    /// What the configured witness confirmed; none where no witness is.
    pub witnessed: Option<Witnessed>,
    /// The first bad entry first; empty where all is well.
    pub faults: Vec<Fault>,
}

/// The checkpoints under which a witness's signature lies that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    pub name: String,
    /// Their sizes, ascending.
    pub sizes: Vec<u64>,
    /// When the witness signed the last of them.
    pub at: Option<DateTime<Utc>>,
}

impl Report {
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

impl Backend {
    /// Verifies the log of the session's organisation. For administrators and jobs; the database refuses others.
    ///
    /// # Errors
    /// Database faults; when the copy outside cannot be read.
    pub async fn verify<P: Portal>(&self, tx: &mut ReadTx<P>) -> Result<Report, Refusal> {
        let organisation = tx.scope().organisation().0;
        verify(tx.conn(), &self.keys, &self.config.evidence, organisation, &[], &mut |_| true).await.and_then(whole)
    }
}

fn whole(report: Option<Report>) -> Result<Report, Refusal> {
    report.ok_or_else(|| Refusal::Fault("the verification was stopped".into()))
}

/// Verifies every organisation, against `given` checkpoints (the text of one or several) too. Takes `ns_migrator`'s
/// address; changes nothing.
///
/// # Errors
/// As [`Backend::verify`].
pub async fn verify_all(
    migrator_url: &SecretString,
    keys: &Keys,
    config: &EvidenceConfig,
    given: &[String],
    each: impl Fn(&Report),
) -> Result<Vec<Report>, Refusal> {
    let mut connection = setup::connect(migrator_url).await?;
    let mut reports = Vec::new();
    for organisation in queries::list_organisations(&mut connection).await? {
        let report = verify(&mut connection, keys, config, organisation, given, &mut |_| true).await.and_then(whole)?;
        each(&report);
        reports.push(report);
    }
    Ok(reports)
}

/// `go_on` hears of every page of entries, and may stop it: then there is no report.
pub(super) async fn verify(
    c: &mut PgConnection,
    keys: &Keys,
    config: &EvidenceConfig,
    organisation: Uuid,
    given: &[String],
    go_on: &mut (dyn FnMut(u64) -> bool + Send),
) -> Result<Option<Report>, Refusal> {
    let known = known_keys(keys, config).await?;
    let outside = read_outside(config, organisation).await?;
    let (mut anchors, mut doubted, commitments) = outside.anchors(organisation, &known);
    let mut faults: Vec<Fault> = doubted.drain(..).map(|why| unbelievable(why, From::Outside)).collect();
    let mut newest: Option<Checkpoint> = None;
    let stored = queries::list_checkpoints(c, organisation, 0).await?;
    for row in &stored {
        match believe(&row.note, organisation, &known) {
            Ok(checkpoint) if i64::try_from(checkpoint.size) == Ok(row.size) && checkpoint.root[..] == row.root[..] => {
                anchors.push(Anchor::of(&checkpoint, From::Table));
                newest = Some(checkpoint);
            }
            _ => faults.push(unbelievable(Unbelievable(u64::try_from(row.size).unwrap_or(0)), From::Table)),
        }
    }
    for note in given.iter().filter(|note| note.contains(&organisation.to_string())) {
        match believe(note, organisation, &known) {
            Ok(checkpoint) => anchors.push(Anchor::of(&checkpoint, From::Given)),
            Err(why) => faults.push(unbelievable(why, From::Given)),
        }
    }
    for anchor in anchors.iter().filter(|anchor| anchor.from == From::Outside) {
        if !stored.iter().any(|row| u64::try_from(row.size) == Ok(anchor.size)) {
            faults.push(Fault { log: Log::Activity, seq: anchor.size, wrong: Wrong::CheckpointGone });
        }
    }
    let lines = queries::list_cosignatures(c, organisation).await?;
    let witness = config.witness.as_ref().map(|witness| witnessed(&witness.key, &stored, &lines));
    let witnessed = witness.map(|(witnessed, forged)| {
        faults.extend(forged);
        witnessed
    });
    let ledger = ledger::verify(c, keys, organisation, &anchors).await?;
    let checkpoints = anchors.len();
    let mut walk = Walk::new(organisation, anchors, commitments);
    let mut after = 0;
    loop {
        let rows = queries::list_entries(c, organisation, after, PAGE).await?;
        let Some(last) = rows.last() else { break };
        after = last.seq;
        rows.iter().for_each(|row| walk.step(row));
        if !go_on(u64::try_from(after).unwrap_or(0)) {
            return Ok(None);
        }
    }
    let head = queries::find_head(c, organisation).await?;
    let head = head.map(|(seq, hash)| Head { seq: u64::try_from(seq).unwrap_or(0), hash });
    let mut walked = walk.finish(head.as_ref());
    // What the log itself shows comes first: it names the entry.
    walked.faults.extend(ledger.fault);
    walked.faults.extend(faults);
    Ok(Some(Report {
        organisation,
        entries: walked.entries,
        redacted: walked.redacted,
        ledger_entries: ledger.entries,
        checkpoints,
        newest,
        has_outside: !outside.notes.is_empty(),
        brought: ledger.brought.map(|brought| (brought.upto, brought.vouched)),
        witnessed,
        faults: walked.faults,
    }))
}

/// Which stored checkpoints the witness's own lines confirm. Lines of others, a former witness say, count for nothing.
fn witnessed(key: &WitnessKey, stored: &[CheckpointRow], lines: &[(i64, String)]) -> (Witnessed, Vec<Fault>) {
    let mut found = Witnessed { name: key.name.clone(), sizes: Vec::new(), at: None };
    let mut forged = Vec::new();
    for (size, line) in lines {
        let (number, row) = (unsigned(*size), stored.iter().find(|row| row.size == *size));
        let Some(note) = row.and_then(|row| SignedNote::parse(&row.note).ok()) else { continue };
        match key.confirms(&note.text, line, u64::MAX) {
            Ok(said) => {
                found.sizes.push(number);
                found.at = i64::try_from(said.time).ok().and_then(|time| DateTime::from_timestamp(time, 0));
            }
            Err(Unconfirmed::Nobody) => {}
            Err(_) => forged.push(Fault { log: Log::Activity, seq: number, wrong: Wrong::Cosignature }),
        }
    }
    (found, forged)
}

/// The checkpoints that are believed, in the database and outside.
pub(super) async fn believed(
    c: &mut PgConnection,
    keys: &Keys,
    config: &EvidenceConfig,
    organisation: Uuid,
) -> Result<Vec<Anchor>, Refusal> {
    let known = known_keys(keys, config).await?;
    let (mut anchors, ..) = read_outside(config, organisation).await?.anchors(organisation, &known);
    for row in queries::list_checkpoints(c, organisation, 0).await? {
        if let Ok(checkpoint) = believe(&row.note, organisation, &known) {
            anchors.push(Anchor::of(&checkpoint, From::Table));
        }
    }
    Ok(anchors)
}

fn unbelievable(Unbelievable(size): Unbelievable, from: From) -> Fault {
    Fault { log: Log::Activity, seq: size, wrong: Wrong::Unsigned { from } }
}

/// The keys that are believed: this installation's own, and those the copy outside says signed before. What the database
/// says of keys is not asked: who rewrites a log could write a key beside it.
pub(super) async fn known_keys(keys: &Keys, config: &EvidenceConfig) -> Result<Vec<[u8; 32]>, Refusal> {
    let mut known: Vec<[u8; 32]> = keys.public_keys(Signing::Checkpoint).into_iter().map(|(_, key)| key).collect();
    let Some(dir) = config.dir.clone() else { return Ok(known) };
    known.extend(off_thread(move || Outside::keys(&dir)).await?);
    known.dedup();
    Ok(known)
}

pub(super) async fn read_outside(config: &EvidenceConfig, organisation: Uuid) -> Result<Outside, Refusal> {
    let Some(dir) = config.dir.clone() else { return Ok(Outside::default()) };
    off_thread(move || Outside::read(&dir, organisation)).await
}

/// Files are read and written where nobody waits for them.
pub(super) async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> std::io::Result<T> + Send + 'static,
) -> Result<T, Refusal> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.map_err(|_| Refusal::Fault("the copy of the evidence was interrupted".into()))?;
    done.map_err(|error| Refusal::Fault(format!("the copy of the evidence outside: {}", error.kind())))
}
