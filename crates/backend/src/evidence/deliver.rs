//! Where a checkpoint goes besides the copy outside: once a week into people's mailboxes, and to a witness that keeps
//! the last one it saw and signs only what continues it (c2sp.org/tlog-witness). Neither can stop the log: what does not
//! arrive is tried again with the next checkpoint. Of a witness's answer only a signature that its configured key verifies
//! is kept (c2sp.org/tlog-cosignature).

use std::io::Cursor;
use std::time::Duration;

use chrono::TimeDelta;
use evidence::{SignedNote, consistency_proof, write_hashes};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::HttpsConnectorBuilder;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;

use super::queries;
use super::tree::{Tree, signed, unsigned};
use crate::Backend;
use crate::db::Worker;
use crate::grants::address_book;
use crate::identity::SessionToken;
use crate::mail::{self, Envelope, Letter};
use crate::refusal::Refusal;

const PATIENCE: Duration = Duration::from_secs(10);
/// Seconds by which its clock may be ahead of ours.
const AHEAD: u64 = 300;
/// A few signatures.
const ANSWER_BYTES: usize = 16 * 1024;

/// The weekly letter: the note itself, which anybody can keep.
pub(super) async fn letter(backend: &Backend, token: &SessionToken) -> Result<(), Refusal> {
    let mut tx = backend.write::<Worker>(token, "job").await?;
    let organisation = tx.scope().organisation().0;
    let (sent, _) = queries::deliveries(tx.conn()).await?;
    let Some(newest) = queries::find_newest(tx.conn(), organisation).await? else { return Ok(()) };
    if sent.is_some_and(|sent| backend.clock.now() - sent < TimeDelta::days(7)) {
        return Ok(());
    }
    let admins = queries::list_admins(tx.conn(), organisation).await?;
    let people = address_book(&mut tx, &admins).await?;
    let home = "/clinic";
    let mut to: Vec<_> = people
        .into_values()
        .map(|one| (one.email, Some(one.display_name), backend.mailed_link(one.member, home)))
        .collect();
    if let Some(address) = &backend.config.evidence.mail {
        to = vec![(address.clone(), None, format!("{}{home}", backend.config.public_url))];
    }
    for (to, name, link) in to {
        let organisation = tx.scope().organisation_name.clone();
        let letter = Letter::Checkpoint { organisation, note: newest.note.clone(), link };
        let sealed = backend.seal_letter(&Envelope { to, name, letter })?;
        tx.enqueue(mail::SEND, &serde_json::json!({}), Some(sealed), None).await?;
    }
    queries::note_delivery(tx.conn(), "letter", newest.size, None).await?;
    tx.commit_evidence().await
}

/// Asks the witness for its signature under the newest checkpoint. A witness that is away is no failure.
pub(super) async fn witness(backend: &Backend, token: &SessionToken) -> Result<(), Refusal> {
    let Some(witness) = &backend.config.evidence.witness else { return Ok(()) };
    let address = format!("{}/add-checkpoint", witness.address.trim_end_matches('/'));
    let mut tx = backend.read::<Worker>(token).await?;
    let organisation = tx.scope().organisation().0;
    let (_, witnessed) = queries::deliveries(tx.conn()).await?;
    let Some(newest) = queries::find_newest(tx.conn(), organisation).await? else { return Ok(()) };
    let (size, mut old) = (unsigned(newest.size), unsigned(witnessed.unwrap_or(0)));
    let mut tree = Tree::load(tx.conn(), size).await?;
    // Where it knows another size than we think, it says which: once more from there.
    for _ in 0..2 {
        tree.load_around(tx.conn(), old, size).await?;
        let Some(path) = consistency_proof(&tree, old, size) else { break };
        let body = format!("old {old}\n{}\n{}", write_hashes(&path), newest.note);
        match tokio::time::timeout(PATIENCE, post(&address, body)).await {
            Ok(Some((200, answer))) => {
                drop(tx);
                // Only what the witness's own key signed is worth keeping: anybody can answer at an address.
                let text = SignedNote::parse(&newest.note).map(|note| note.text).unwrap_or_default();
                let latest = u64::try_from(backend.clock.now().timestamp()).unwrap_or(0) + AHEAD;
                let cosignature = match witness.key.confirms(&text, &answer, latest) {
                    Ok(said) => format!("{}\n", said.line),
                    Err(why) => {
                        tracing::error!(kind = "the answer of the witness does not confirm the checkpoint", ?why, size);
                        return Ok(());
                    }
                };
                let mut tx = backend.write::<Worker>(token, "job").await?;
                queries::note_delivery(tx.conn(), "witness", signed(size), Some(&cosignature)).await?;
                return tx.commit_evidence().await;
            }
            Ok(Some((409, known))) => match known.trim().parse() {
                Ok(known) if known != old && known <= size => old = known,
                // It has seen a longer log, or another one of this length: that is what it is for.
                _ => return Err(Refusal::Fault("the witness knows another log than ours: run verify-audit".into())),
            },
            Ok(Some((status, _))) => {
                tracing::warn!(kind = "the witness refused a checkpoint", status);
                return Ok(());
            }
            _ => break,
        }
    }
    tracing::warn!(kind = "the witness did not answer");
    Ok(())
}

async fn post(address: &str, body: String) -> Option<(u16, String)> {
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_webpki_roots(provider)
        .ok()?
        .https_or_http()
        .enable_http1()
        .build();
    let client: Client<_, Full<Cursor<Vec<u8>>>> = Client::builder(TokioExecutor::new()).build(connector);
    let request = http::Request::post(address)
        .header("user-agent", "NutriScope")
        .body(Full::new(Cursor::new(body.into_bytes())))
        .ok()?;
    let answer = client.request(request).await.ok()?;
    let status = answer.status().as_u16();
    let bytes = Limited::new(answer.into_body(), ANSWER_BYTES).collect().await.ok()?.to_bytes();
    Some((status, String::from_utf8(bytes.to_vec()).ok()?))
}
