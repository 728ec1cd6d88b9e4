//! The letter that begins the waiting, and what happens at its end. Both may be killed anywhere and run again.

use super::{CARRY_OUT, ResetJob, queries};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Worker, WriteTx};
use crate::grants::{address_book, when};
use crate::jobs::{Failure, Job};
use crate::mail::{self, Envelope, Letter};
use crate::random;
use crate::refusal::Refusal;
use crate::secret::token_hash;
use uuid::Uuid;

/// Writes to the person; from now on it waits.
pub(crate) async fn tell(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let about: ResetJob = job.payload()?;
    Ok(post(backend, job, about).await?)
}

async fn post(backend: &Backend, job: &Job, about: ResetJob) -> Result<(), Refusal> {
    let mut tx = backend.write::<Worker>(&job.token, "job").await?;
    let token = random::link_token();
    let Some(told) = queries::tell(tx.conn(), about.reset_id, &token_hash(&token)).await? else { return Ok(()) };
    let organisation = tx.scope().organisation_name.clone();
    let link = format!("{}/keep-factor/{token}", backend.config.public_url.trim_end_matches('/'));
    write(backend, &mut tx, told.membership_id, |zone| Letter::FactorResetAsked {
        organisation,
        until: when(told.due_at, zone),
        link,
    })
    .await?;
    tx.enqueue(CARRY_OUT, &about, None, Some(told.due_at)).await?;
    tx.commit(Activity::new(Action::FactorResetTold).on(about.reset_id)).await
}

/// Takes the factors off, if nothing speaks against it by now.
pub(crate) async fn carry_out(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let about: ResetJob = job.payload()?;
    match finish(backend, job, &about).await? {
        true => Ok(()),
        false => Err(Failure("it is not due yet")),
    }
}

async fn finish(backend: &Backend, job: &Job, about: &ResetJob) -> Result<bool, Refusal> {
    let mut tx = backend.write::<Worker>(&job.token, "job").await?;
    let organisation = tx.scope().organisation_name.clone();
    let came = queries::carry_out(tx.conn(), about.reset_id).await?;
    let link = format!("{}/sign-in", backend.config.public_url.trim_end_matches('/'));
    let (action, letter) = match came.outcome.as_deref() {
        Some("early") => return Ok(false),
        Some("done") => (Action::FactorResetDone, Letter::FactorResetDone { by: organisation, link }),
        Some("lapsed") => (Action::FactorResetLapsed, Letter::FactorResetLapsed { organisation, link }),
        // Refused, withdrawn, or done by an earlier run.
        _ => return Ok(true),
    };
    if let Some(member) = came.member {
        write(backend, &mut tx, member, |_| letter).await?;
    }
    tx.commit(Activity::new(action).on(about.reset_id)).await?;
    Ok(true)
}

/// One letter to a member, in words that may need their zone.
async fn write(
    backend: &Backend,
    tx: &mut WriteTx<Worker>,
    member: Uuid,
    letter: impl FnOnce(&str) -> Letter,
) -> Result<(), Refusal> {
    let people = address_book(tx, &[member]).await?;
    let Some(person) = people.get(&member) else { return Ok(()) };
    let letter = letter(&person.zone);
    let envelope = Envelope { to: person.email.clone(), name: Some(person.display_name.clone()), letter };
    let sealed = backend.seal_letter(&envelope)?;
    tx.enqueue(mail::SEND, &serde_json::json!({}), Some(sealed), None).await
}
