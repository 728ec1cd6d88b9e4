//! N12: only what Stripe signed, lately, with one of our secrets, becomes an event.

use chrono::{DateTime, Utc};
use secrecy::SecretString;

use super::{EventKind, RefusedEvent, VerifiedEvent, verify_event};

/// Body, time, secrets and signatures of an independent implementation: the Python package `stripe` 16.1.0.
pub(super) const BODY: &str = concat!(
    r#"{"id":"evt_1QabcDEF23","object":"event","api_version":"2026-09-30.endive","created":1790000000,"#,
    r#""data":{"object":{"id":"cs_test_a1b2c3","object":"checkout.session","note":"café ✓"}},"livemode":false,"#,
    r#""pending_webhooks":1,"request":{"id":null,"idempotency_key":null},"type":"checkout.session.completed"}"#,
);
pub(super) const SIGNED_AT: i64 = 1_790_000_005;
pub(super) const SECRET: &str = "whsec_the_secret_in_use";
const NEXT_SECRET: &str = "whsec_the_next_secret";
const SIGNATURE: &str = "cdd9a9cf529b3180785e569a3b75ddba15039f476e8681f42326d1832c442a5b";
const NEXT_SIGNATURE: &str = "237f881445c59ed782b2ec2edd922c102efb461a1e3df5da6d4c2a04f2f7b20a";
const FOREIGN_SIGNATURE: &str = "00d9a9cf529b3180785e569a3b75ddba15039f476e8681f42326d1832c442a5b";

pub(super) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

pub(super) fn secrets(list: &[&str]) -> Vec<SecretString> {
    list.iter().map(|secret| SecretString::from(*secret)).collect()
}

fn verify(header: &str, list: &[&str]) -> Result<VerifiedEvent, RefusedEvent> {
    verify_event(BODY.as_bytes(), header, &secrets(list), at(SIGNED_AT))
}

fn header(signatures: &[&str]) -> String {
    let signatures: String = signatures.iter().map(|signature| format!(",v1={signature}")).collect();
    format!("t={SIGNED_AT}{signatures}")
}

#[test]
fn a_signed_event_is_read() {
    // N12
    let event = verify(&header(&[SIGNATURE]), &[SECRET]).unwrap();
    assert_eq!((event.id(), event.kind()), ("evt_1QabcDEF23", "checkout.session.completed"));
    assert_eq!((event.object_id(), event.created()), (Some("cs_test_a1b2c3"), at(1_790_000_000)));
    assert!(!event.livemode());
    assert_eq!(EventKind::of(event.kind()), EventKind::CheckoutCompleted);
}

#[test]
fn any_signature_may_match_any_secret() {
    // N12
    for (signatures, list) in [
        (&[SIGNATURE, FOREIGN_SIGNATURE][..], &[SECRET][..]),
        (&[FOREIGN_SIGNATURE, SIGNATURE], &[SECRET]),
        (&[NEXT_SIGNATURE, SIGNATURE], &[SECRET]),
        (&[SIGNATURE, NEXT_SIGNATURE], &[NEXT_SECRET]),
        (&[SIGNATURE], &[NEXT_SECRET, SECRET]),
        (&["not hexadecimal", "ab", SIGNATURE], &[SECRET]),
    ] {
        assert!(verify(&header(signatures), list).is_ok(), "{signatures:?} with {list:?}");
    }
}

#[test]
fn other_signatures_schemes_and_secrets_are_refused() {
    // N12
    for (header, list, why) in [
        (header(&[FOREIGN_SIGNATURE, NEXT_SIGNATURE]), &[SECRET][..], RefusedEvent::WrongSignature),
        (header(&[SIGNATURE]), &[NEXT_SECRET], RefusedEvent::WrongSignature),
        (header(&[SIGNATURE]), &[], RefusedEvent::WrongSignature),
        (format!("t={SIGNED_AT},v0={SIGNATURE}"), &[SECRET], RefusedEvent::NoSignature),
        (format!("t={SIGNED_AT},V1={SIGNATURE}"), &[SECRET], RefusedEvent::NoSignature),
        (format!("t={SIGNED_AT}"), &[SECRET], RefusedEvent::NoSignature),
        (header(&[&SIGNATURE[..62]]), &[SECRET], RefusedEvent::NoSignature),
    ] {
        assert_eq!(verify(&header, list), Err(why), "{header} with {list:?}");
    }
}

#[test]
fn an_empty_secret_signs_nothing() {
    // N12: this is the right HMAC under the empty key.
    use hmac::Mac as _;
    let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(b"").unwrap();
    mac.update(format!("{SIGNED_AT}.{BODY}").as_bytes());
    let forged = hex::encode(mac.finalize().into_bytes());
    assert_eq!(verify(&header(&[&forged]), &["", SECRET]), Err(RefusedEvent::WrongSignature));
}

#[test]
fn five_minutes_are_tolerated_in_either_direction_and_no_more() {
    // N12
    let header = header(&[SIGNATURE]);
    for (offset, allowed) in [(0, true), (300, true), (-300, true), (301, false), (-301, false), (86_400, false)] {
        let result = verify_event(BODY.as_bytes(), &header, &secrets(&[SECRET]), at(SIGNED_AT + offset));
        let expected = if allowed { None } else { Some(RefusedEvent::OutOfTime) };
        assert_eq!(result.err(), expected, "{offset} s");
    }
}

#[test]
fn malformed_headers_are_refused() {
    // N12
    let huge = format!("t={SIGNED_AT},v1={SIGNATURE}{}", ",v0=0".repeat(2000));
    for header in [
        "",
        ",,,",
        "t",
        "nonsense",
        &format!("v1={SIGNATURE}"),
        &format!("t=,v1={SIGNATURE}"),
        &format!("t=+{SIGNED_AT},v1={SIGNATURE}"),
        &format!("t=-{SIGNED_AT},v1={SIGNATURE}"),
        &format!("t={SIGNED_AT}.0,v1={SIGNATURE}"),
        &format!("t=99999999999999999999,v1={SIGNATURE}"),
        &format!("t={SIGNED_AT},t={SIGNED_AT},v1={SIGNATURE}"),
        &huge,
    ] {
        assert_eq!(verify(header, &[SECRET]), Err(RefusedEvent::Malformed), "{header}");
    }
}

#[test]
fn the_time_is_part_of_what_is_signed() {
    // N12: a replay cannot be made young by rewriting its time.
    let rewritten = format!("t={},v1={SIGNATURE}", SIGNED_AT + 1);
    assert_eq!(verify(&rewritten, &[SECRET]), Err(RefusedEvent::WrongSignature));
    let padded = format!("t=0{SIGNED_AT},v1={SIGNATURE}");
    assert_eq!(verify(&padded, &[SECRET]), Err(RefusedEvent::WrongSignature));
}

#[test]
fn kinds_we_do_not_know_are_other() {
    assert_eq!(EventKind::of("checkout.session.expired"), EventKind::CheckoutExpired);
    assert_eq!(EventKind::of("payment_intent.payment_failed"), EventKind::PaymentFailed);
    assert_eq!(EventKind::of("charge.refunded"), EventKind::ChargeRefunded);
    assert_eq!(EventKind::of("checkout.session.COMPLETED"), EventKind::Other);
}
