//! The letters to clients whose practitioner left.

use super::manage::HandoverJob;
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::Worker;
use crate::grants::address_book;
use crate::jobs::{Failure, Job};
use crate::mail::{self, Envelope, Letter};
use crate::refusal::Refusal;

/// Posts one letter to each client that was handed over.
pub(crate) async fn tell(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let about: HandoverJob = job.payload()?;
    Ok(post(backend, job, &about).await?)
}

async fn post(backend: &Backend, job: &Job, about: &HandoverJob) -> Result<(), Refusal> {
    let mut tx = backend.write::<Worker>(&job.token, "job").await?;
    let organisation = tx.scope().organisation_name.clone();
    let members: Vec<_> = about.clients.iter().copied().chain([about.from, about.to]).collect();
    let people = address_book(&mut tx, &members).await?;
    let name = |id| people.get(&id).map(|person| person.display_name.clone()).unwrap_or_default();
    for client in &about.clients {
        let Some(person) = people.get(client) else { continue };
        let letter = Letter::HandedOver {
            organisation: organisation.clone(),
            from: name(about.from),
            to: name(about.to),
            cancelled: about.cancelled.contains(client),
            link: format!("{}/me/access", backend.config.public_url.trim_end_matches('/')),
        };
        let envelope = Envelope { to: person.email.clone(), name: Some(person.display_name.clone()), letter };
        let sealed = backend.seal_letter(&envelope)?;
        tx.enqueue(mail::SEND, &serde_json::json!({}), Some(sealed), None).await?;
    }
    tx.commit(Activity::new(Action::HandoverTold).on(about.from)).await
}
