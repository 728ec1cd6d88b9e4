//! The letters to clients whose practitioner left, and to all who must know of a new owner. Each is posted once,
//! whatever becomes of the job: what says so is written with them.

use super::manage::{HandoverJob, OwnerJob};
use super::queries;
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::Worker;
use crate::grants::{address_book, list_admins};
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
    if !queries::tell_once(tx.conn(), job.id).await? {
        return Ok(());
    }
    let organisation = tx.scope().organisation_name.clone();
    let members: Vec<_> = about.clients.iter().copied().chain([about.from, about.to]).collect();
    let people = address_book(&mut tx, &members).await?;
    let name = |id| people.get(&id).map(|person| person.display_name.clone()).unwrap_or_default();
    let open = queries::open_records(tx.conn(), &about.clients).await?;
    for client in &about.clients {
        let Some(person) = people.get(client) else { continue };
        let letter = Letter::HandedOver {
            organisation: organisation.clone(),
            from: name(about.from),
            to: name(about.to),
            reads: open.contains(client),
            cancelled: about.cancelled.contains(client),
            link: backend.mailed_link(person.member, "/me/access"),
        };
        let envelope = Envelope { to: person.email.clone(), name: Some(person.display_name.clone()), letter };
        let sealed = backend.seal_letter(&envelope)?;
        tx.enqueue(mail::SEND, &serde_json::json!({}), Some(sealed), None).await?;
    }
    tx.commit(Activity::new(Action::HandoverTold).on(about.from)).await
}

/// Posts a letter to the new owner, the one before and every other administrator.
pub(crate) async fn tell_owner(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let about: OwnerJob = job.payload()?;
    Ok(post_owner(backend, job, &about).await?)
}

async fn post_owner(backend: &Backend, job: &Job, about: &OwnerJob) -> Result<(), Refusal> {
    let mut tx = backend.write::<Worker>(&job.token, "job").await?;
    if !queries::tell_once(tx.conn(), job.id).await? {
        return Ok(());
    }
    let (organisation, id) = (tx.scope().organisation_name.clone(), tx.scope().organisation().0);
    let mut members = list_admins(tx.conn(), id).await?;
    members.extend([about.owner, about.before]);
    let people = address_book(&mut tx, &members).await?;
    let owner = people.get(&about.owner).map(|person| person.display_name.clone()).unwrap_or_default();
    for person in people.values() {
        let letter = Letter::OwnerChanged {
            organisation: organisation.clone(),
            owner: owner.clone(),
            link: backend.mailed_link(person.member, "/clinic/team"),
        };
        let envelope = Envelope { to: person.email.clone(), name: Some(person.display_name.clone()), letter };
        let sealed = backend.seal_letter(&envelope)?;
        tx.enqueue(mail::SEND, &serde_json::json!({}), Some(sealed), None).await?;
    }
    tx.commit(Activity::new(Action::OwnerTold).on(about.owner)).await
}
