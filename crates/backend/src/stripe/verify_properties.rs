//! N12, for every body, header and secret: signed means accepted, anything else means refused, nothing panics.

use hmac::Mac as _;
use proptest::prelude::*;

use super::verify_tests::{BODY, SECRET, SIGNED_AT, at, secrets};
use super::{RefusedEvent, verify_event};

/// Signs as the specification says, independently of the code under test.
fn sign(secret: &str, time: i64, body: &[u8]) -> String {
    let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(&[time.to_string().as_bytes(), b".", body].concat());
    hex::encode(mac.finalize().into_bytes())
}

fn signed_header(body: &[u8]) -> String {
    format!("t={SIGNED_AT},v1={}", sign(SECRET, SIGNED_AT, body))
}

proptest! {
    #[test]
    fn one_changed_byte_is_refused(place in 0..BODY.len(), change in 1..=255_u8) {
        // N12
        let mut body = BODY.as_bytes().to_vec();
        body[place] ^= change;
        let result = verify_event(&body, &signed_header(BODY.as_bytes()), &secrets(&[SECRET]), at(SIGNED_AT));
        prop_assert_eq!(result, Err(RefusedEvent::WrongSignature));
    }

    #[test]
    fn a_longer_or_shorter_body_is_refused(cut in 0..BODY.len(), tail in prop::collection::vec(any::<u8>(), 1..20)) {
        // N12
        let header = signed_header(BODY.as_bytes());
        for body in [BODY.as_bytes()[..cut].to_vec(), [BODY.as_bytes(), &tail].concat()] {
            let result = verify_event(&body, &header, &secrets(&[SECRET]), at(SIGNED_AT));
            prop_assert_eq!(result, Err(RefusedEvent::WrongSignature));
        }
    }

    #[test]
    fn no_header_makes_a_forgery_pass(header in ".{0,300}", time in any::<i64>()) {
        // N12
        prop_assert!(verify_event(BODY.as_bytes(), &header, &secrets(&[SECRET]), at(SIGNED_AT)).is_err());
        let shaped = format!("t={time},v1={header}");
        prop_assert!(verify_event(BODY.as_bytes(), &shaped, &secrets(&[SECRET]), at(SIGNED_AT)).is_err());
    }

    #[test]
    fn a_good_signature_counts_wherever_it_stands(
        before in prop::collection::vec("[0-9a-f]{64}", 0..7),
        after in prop::collection::vec("[0-9a-f]{64}", 0..7),
        other_secrets in prop::collection::vec("whsec_[a-z]{10,20}", 0..3),
        offset in -300_i64..=300,
    ) {
        // N12
        let good = sign(SECRET, SIGNED_AT, BODY.as_bytes());
        let all: String = before.iter().chain([&good]).chain(&after).map(|one| format!(",v1={one}")).collect();
        let mut list: Vec<&str> = other_secrets.iter().map(String::as_str).collect();
        list.push(SECRET);
        let result =
            verify_event(BODY.as_bytes(), &format!("t={SIGNED_AT}{all}"), &secrets(&list), at(SIGNED_AT + offset));
        prop_assert_eq!(result.map(|event| event.id().to_owned()), Ok("evt_1QabcDEF23".to_owned()));
    }

    #[test]
    fn signed_nonsense_is_unreadable(body in prop::collection::vec(any::<u8>(), 0..400)) {
        // N12: also bodies that are not UTF-8
        let result = verify_event(&body, &signed_header(&body), &secrets(&[SECRET]), at(SIGNED_AT));
        prop_assert_eq!(result, Err(RefusedEvent::Unreadable));
    }

    #[test]
    fn what_does_not_fit_the_inbox_is_unreadable(
        id in prop_oneof![Just("evt_".to_owned()), Just(format!("evt_{}", "a".repeat(201))), "evt_[a-z]{3}[' ./é]{1,3}", "ev[a-su-z]_[a-z]{5}"],
        kind in "[a-z]{1,10}\\.[a-z]{1,10}",
    ) {
        // N12
        let body = format!(
            r#"{{"id":"{id}","object":"event","type":"{kind}","created":1790000000,"livemode":false,"data":{{"object":{{"id":"x"}}}}}}"#
        );
        let result = verify_event(body.as_bytes(), &signed_header(body.as_bytes()), &secrets(&[SECRET]), at(SIGNED_AT));
        prop_assert_eq!(result, Err(RefusedEvent::Unreadable));
    }
}

#[test]
fn objects_without_an_id_are_events_all_the_same() {
    let body = r#"{"id":"evt_1","object":"event","type":"balance.available","created":1790000000,"livemode":true,"data":{"object":{"object":"balance"}}}"#;
    let event =
        verify_event(body.as_bytes(), &signed_header(body.as_bytes()), &secrets(&[SECRET]), at(SIGNED_AT)).unwrap();
    assert_eq!((event.object_id(), event.livemode()), (None, true));
}
