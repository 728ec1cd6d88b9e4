//! The letter to a client who is asked to sign: that something waits, in their language, and nothing of what it says.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::queries;
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::consent::find_language;
use crate::db::Worker;
use crate::grants::address_book;
use crate::jobs::{Failure, Job};
use crate::mail::{self, Envelope, Letter};
use crate::refusal::Refusal;
use crate::team::tell_once;

/// The job that writes.
pub(crate) const TELL: &str = "tell_document";

#[derive(Serialize, Deserialize)]
pub(super) struct TellJob {
    pub client_id: Uuid,
    pub document_id: Uuid,
}

/// Posts the letter; none where the document is signed or ended by now, and none a second time.
pub(crate) async fn tell(backend: &Backend, job: &Job) -> Result<(), Failure> {
    let about: TellJob = job.payload()?;
    Ok(post(backend, job, &about).await?)
}

async fn post(backend: &Backend, job: &Job, about: &TellJob) -> Result<(), Refusal> {
    let mut tx = backend.write::<Worker>(&job.token, "job").await?;
    let (id, organisation) = (tx.scope().organisation().0, tx.scope().organisation_name.clone());
    if !queries::is_waiting(&mut tx, about.document_id).await? || !tell_once(tx.conn(), job.id).await? {
        return Ok(());
    }
    let people = address_book(&mut tx, &[about.client_id]).await?;
    let Some(client) = people.get(&about.client_id) else { return Ok(()) };
    let letter = Letter::DocumentToSign {
        organisation,
        language: find_language(tx.conn(), id, about.client_id).await?,
        link: backend.mailed_link(client.member, &format!("/me/documents/{}", about.document_id)),
    };
    let envelope = Envelope { to: client.email.clone(), name: Some(client.display_name.clone()), letter };
    let sealed = backend.seal_letter(&envelope)?;
    tx.enqueue(mail::SEND, &serde_json::json!({}), Some(sealed), None).await?;
    tx.commit(Activity::new(Action::DocumentTold).on(about.document_id).about(about.client_id)).await
}
