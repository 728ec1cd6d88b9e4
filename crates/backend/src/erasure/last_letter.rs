//! The last letter to whom something was erased: that it is done, with the certificate of the destroyed keys in its text.
//!
//! Guarantees: the address is taken in the transaction that begins the erasure, before anything goes, and lies sealed for
//! this request; it is posted in the transaction that ends the erasure, which takes it away too, so it is posted once,
//! whoever is killed when, and nothing of it outlives the erasure but the letter in the outbox. Without links: what it
//! would lead to may be gone.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::queries;
use super::work::EraseJob;
use crate::Backend;
use crate::client_keys::Certificate;
use crate::consent::find_language;
use crate::db::{Worker, WriteTx};
use crate::grants::address_book;
use crate::mail::{self, Envelope, Letter};
use crate::refusal::Refusal;
use crate::secret::Keys;
use crate::secret::field::LAST_LETTER;
use contract::consent::Language;

/// What is kept until the end.
#[derive(Serialize, Deserialize)]
struct Kept {
    to: String,
    name: String,
    language: Language,
    account: bool,
    organisation: String,
}

/// The letter as it is kept; none where nobody has an address any more.
pub(super) async fn write(tx: &mut WriteTx<Worker>, keys: &Keys, about: EraseJob) -> Result<Option<Vec<u8>>, Refusal> {
    let (id, organisation) = (tx.scope().organisation().0, tx.scope().organisation_name.clone());
    let people = address_book(tx, &[about.client_id]).await?;
    let Some(client) = people.get(&about.client_id) else { return Ok(None) };
    let Some(category) = queries::find_category(tx.conn(), id, about.request_id).await? else { return Ok(None) };
    let kept = Kept {
        to: client.email.clone(),
        name: client.display_name.clone(),
        language: find_language(tx.conn(), id, about.client_id).await?,
        account: category == "account",
        organisation,
    };
    let plain = serde_json::to_vec(&kept).map_err(|_| Refusal::Fault("the last letter cannot be written".into()))?;
    Ok(Some(keys.seal(LAST_LETTER.of(about.request_id), &plain)))
}

/// Posts it; none was kept where an erasure is applied again after a restore: it was posted when it was done first.
pub(super) async fn post(
    backend: &Backend,
    tx: &mut WriteTx<Worker>,
    request: Uuid,
    certificate: Option<&Certificate>,
) -> Result<(), Refusal> {
    let Some(sealed) = queries::take_last_letter(tx.conn(), request).await? else { return Ok(()) };
    let plain = backend.keys.open(LAST_LETTER.of(request), &sealed)?;
    let kept: Kept =
        serde_json::from_slice(&plain).map_err(|_| Refusal::Fault("the last letter cannot be read".into()))?;
    let letter = Letter::Erased {
        organisation: kept.organisation,
        account: kept.account,
        certificate: certificate.map(Certificate::to_text),
        language: kept.language,
    };
    let sealed = backend.seal_letter(&Envelope { to: kept.to, name: Some(kept.name), letter })?;
    tx.enqueue(mail::SEND, &serde_json::json!({}), Some(sealed), None).await
}
