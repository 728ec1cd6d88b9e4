//! Background work: jobs enqueued in the transaction of the change that needs them, run one after another on a few
//! lanes until done.
//!
//! Guarantees: a job runs at least once and, while its lease lives, in one place; a failing one comes back with growing
//! delays, ten times; a process that dies loses none. What a job does must therefore bear being done twice.
//! To add a kind: an arm in `run`, a function in its feature taking `&Backend` and `&Job`.

mod queries;

use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::sync::watch;
use uuid::Uuid;

use crate::Backend;
use crate::booking::{RELEASE_HOLD, SETTLE_PAYMENT, TELL_CLIENT, TELL_PRACTITIONER};
use crate::db::{Worker, session_hash};
use crate::grants;
use crate::identity::SessionToken;
use crate::journal::seal;
use crate::mail;
use crate::payment;
use crate::refusal::Refusal;
use crate::registers;
use crate::team;

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
    /// For `backend.write::<Worker>`; live where the job belongs to an organisation.
    pub token: SessionToken,
    payload: serde_json::Value,
    sealed: Option<Vec<u8>>,
}

impl Job {
    /// The ids it was enqueued with.
    ///
    /// # Errors
    /// When they are of another shape.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        T::deserialize(&self.payload).map_err(|_| Failure("the job's payload cannot be read"))
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

/// What each kind does.
async fn run(backend: &Backend, job: &Job) -> Result<(), Failure> {
    match job.kind.as_str() {
        mail::SEND => mail::send(backend, job.id, job.sealed.as_deref()).await,
        TELL_CLIENT | TELL_PRACTITIONER => backend.send_appointment_letter(job).await,
        payment::APPLY_EVENT => Ok(backend.apply_event(&job.payload()?).await?),
        RELEASE_HOLD | SETTLE_PAYMENT => Ok(backend.settle_payment(job.payload()?).await.map(|_| ())?),
        grants::TELL => grants::tell(backend, job).await,
        team::TELL_HANDOVER => team::tell_handover(backend, job).await,
        // Consent and documents to sign.
        // Exports.
        // Retention and erasure.
        // The audit viewer and incidents.
        // Checkpoints and proofs.
        // Registers, reviews and the trust page.
        registers::REMIND => registers::remind(backend, job).await,
        // Keys of clients.
        seal::SEAL | seal::ROTATE => seal::run(backend, job).await,
        // Recovery of an account.
        _ => Err(Failure("no such kind of job")),
    }
}

impl Backend {
    /// Runs jobs until `stop` turns true; the ones under way are finished first.
    pub async fn run_jobs(&self, stop: watch::Receiver<bool>) {
        let lanes: Vec<_> = (0..LANES).map(|_| tokio::spawn(lane(self.clone(), stop.clone()))).collect();
        for lane in lanes {
            if lane.await.is_err() {
                tracing::error!(kind = "a lane of the job queue ended");
            }
        }
    }

    /// Claims and runs the next due job; whether there was one.
    ///
    /// # Errors
    /// Database faults while claiming or finishing; the lease then brings the job back.
    pub async fn run_next_job(&self) -> Result<bool, Refusal> {
        let token = SessionToken::random();
        let hash = session_hash(&token, &self.keys);
        let mut tx = self.bare::<Worker>().await?;
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
        let backend = self.clone();
        // In a task of its own: a panic is this job's failure, not the lane's.
        let worked = tokio::spawn(async move { tokio::time::timeout(LONGEST, run(&backend, &job)).await });
        let failure = match worked.await {
            Ok(Ok(Ok(()))) => None,
            Ok(Ok(Err(Failure(why)))) => Some(why),
            Ok(Err(_)) => Some("it took too long"),
            Err(_) => Some("it panicked"),
        };
        if let Some(why) = failure {
            tracing::warn!(kind, %id, attempt, why, "job failed");
        }
        let mut tx = self.bare::<Worker>().await?;
        queries::finish(tx.conn(), id, attempt, &hash, failure).await?;
        tx.commit().await?;
        Ok(true)
    }
}

async fn lane(backend: Backend, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        let rest = match backend.run_next_job().await {
            Ok(true) => continue,
            Ok(false) => NAP,
            Err(refusal) => {
                refusal.into_app("jobs");
                NAP * 5
            }
        };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            () = backend.job_bell.notified() => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}
