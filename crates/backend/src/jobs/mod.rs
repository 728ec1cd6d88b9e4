//! Background work: jobs enqueued in the transaction of the change that needs them, run one after another on a few
//! lanes until done.
//!
//! Guarantees: a job runs at least once and, while its lease lives, in one place; a failing one comes back with growing
//! delays, ten times; a process that dies loses none. What a job does must therefore bear being done twice; what must
//! not happen twice commits with the job's end (`Job::end`).
//! Which kinds there are is handed in by `features`: the queue knows none of them.

mod kinds;
mod queries;

use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::sync::watch;
use uuid::Uuid;

use crate::Backend;
use crate::activity::Activity;
use crate::db::{Worker, WriteTx};
use crate::refusal::Refusal;
use crate::session_token::SessionToken;

pub(crate) use kinds::kind;
pub use kinds::{Kind, Reach};

/// Jobs that run at the same time.
const LANES: usize = 2;
/// How long to sleep when nothing is due and nobody rings.
const NAP: Duration = Duration::from_secs(1);
/// A job is given up before its lease of two minutes ends, so that it never runs in two places.
const LONGEST: Duration = Duration::from_secs(100);

/// A claimed job.
#[derive(Debug)]
pub struct Job {
    pub id: Uuid,
    pub kind: String,
    pub organisation: Option<Uuid>,
    /// 1 for the first.
    pub attempt: i32,
    /// For `backend.write::<Worker>`; live where the job belongs to an organisation, or once it has learnt of which it is.
    pub token: SessionToken,
    payload: serde_json::Value,
    pub(crate) sealed: Option<Vec<u8>>,
}

impl Job {
    /// The ids it was enqueued with.
    ///
    /// # Errors
    /// When they are of another shape.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        T::deserialize(&self.payload).map_err(|_| Failure("the job's payload cannot be read"))
    }

    /// Ends the job in the transaction of its last change, so that a process that dies right after it does nothing
    /// again: a job that hands over to a next one has one next, and what is said at the end is said once. The job's
    /// session ends with it, so nothing comes after.
    pub(crate) async fn end(&self, mut tx: WriteTx<Worker>, what: Option<Activity>) -> Result<(), Failure> {
        if let Some(what) = what {
            tx.record(what).await?;
        }
        let hash = self.token.stored_hash(&tx.keys());
        match queries::finish(tx.conn(), self.id, self.attempt, &hash, None).await.map_err(Refusal::from)? {
            true => Ok(tx.commit_slice().await?),
            false => Err(Failure("another attempt has taken it up")),
        }
    }
}

/// Why a job failed: kept with it, so a fixed text that can hold no personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failure(pub &'static str);

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal.into_app("job") {
            contract::AppError::Unavailable => Self("the database did not answer"),
            contract::AppError::Internal { .. } => Self("something failed; the log knows what"),
            _ => Self("it was refused"),
        }
    }
}

/// Does what the job's kind says, if the job is one that may do it.
async fn work(backend: &Backend, kinds: &[Kind], job: &Job) -> Result<(), Failure> {
    let kind = kinds.iter().find(|kind| kind.name == job.kind).ok_or(Failure("no such kind of job"))?;
    let names_client = || job.payload.get("client_id").and_then(|id| id.as_str()?.parse::<Uuid>().ok()).is_some();
    match kind.reach {
        Reach::Organisation | Reach::Client | Reach::House if job.organisation.is_none() => {
            Err(Failure("the job belongs to nobody"))
        }
        Reach::Client if !names_client() => Err(Failure("the job names no client")),
        _ => (kind.work)(backend, job).await,
    }
}

/// Runs jobs of these kinds on a few lanes until `stop` turns true; the ones under way are finished first.
pub(crate) async fn run(backend: &Backend, kinds: &'static [Kind], stop: watch::Receiver<bool>) {
    let lanes: Vec<_> = (0..LANES).map(|_| tokio::spawn(lane(backend.clone(), kinds, stop.clone()))).collect();
    for lane in lanes {
        if lane.await.is_err() {
            tracing::error!(kind = "a lane of the job queue ended");
        }
    }
}

impl Backend {
    /// Returns as soon as somebody in this process says that a job waits; at once if that was said since the last call.
    pub async fn wait_for_work(&self) {
        self.job_bell.notified().await;
    }
}

/// Claims and runs the next due job; whether there was one.
///
/// # Errors
/// Database faults while claiming or finishing; the lease then brings the job back.
pub(crate) async fn run_next(backend: &Backend, kinds: &'static [Kind]) -> Result<bool, Refusal> {
    let token = SessionToken::random();
    let hash = token.stored_hash(&backend.keys);
    let mut tx = backend.bare::<Worker>().await?;
    let claimed = queries::claim(tx.conn(), &hash).await?;
    // Also when nothing is due: claiming gives up what died too often, and that must last.
    tx.commit().await?;
    let Some(row) = claimed else { return Ok(false) };
    let job = Job {
        id: row.job_id,
        kind: row.kind,
        organisation: row.organisation_id,
        attempt: row.attempts,
        token,
        payload: row.payload,
        sealed: row.sealed,
    };
    let (id, attempt, kind) = (job.id, job.attempt, job.kind.clone());
    let at_work = backend.clone();
    // In a task of its own: a panic is this job's failure, not the lane's.
    let worked = tokio::spawn(async move { tokio::time::timeout(LONGEST, work(&at_work, kinds, &job)).await });
    let failure = match worked.await {
        Ok(Ok(Ok(()))) => None,
        Ok(Ok(Err(Failure(why)))) => Some(why),
        Ok(Err(_)) => Some("it took too long"),
        Err(_) => Some("it panicked"),
    };
    if let Some(why) = failure {
        tracing::warn!(kind, %id, attempt, why, "job failed");
    }
    let mut tx = backend.bare::<Worker>().await?;
    queries::finish(tx.conn(), id, attempt, &hash, failure).await?;
    tx.commit().await?;
    Ok(true)
}

async fn lane(backend: Backend, kinds: &'static [Kind], mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let rest = match run_next(&backend, kinds).await {
            Ok(true) => continue,
            Ok(false) => NAP,
            Err(refusal) => {
                refusal.into_app("jobs");
                NAP * 5
            }
        };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            () = backend.wait_for_work() => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}
