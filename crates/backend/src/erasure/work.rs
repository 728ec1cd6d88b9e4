//! The job that erases.

use std::time::{Duration, Instant};

use contract::id::MembershipId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::ledger::{self, Entry};
use super::{ERASE, last_letter, queries};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::Worker;
use crate::identity::SessionToken;
use crate::jobs::{Failure, Job};
use crate::refusal::Refusal;

/// Rows of one transaction.
const SLICE: i32 = 500;
/// After this the rest is another job's: two lanes are for everybody.
const LONG: Duration = Duration::from_secs(5);

#[derive(Clone, Copy, Serialize, Deserialize)]
pub(super) struct EraseJob {
    pub client_id: Uuid,
    pub request_id: Uuid,
}

/// What came of one slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// The ledger outside knows of it now.
    Begun,
    /// There is more to do.
    More,
    /// Nothing to do, or not now.
    Over,
}

pub(crate) async fn run(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let about: EraseJob = job.payload()?;
    let (began, mut noted) = (Instant::now(), false);
    loop {
        if began.elapsed() > LONG {
            let mut tx = backend.write::<Worker>(&job.token, "job").await?;
            tx.enqueue(ERASE, &about, None, None).await?;
            return job.end(tx, None).await;
        }
        match slice(backend, &job.token, about, noted).await? {
            Step::Begun => noted = true,
            Step::More => {}
            Step::Over => return Ok(()),
        }
    }
}

/// One transaction of work. What it leaves is a state from which the next one goes on, whoever runs it.
pub(super) async fn slice(
    backend: &Backend,
    token: &SessionToken,
    about: EraseJob,
    noted: bool,
) -> Result<Step, Refusal> {
    let mut tx = backend.write::<Worker>(token, "job").await?;
    let organisation = tx.scope().organisation().0;
    // While there is an address: it goes with the first rows.
    let letter = if noted { None } else { last_letter::write(&mut tx, &backend.keys, about).await? };
    let row = queries::erase_slice(tx.conn(), about.request_id, SLICE, noted).await?;
    match row.outcome.as_str() {
        "begun" => {
            if let Some(sealed) = &letter {
                queries::keep_last_letter(tx.conn(), about.request_id, sealed).await?;
            }
            tx.commit_slice().await?;
            // Before the first row goes: were it later, a process that dies between would leave backups that nobody
            // tells to forget. A backup of this very moment goes on by itself: the request in it is under way.
            if let (Some(dir), Some(category), Some(asked_at)) =
                (&backend.config.evidence.dir, row.category, row.asked_at)
            {
                let (request, client) = (about.request_id, about.client_id);
                ledger::append(dir, &Entry { request, organisation, client, category, asked_at })?;
            }
            Ok(Step::Begun)
        }
        "more" => {
            tx.commit_slice().await?;
            Ok(Step::More)
        }
        "empty" => {
            let client = MembershipId(about.client_id);
            let mut certificate = None;
            // What backups still hold of this client's record no longer opens.
            if row.category.as_deref() == Some("journal") {
                certificate = crate::journal::seal::leave_keys(&mut tx, client, backend.clock.now()).await?;
            }
            if row.category.as_deref() == Some("account") {
                let destroyed = tx.destroy_client_key(client, Some(client), backend.clock.now()).await?;
                certificate = Some(destroyed);
                // After it, so that its own line is taken in too.
                queries::redact_activity(tx.conn(), about.client_id).await?;
            }
            last_letter::post(backend, &mut tx, about.request_id, certificate.as_ref()).await?;
            queries::finish_erasure(tx.conn(), about.request_id, 0).await?;
            tx.commit(Activity::new(Action::ErasureDone).on(about.request_id)).await?;
            Ok(Step::Over)
        }
        "held" => {
            // Entries about a client are theirs to read: one about a hold that they are not told of is not about them.
            let told = queries::is_told(tx.conn(), about.client_id).await?;
            let what = Activity::new(Action::ErasureHeld).on(about.request_id);
            tx.commit(if told { what.about(about.client_id) } else { what }).await?;
            Ok(Step::Over)
        }
        _ => Ok(Step::Over),
    }
}

impl Backend {
    /// Enqueues again what is due and whose job was given up; called every minute. Answers for how many.
    ///
    /// # Errors
    /// Database faults.
    pub async fn schedule_erasures(&self) -> Result<i32, Refusal> {
        let mut tx = self.bare::<Worker>().await?;
        let made = queries::schedule(tx.conn()).await?;
        tx.commit().await?;
        Ok(made)
    }
}
