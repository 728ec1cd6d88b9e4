//! Care that ends: by the client from `/me/access`, by the practitioner from the record. The other one is written to.

use contract::id::MembershipId;
use contract::{AppError, Code};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{address_book, queries};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Client, Worker, WriteTx};
use crate::jobs::{Failure, Job};
use crate::mail::{self, Envelope, Letter};
use crate::refusal::Refusal;

/// The job that writes to the other one.
pub(crate) const TELL_CARE: &str = "tell_care_ended";

/// Whose care ended, and by whom.
#[derive(Serialize, Deserialize)]
pub(crate) struct CareJob {
    pub client_id: Uuid,
    pub practitioner: Uuid,
    pub by_client: bool,
}

impl Backend {
    /// The client ends their care with a practitioner, to whom the record is closed from then on.
    ///
    /// # Errors
    /// `NotFound` without such care; `Conflict` while appointments with them lie ahead.
    pub async fn end_my_care(&self, mut tx: WriteTx<Client>, practitioner: MembershipId) -> Result<(), Refusal> {
        let me = tx.scope().member().0;
        let ended = queries::end_care(&mut tx, practitioner.0).await.map_err(|error| {
            let refusal = Refusal::from(error);
            let ahead = refusal.constraint() == Some("care_appointments");
            if ahead { AppError::Conflict(Code::AppointmentsAhead).into() } else { refusal }
        })?;
        let (relationship, was) = ended.ok_or(Refusal::NOT_FOUND)?;
        let job = CareJob { client_id: me, practitioner: practitioner.0, by_client: true };
        tx.enqueue(TELL_CARE, &job, None, None).await?;
        let from = if was == "paused" { "paused" } else { "active" };
        tx.commit(Activity::new(Action::RelationshipEnded).on(relationship).about(me).moved(from, "ended")).await
    }
}

/// Posts the letter once.
pub(crate) async fn tell_care(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let about: CareJob = job.payload()?;
    Ok(post(backend, job, &about).await?)
}

async fn post(backend: &Backend, job: &Job, about: &CareJob) -> Result<(), Refusal> {
    let mut tx = backend.write::<Worker>(&job.token, "job").await?;
    if !queries::tell_once(tx.conn(), job.id).await? {
        return Ok(());
    }
    let organisation = tx.scope().organisation_name.clone();
    let people = address_book(&mut tx, &[about.client_id, about.practitioner]).await?;
    let link = |to, path| backend.mailed_link(MembershipId(to), path);
    let (to, letter) = if about.by_client {
        // Letters to the staff name no client.
        (about.practitioner, Letter::CareEndedByClient { organisation, link: link(about.practitioner, "/practice") })
    } else {
        let practitioner = people.get(&about.practitioner).map(|one| one.display_name.clone()).unwrap_or_default();
        (about.client_id, Letter::CareEnded { organisation, practitioner, link: link(about.client_id, "/me/access") })
    };
    if let Some(person) = people.get(&to) {
        let envelope = Envelope { to: person.email.clone(), name: Some(person.display_name.clone()), letter };
        let sealed = backend.seal_letter(&envelope)?;
        tx.enqueue(mail::SEND, &serde_json::json!({}), Some(sealed), None).await?;
    }
    tx.commit(Activity::new(Action::RelationshipTold).on(about.practitioner).about(about.client_id)).await
}
