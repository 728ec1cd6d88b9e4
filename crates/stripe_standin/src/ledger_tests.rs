//! Whatever happens in whatever order, money and state agree.

use proptest::prelude::*;

use crate::form::Metadata;
use crate::ledger::{Attempt, Ledger};
use crate::model::{IntentStatus, Line, Order, SessionStatus};

const OPENED: i64 = 1_790_000_000;
const PRICE: i64 = 8500;

fn order() -> Order {
    let line = Line {
        id: "li_1".to_owned(),
        price_id: "price_1".to_owned(),
        product_id: "prod_1".to_owned(),
        name: "Appointment".to_owned(),
        unit_amount: PRICE,
        quantity: 1,
    };
    Order {
        currency: "eur".to_owned(),
        lines: vec![line],
        allowed: Vec::new(),
        success_url: "https://clinic.example/paid?session={CHECKOUT_SESSION_ID}".to_owned(),
        cancel_url: None,
        expires_at: OPENED + 1800,
        client_reference_id: None,
        customer_email: None,
        locale: None,
        submit_type: None,
        metadata: Metadata::new(),
        intent_metadata: Metadata::new(),
        intent_description: None,
    }
}

#[derive(Debug, Clone)]
enum Step {
    Pay,
    Decline,
    Expire,
    Refund(i64),
    Wait(i64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::Pay),
        Just(Step::Decline),
        Just(Step::Expire),
        (-5..PRICE + 5).prop_map(Step::Refund),
        (0_i64..700).prop_map(Step::Wait),
    ]
}

proptest! {
    #[test]
    fn a_session_is_charged_at_most_once_and_never_refunds_more(steps in prop::collection::vec(step(), 1..40)) {
        // N13
        let mut ledger = Ledger::new("http://127.0.0.1:1");
        let id = ledger.open_session(order(), OPENED).id;
        let mut now = OPENED;
        let mut ended: Option<SessionStatus> = None;
        for step in steps {
            ledger.expire_due(now);
            let charge = ledger.charges.newest_first().find(|charge| charge.paid).map(|charge| charge.id.clone());
            match step {
                Step::Pay => drop(ledger.attempt(&id, true, now)),
                Step::Decline => drop(ledger.attempt(&id, false, now)),
                Step::Expire => drop(ledger.expire(&id, now)),
                Step::Refund(amount) => {
                    if let Some(charge) = charge {
                        drop(ledger.refund(&charge, Some(amount), None, Metadata::new(), now));
                    }
                }
                Step::Wait(seconds) => now += seconds,
            }
            let session = ledger.sessions.get(&id).unwrap();
            prop_assert!(ended.is_none_or(|end| end == session.status), "a finished session changed");
            ended = (session.status != SessionStatus::Open).then_some(session.status);
            let paid: Vec<_> = ledger.charges.newest_first().filter(|charge| charge.paid).collect();
            prop_assert_eq!(paid.len(), usize::from(session.status == SessionStatus::Complete));
            let refunds: i64 = ledger.refunds.newest_first().map(|refund| refund.amount).sum();
            prop_assert_eq!(paid.iter().map(|charge| charge.refunded).sum::<i64>(), refunds);
            prop_assert!((0..=PRICE).contains(&refunds));
            let intent = session.intent.as_deref().and_then(|id| ledger.intents.get(id)).map(|intent| intent.status);
            let agree = match session.status {
                SessionStatus::Open => intent.is_none_or(|status| status == IntentStatus::RequiresPaymentMethod),
                SessionStatus::Complete => intent == Some(IntentStatus::Succeeded),
                SessionStatus::Expired => intent.is_none_or(|status| status == IntentStatus::Canceled),
            };
            prop_assert!(agree, "session {:?} with intent {:?}", session.status, intent);
        }
    }
}

#[test]
fn a_session_expires_on_its_second_and_can_then_not_be_paid() {
    // N13
    let mut ledger = Ledger::new("http://127.0.0.1:1");
    let id = ledger.open_session(order(), OPENED).id;
    ledger.expire_due(OPENED + 1799);
    assert!(ledger.take_outbox().is_empty());
    ledger.expire_due(OPENED + 1800);
    let kinds: Vec<_> = ledger.take_outbox().into_iter().map(|event| event.kind).collect();
    assert_eq!(kinds, ["checkout.session.expired"]);
    assert_eq!(ledger.attempt(&id, true, OPENED + 1801), Ok(Attempt::Expired));
    assert_eq!(ledger.charges.newest_first().count(), 0);
}

#[test]
fn an_event_keeps_the_object_as_it_was() {
    let mut ledger = Ledger::new("http://127.0.0.1:1");
    let id = ledger.open_session(order(), OPENED).id;
    ledger.attempt(&id, true, OPENED).unwrap();
    let charge = ledger.charges.newest_first().next().unwrap().id.clone();
    ledger.take_outbox();
    ledger.refund(&charge, Some(100), None, Metadata::new(), OPENED).unwrap();
    ledger.refund(&charge, None, None, Metadata::new(), OPENED).unwrap();
    let refunded: Vec<_> =
        ledger.take_outbox().iter().map(|event| event.body["data"]["object"]["amount_refunded"].as_i64()).collect();
    assert_eq!(refunded, [Some(100), Some(PRICE)]);
}
