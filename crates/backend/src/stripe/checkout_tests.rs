//! N13: only a session that is paid, in full, for our own payment, settles it.

use chrono::{DateTime, TimeDelta};
use uuid::Uuid;

use super::{CheckoutSession, CheckoutStatus, PaymentStatus, Settlement, checkout_expiry};

const OURS: Uuid = Uuid::from_u128(7);

fn paid() -> CheckoutSession {
    CheckoutSession {
        id: "cs_test_1".to_owned(),
        status: CheckoutStatus::Complete,
        payment_status: PaymentStatus::Paid,
        amount_total: Some(8500),
        currency: Some("eur".to_owned()),
        payment_intent: Some("pi_1".to_owned()),
        client_reference_id: Some(OURS.to_string()),
        payment_id: Some(OURS),
        appointment_id: Some(Uuid::from_u128(8)),
        url: None,
        expires_at: None,
        livemode: false,
    }
}

#[test]
fn a_session_settles_only_what_it_paid_for() {
    // N13
    let other = Uuid::from_u128(9);
    assert_eq!(paid().settles(OURS, 8500, "eur"), Settlement::Paid);
    assert_eq!(paid().settles(other, 8500, "eur"), Settlement::Mismatch);
    assert_eq!(paid().settles(OURS, 8501, "eur"), Settlement::Mismatch);
    assert_eq!(paid().settles(OURS, 8500, "usd"), Settlement::Mismatch);
    for wrong in [
        CheckoutSession { payment_id: None, ..paid() },
        CheckoutSession { client_reference_id: Some(other.to_string()), ..paid() },
        CheckoutSession { client_reference_id: None, ..paid() },
        CheckoutSession { amount_total: None, ..paid() },
        CheckoutSession { currency: None, ..paid() },
    ] {
        assert_eq!(wrong.settles(OURS, 8500, "eur"), Settlement::Mismatch, "{wrong:?}");
    }
}

#[test]
fn a_session_that_is_not_paid_settles_nothing() {
    // N13
    for unpaid in [
        CheckoutSession { status: CheckoutStatus::Open, ..paid() },
        CheckoutSession { status: CheckoutStatus::Expired, ..paid() },
        CheckoutSession { payment_status: PaymentStatus::Unpaid, ..paid() },
        CheckoutSession { payment_status: PaymentStatus::NoPaymentRequired, ..paid() },
    ] {
        assert_eq!(unpaid.settles(OURS, 8500, "eur"), Settlement::Unpaid, "{unpaid:?}");
    }
}

#[test]
fn a_checkout_opened_in_the_last_second_of_a_hold_is_long_enough_for_stripe() {
    let created = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    let end_of_hold = created + TimeDelta::minutes(15);
    assert!(checkout_expiry(created) - end_of_hold > TimeDelta::minutes(30));
}
