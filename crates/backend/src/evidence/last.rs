//! What the last verification of a log found, so that a page need not verify (M4, T8).
//!
//! It lies in `NS_STATUS_DIR`, a file for each organisation: outside of the database that it speaks about, where who can
//! only write the database cannot say that all is well. Written by the job `verify_log`, every day and when an
//! administrator asks, and by `nutriscope verify-audit`. What cannot be read counts as never having happened.

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Report, VERIFY, queries, verify as verification};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Clinic, Worker, WriteTx};
use crate::jobs::{Failure, Job};
use crate::refusal::Refusal;
use crate::secret::Keys;
use crate::trust::file;

/// A job has a hundred seconds; a log that takes longer is the command line's.
const LONGEST: Duration = Duration::from_secs(80);
/// Progress is written down after so many entries.
const STEP: u64 = 20_000;
/// One that has said nothing for so long died; it will be tried again.
const SILENT: chrono::TimeDelta = chrono::TimeDelta::minutes(3);
/// Far more than it ever holds.
const MOST: u64 = 256 * 1024;

/// How an organisation's verification stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LastCheck {
    /// The last that came to an end.
    pub last: Option<Verified>,
    pub running: Option<Standing>,
    /// When one was given up after this long: it is too much for a job.
    pub too_long: Option<DateTime<Utc>>,
}

/// One under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub done: u64,
    pub of: u64,
    /// When it last said so.
    pub at: DateTime<Utc>,
}

/// One that came to an end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    pub at: DateTime<Utc>,
    pub seconds: u64,
    pub entries: u64,
    pub redacted: u64,
    pub ledger_entries: u64,
    /// Entries of the ledger that were brought, and whether they are vouched for.
    pub brought: Option<(u64, bool)>,
    pub checkpoints: u64,
    pub has_outside: bool,
    /// The witness by name, how many checkpoints it confirmed, the newest's size.
    pub witness: Option<(String, u64, u64)>,
    /// In words; none where all is well.
    pub faults: Vec<String>,
}

impl Verified {
    pub fn of(report: &Report, at: DateTime<Utc>, took: Duration) -> Self {
        let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
        let witness = report.witnessed.as_ref();
        let witness =
            witness.map(|one| (one.name.clone(), count(one.sizes.len()), one.sizes.last().copied().unwrap_or(0)));
        Self {
            at,
            seconds: took.as_secs(),
            entries: report.entries,
            redacted: report.redacted,
            ledger_entries: report.ledger_entries,
            brought: report.brought,
            checkpoints: count(report.checkpoints),
            has_outside: report.has_outside,
            witness,
            faults: report.faults.iter().take(20).map(ToString::to_string).collect(),
        }
    }

    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

impl LastCheck {
    /// What the file says; nothing where there is none, or one that cannot be read.
    pub fn read(dir: &Path, organisation: Uuid) -> Self {
        file::read(&dir.join(name(organisation)), MOST)
    }

    /// Writes it whole.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, dir: &Path, organisation: Uuid) -> Result<(), Refusal> {
        file::write(dir, &name(organisation), self)
    }

    /// The one under way, unless it died.
    pub fn under_way(&self, now: DateTime<Utc>) -> Option<&Standing> {
        self.running.as_ref().filter(|running| now - running.at < SILENT)
    }
}

fn name(organisation: Uuid) -> String {
    format!("verified-{organisation}.json")
}

/// The job [`VERIFY`].
pub(crate) async fn verify(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let mut tx = backend.read::<Worker>(&job.token).await?;
    let organisation = tx.scope().organisation().0;
    let of = super::tree::unsigned(queries::size(tx.conn()).await.map_err(Refusal::from)?);
    let (dir, clock) = (backend.config.status_dir.clone(), backend.clock);
    let mut check = LastCheck::read(&dir, organisation);
    let mut standing = Standing { done: 0, of, at: clock.now() };
    check.running = Some(standing.clone());
    check.write(&dir, organisation)?;
    let began = Instant::now();
    let (told, last) = (dir.clone(), check.clone());
    let keys: &Keys = &backend.keys;
    let mut go_on = |done: u64| {
        if done >= standing.done + STEP {
            (standing.done, standing.at) = (done, clock.now());
            let now = LastCheck { running: Some(standing.clone()), ..last.clone() };
            // Progress that cannot be written stops nothing.
            if now.write(&told, organisation).is_err() {
                tracing::warn!(kind = "progress of a verification cannot be written");
            }
        }
        began.elapsed() < LONGEST
    };
    let config = &backend.config.evidence;
    let report = verification::verify(tx.conn(), keys, config, organisation, &[], &mut go_on).await?;
    let now = backend.clock.now();
    check.running = None;
    match &report {
        Some(report) => {
            if !report.is_sound() {
                tracing::error!(kind = "a log is not what was signed: run verify-audit", %organisation);
            }
            (check.last, check.too_long) = (Some(Verified::of(report, now, began.elapsed())), None);
        }
        None => check.too_long = Some(now),
    }
    Ok(check.write(&dir, organisation)?)
}

impl Backend {
    /// How the verification of the session's organisation stands.
    pub fn last_check(&self, organisation: Uuid) -> LastCheck {
        LastCheck::read(&self.config.status_dir, organisation)
    }

    /// An administrator has the log verified now. While one is under way it changes nothing.
    ///
    /// # Errors
    /// `NotFound` for anyone who is not an administrator.
    pub async fn ask_verification(&self, mut tx: WriteTx<Clinic>) -> Result<(), Refusal> {
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        let organisation = tx.scope().organisation().0;
        let now = self.clock.now();
        let mut check = self.last_check(organisation);
        if check.under_way(now).is_some() {
            return Ok(());
        }
        tx.enqueue(VERIFY, &serde_json::json!({}), None, None).await?;
        tx.commit(Activity::new(Action::VerificationAsked)).await?;
        check.running = Some(Standing { done: 0, of: check.last.as_ref().map_or(0, |last| last.entries), at: now });
        check.write(&self.config.status_dir, organisation)
    }
}
