//! The letter that an export is ready: that it is, where and until when. Nothing of what is in it.

use chrono::{DateTime, Utc};
use contract::export::ExportScope;

use super::queries::Held;
use crate::Backend;
use crate::db::{Worker, WriteTx};
use crate::grants;
use crate::mail::{self, Envelope, Letter};
use crate::refusal::Refusal;

/// Posts it with the change that makes the export ready: once.
pub(super) async fn post(
    backend: &Backend,
    tx: &mut WriteTx<Worker>,
    held: &Held,
    scope: ExportScope,
    until: DateTime<Utc>,
) -> Result<(), Refusal> {
    let people = grants::address_book(tx, &[held.member_id]).await?;
    let Some(to) = people.get(&held.member_id) else { return Ok(()) };
    let path = match scope {
        ExportScope::Client => "/me/export",
        ExportScope::Staff => "/account/export",
        ExportScope::Organisation | ExportScope::Move => "/clinic/exports",
    };
    let letter = Letter::ExportReady {
        organisation: held.organisation_name.clone(),
        until: grants::when(until, &to.zone),
        link: backend.mailed_link(to.member, path),
    };
    let envelope = Envelope { to: to.email.clone(), name: Some(to.display_name.clone()), letter };
    let sealed = backend.seal_letter(&envelope)?;
    tx.enqueue(mail::SEND, &serde_json::json!({}), Some(sealed), None).await
}
