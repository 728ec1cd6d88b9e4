//! Asking an AI service about a client: the way there, closed by consent. No service is connected.
//!
//! Guarantees (P12, P20): a request begins only in a transaction that holds the client's consent to AI and to the use of
//! their health data, and that writes the ledger's line; the database refuses the line otherwise. What comes back is
//! used only in another such transaction: a consent withdrawn while the service thinks stops the work before it acts.
//! The ledger keeps that something was asked and for what, never what; client and administrators read it (`ledger`).

mod ledger;
mod queries;

use std::sync::Arc;

use async_trait::async_trait;
use contract::consent::ConsentKind::{Ai, HealthData};
use contract::id::MembershipId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::Worker;
use crate::jobs::{Failure, Job};
use crate::refusal::Refusal;

/// The job that asks.
pub(crate) const ASK: &str = "ask_ai";

/// What answers.
#[async_trait]
pub trait Assistant: Send + Sync {
    /// # Errors
    /// Why not, as a fixed text.
    async fn answer(&self, purpose: &str) -> Result<(), &'static str>;
}

#[derive(Serialize, Deserialize)]
struct AskJob {
    client_id: Uuid,
    use_id: Uuid,
    purpose: String,
}

impl Backend {
    /// With a service that answers.
    pub fn with_assistant(mut self, assistant: Arc<dyn Assistant>) -> Self {
        self.assistant = Some(assistant);
        self
    }
}

pub(crate) async fn ask(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let asked: AskJob = job.payload()?;
    let assistant = backend.assistant.clone().ok_or(Failure("no AI service is connected"))?;
    if !note(backend, job, &asked, "asked").await? {
        return Ok(());
    }
    let answer = assistant.answer(&asked.purpose).await;
    note(backend, job, &asked, if answer.is_ok() { "answered" } else { "failed" }).await?;
    Ok(())
}

/// Takes a step if the client consents to it now; whether it was taken.
async fn note(backend: &Backend, job: &Job, asked: &AskJob, step: &str) -> Result<bool, Refusal> {
    let mut tx = backend.write::<Worker>(&job.token, "job").await?;
    let Some(consent) = tx.hold_consents(MembershipId(asked.client_id), &[Ai, HealthData]).await? else {
        return Ok(false);
    };
    queries::insert_use(&mut tx, consent.client().0, asked.use_id, step, &asked.purpose).await?;
    let action = if step == "asked" { Action::AiAsked } else { Action::AiAnswered };
    tx.commit(Activity::new(action).on(asked.use_id).about(asked.client_id)).await?;
    Ok(true)
}
