//! The proof that an event came from Stripe: its signature over the raw body, and its age. Nothing else makes a
//! [`VerifiedEvent`], so code that takes one cannot be reached by a forged or replayed request.

use chrono::{DateTime, Utc};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

/// Allowed distance between the signature's time and ours, in seconds, in either direction.
const TOLERANCE: u64 = 300;
/// Stripe's header has under 300 bytes; two secrets in rotation make two signatures.
const LONGEST_HEADER: usize = 4096;
const MOST_SIGNATURES: usize = 16;

/// An event that Stripe signed. It says that something happened to an object, nothing about how that object is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedEvent {
    id: String,
    kind: String,
    created: DateTime<Utc>,
    object_id: Option<String>,
    livemode: bool,
}

impl VerifiedEvent {
    /// `evt_…`, at most 204 letters, digits and underscores: the key under which it is stored once.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Stripe's word, at most 100 characters, such as `checkout.session.completed`; see [`EventKind::of`].
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// When it happened. Events arrive in any order: no reason to prefer one over what the object says now.
    pub fn created(&self) -> DateTime<Utc> {
        self.created
    }

    /// The object to read again, at most 200 characters. A few kinds are about objects without an id; we apply none.
    pub fn object_id(&self) -> Option<&str> {
        self.object_id.as_deref()
    }

    /// Whether real money is meant: must equal [`super::StripeConfig::is_live`].
    pub fn livemode(&self) -> bool {
        self.livemode
    }
}

/// The kinds we act upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// The object is a checkout session.
    CheckoutCompleted,
    /// The object is a checkout session.
    CheckoutExpired,
    /// The object is a payment intent; its session stays open, so the hold stays too.
    PaymentFailed,
    /// The object is a charge.
    ChargeRefunded,
    /// The object is a refund: it arrived, or it failed.
    RefundChanged,
    /// The object is a dispute: it was opened, moved money, or was decided.
    DisputeChanged,
    /// Stored and answered with 200, otherwise left alone.
    Other,
}

impl EventKind {
    pub fn of(kind: &str) -> Self {
        match kind {
            "checkout.session.completed" => Self::CheckoutCompleted,
            "checkout.session.expired" => Self::CheckoutExpired,
            "payment_intent.payment_failed" => Self::PaymentFailed,
            "charge.refunded" => Self::ChargeRefunded,
            "charge.refund.updated" | "refund.updated" | "refund.failed" => Self::RefundChanged,
            "charge.dispute.created"
            | "charge.dispute.updated"
            | "charge.dispute.closed"
            | "charge.dispute.funds_withdrawn"
            | "charge.dispute.funds_reinstated" => Self::DisputeChanged,
            _ => Self::Other,
        }
    }
}

/// Why an event is refused. The sender learns nothing but 400.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RefusedEvent {
    #[error("the signature header is missing or malformed")]
    Malformed,
    #[error("the header holds no signature of a known scheme")]
    NoSignature,
    #[error("the signature is too old or from the future")]
    OutOfTime,
    #[error("no signature matches a configured secret")]
    WrongSignature,
    #[error("the signed body is not an event")]
    Unreadable,
}

/// Verifies an event; `signature_header` is `Stripe-Signature`, empty if absent. Any `v1` may match any of the secrets,
/// since during a rotation Stripe signs with both.
///
/// # Errors
/// See [`RefusedEvent`]. Nothing of the body is read before its signature has matched.
pub fn verify_event(
    raw_body: &[u8],
    signature_header: &str,
    secrets: &[SecretString],
    now: DateTime<Utc>,
) -> Result<VerifiedEvent, RefusedEvent> {
    let signed = Signed::parse(signature_header)?;
    if now.timestamp().abs_diff(signed.at) > TOLERANCE {
        return Err(RefusedEvent::OutOfTime);
    }
    let mut matches = Choice::from(0);
    // An empty secret would let anyone sign.
    for secret in secrets.iter().filter(|secret| !secret.expose_secret().is_empty()) {
        let expected = sign(secret, signed.written_at, raw_body).ok_or(RefusedEvent::WrongSignature)?;
        for signature in &signed.signatures {
            matches |= expected.as_slice().ct_eq(signature);
        }
    }
    if bool::from(matches) { read(raw_body) } else { Err(RefusedEvent::WrongSignature) }
}

/// The header taken apart.
struct Signed<'a> {
    at: i64,
    /// As written: the signature covers these very characters.
    written_at: &'a str,
    signatures: Vec<[u8; 32]>,
}

impl<'a> Signed<'a> {
    fn parse(header: &'a str) -> Result<Self, RefusedEvent> {
        if header.len() > LONGEST_HEADER {
            return Err(RefusedEvent::Malformed);
        }
        let mut written_at = None;
        let mut signatures = Vec::new();
        for (name, value) in header.split(',').filter_map(|part| part.trim().split_once('=')) {
            match name {
                // Two times would leave open which one was checked.
                "t" if written_at.is_some() => return Err(RefusedEvent::Malformed),
                "t" => written_at = Some(value),
                "v1" if signatures.len() < MOST_SIGNATURES => signatures.extend(decode(value)),
                _ => {}
            }
        }
        let written_at = written_at.ok_or(RefusedEvent::Malformed)?;
        let digits = (1..=12).contains(&written_at.len()) && written_at.bytes().all(|byte| byte.is_ascii_digit());
        let at = written_at.parse().ok().filter(|_| digits).ok_or(RefusedEvent::Malformed)?;
        if signatures.is_empty() {
            return Err(RefusedEvent::NoSignature);
        }
        Ok(Self { at, written_at, signatures })
    }
}

fn decode(hexadecimal: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    hex::decode_to_slice(hexadecimal, &mut bytes).ok().map(|()| bytes)
}

fn sign(secret: &SecretString, at: &str, body: &[u8]) -> Option<[u8; 32]> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()).ok()?;
    mac.update(at.as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(mac.finalize().into_bytes().into())
}

#[derive(Deserialize)]
struct Envelope {
    id: String,
    object: String,
    #[serde(rename = "type")]
    kind: String,
    created: i64,
    livemode: bool,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    id: Option<String>,
}

/// Reads the few fields we keep, within the limits of the inbox.
fn read(body: &[u8]) -> Result<VerifiedEvent, RefusedEvent> {
    let envelope: Envelope = serde_json::from_slice(body).map_err(|_| RefusedEvent::Unreadable)?;
    let created = DateTime::from_timestamp(envelope.created, 0).ok_or(RefusedEvent::Unreadable)?;
    let object_id = envelope.data.object.id;
    let fits = envelope.object == "event"
        && envelope.id.strip_prefix("evt_").is_some_and(|rest| is_word(rest, 200, "_"))
        && is_word(&envelope.kind, 100, "_.")
        && object_id.as_deref().is_none_or(|id| is_word(id, 200, "_-"));
    if !fits {
        return Err(RefusedEvent::Unreadable);
    }
    Ok(VerifiedEvent { id: envelope.id, kind: envelope.kind, created, object_id, livemode: envelope.livemode })
}

/// 1 to `longest` letters, digits or `others`.
fn is_word(text: &str, longest: usize, others: &str) -> bool {
    (1..=longest).contains(&text.len())
        && text.chars().all(|letter| letter.is_ascii_alphanumeric() || others.contains(letter))
}
