//! The letter to who asked, so that somebody else at their phone does not erase what they would miss.

use super::queries;
use super::work::EraseJob;
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::Worker;
use crate::grants::{address_book, when};
use crate::jobs::{Failure, Job};
use crate::mail::{self, Envelope, Letter};
use crate::refusal::Refusal;

/// Posts the letter; none where the request was undone meanwhile.
pub(crate) async fn tell(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let about: EraseJob = job.payload()?;
    Ok(post(backend, job, about).await?)
}

async fn post(backend: &Backend, job: &Job, about: EraseJob) -> Result<(), Refusal> {
    let mut tx = backend.write::<Worker>(&job.token, "job").await?;
    let (id, organisation) = (tx.scope().organisation().0, tx.scope().organisation_name.clone());
    let Some((category, due)) = queries::find_pending(tx.conn(), id, about.request_id).await? else { return Ok(()) };
    let people = address_book(&mut tx, &[about.client_id]).await?;
    let Some(client) = people.get(&about.client_id) else { return Ok(()) };
    let letter = Letter::ErasureAsked {
        organisation,
        account: category == "account",
        due: when(due, &client.zone),
        link: backend.mailed_link(client.member, "/me/privacy"),
    };
    let envelope = Envelope { to: client.email.clone(), name: Some(client.display_name.clone()), letter };
    let sealed = backend.seal_letter(&envelope)?;
    tx.enqueue(mail::SEND, &serde_json::json!({}), Some(sealed), None).await?;
    tx.commit(Activity::new(Action::ErasureTold).on(about.request_id).about(about.client_id)).await
}
