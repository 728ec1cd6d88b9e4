//! The client's receipt: what they decided and the exact texts, signed, so that it proves itself without us.
//!
//! The file is JSON: `payload` is the signed text, byte for byte (JSON itself), beside it key and signature. Checking
//! also makes every text's hash again and holds the decisions against them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, SecondsFormat, Utc};
use contract::consent::{Language, Receipt};
use insight::clock::Moment;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use uuid::Uuid;

use super::rows::EventRow;
use super::{MOST_EVENTS, queries};
use crate::Backend;
use crate::db::{Client, ReadTx};
use crate::refusal::Refusal;
use crate::secret::{Keys, MasterKeys, Signing, sign};

const FORMAT: &str = "nutriscope consent receipt v1";

/// A text as it read when it was decided about.
#[derive(FromRow)]
pub(super) struct TextRow {
    text_hash: Vec<u8>,
    kind: String,
    version: i32,
    language: String,
    title: String,
    body: String,
    effect: String,
}

#[derive(Serialize, Deserialize)]
struct File {
    format: String,
    payload: String,
    key_version: u16,
    public_key: String,
    signature: String,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    format: String,
    issued_at: String,
    organisation: String,
    organisation_id: Uuid,
    client: String,
    client_id: Uuid,
    decisions: Vec<Claim>,
    texts: Vec<Text>,
}

/// A decision, as a receipt states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    pub at: String,
    pub kind: String,
    pub version: i32,
    pub decision: String,
    pub method: String,
    pub language: String,
    pub text_sha256: String,
}

#[derive(Serialize, Deserialize)]
struct Text {
    sha256: String,
    kind: String,
    version: i32,
    language: String,
    title: String,
    body: String,
    effect: String,
}

/// What came of checking a receipt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub organisation: String,
    pub client: String,
    pub issued_at: String,
    pub decisions: Vec<Claim>,
    pub public_key: String,
    /// Whether it is a key of this installation; nothing when its keys are not at hand.
    pub is_ours: Option<bool>,
}

impl Backend {
    /// `/me/consents/receipt`
    ///
    /// # Errors
    /// Database faults.
    pub async fn issue_receipt(&self, tx: &mut ReadTx<Client>, language: Language) -> Result<Receipt, Refusal> {
        let now = self.clock.now();
        let mine = self.load_my_consents(tx, language).await?;
        let events = queries::list_events(tx, MOST_EVENTS * 50).await?;
        let texts = queries::list_texts_of(tx).await?;
        let scope = tx.scope();
        let payload = Payload {
            format: FORMAT.to_owned(),
            issued_at: utc(now),
            organisation: scope.organisation_name.clone(),
            organisation_id: scope.organisation().0,
            client: scope.display_name.clone(),
            client_id: scope.member().0,
            decisions: events.into_iter().map(claim).collect(),
            texts: texts.into_iter().map(text).collect(),
        };
        let payload = written(&payload)?;
        let signed = self.keys.sign(Signing::ConsentReceipt, payload.as_bytes());
        let public_key = hex::encode(signed.public_key);
        let file = File {
            format: FORMAT.to_owned(),
            payload,
            key_version: signed.version,
            public_key: public_key.clone(),
            signature: hex::encode(signed.signature),
        };
        let file = written(&file)?;
        let link = format!("data:application/json;base64,{}", STANDARD.encode(&file));
        Ok(Receipt { file, link, public_key, issued: Moment::new(&scope.tz(), now), mine })
    }
}

fn written(value: &impl Serialize) -> Result<String, Refusal> {
    serde_json::to_string_pretty(value).map_err(|_| Refusal::Fault("a receipt cannot be written".into()))
}

fn utc(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn claim(row: EventRow) -> Claim {
    Claim {
        at: utc(row.at),
        kind: row.kind,
        version: row.version,
        decision: row.decision,
        method: row.method,
        language: row.language,
        text_sha256: hex::encode(row.text_hash),
    }
}

fn text(row: TextRow) -> Text {
    Text {
        sha256: hex::encode(row.text_hash),
        kind: row.kind,
        version: row.version,
        language: row.language,
        title: row.title,
        body: row.body,
        effect: row.effect,
    }
}

/// Checks a receipt's file. `keys` are those of this installation, where they are known.
///
/// # Errors
/// What is wrong with it, in words that quote nothing of it.
pub fn verify_receipt(file: &str, keys: Option<&MasterKeys>) -> Result<Verdict, &'static str> {
    if file.len() > 4_000_000 {
        return Err("the file is larger than any receipt");
    }
    let file: File = serde_json::from_str(file).map_err(|_| "this is no receipt")?;
    if file.format != FORMAT {
        return Err("this is no receipt of a form this program knows");
    }
    let mut key = [0; 32];
    hex::decode_to_slice(&file.public_key, &mut key).map_err(|_| "the key cannot be read")?;
    let mut signature = [0; 64];
    hex::decode_to_slice(&file.signature, &mut signature).map_err(|_| "the signature cannot be read")?;
    if !sign::is_signed(&key, file.payload.as_bytes(), &signature) {
        return Err("the signature does not fit: the receipt was changed, or never signed");
    }
    let payload: Payload = serde_json::from_str(&file.payload).map_err(|_| "what was signed cannot be read")?;
    for text in &payload.texts {
        let exact = format!("{}\n\n{}\n\n{}", text.title, text.body, text.effect);
        if hex::encode(Sha256::digest(exact.as_bytes())) != text.sha256 {
            return Err("a text is not the one its hash names");
        }
    }
    if !payload.decisions.iter().all(|claim| payload.texts.iter().any(|text| text.sha256 == claim.text_sha256)) {
        return Err("the text of a decision is missing");
    }
    let is_ours = keys.map(|keys| {
        let ours = Keys::derive(keys).public_keys(Signing::ConsentReceipt);
        ours.iter().any(|(_, public)| *public == key)
    });
    Ok(Verdict {
        organisation: payload.organisation,
        client: payload.client,
        issued_at: payload.issued_at,
        decisions: payload.decisions,
        public_key: file.public_key,
        is_ours,
    })
}
