//! The server's Stripe client and its proof of events against the stand-in, over real connections.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::routing::post;
use backend::stripe::{
    CheckoutOrder, CheckoutStatus, EventKind, Patience, PaymentStatus, RefundStatus, Settlement, StripeClient,
    StripeConfig, StripeError, VerifiedEvent, checkout_expiry, verify_event,
};
use chrono::{DateTime, Utc};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use secrecy::SecretString;
use stripe_standin::{Config, Running};
use uuid::Uuid;

const OLD_SECRET: &str = "whsec_the_secret_that_goes";
const NEW_SECRET: &str = "whsec_the_secret_that_comes";

#[expect(clippy::disallowed_methods, reason = "the stand-in signs and expires by the real clock")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

/// A stand-in that signs with both secrets of a rotation, an endpoint that knows the new one, and a client.
struct House {
    standin: Running,
    stripe: StripeClient,
    events: Arc<Mutex<Vec<VerifiedEvent>>>,
}

impl House {
    async fn build() -> Self {
        let events = Arc::new(Mutex::new(Vec::new()));
        let routes = Router::new().route("/webhook", post(receive)).with_state(Arc::clone(&events));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let webhook_url = format!("http://{}/webhook", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let standin = stripe_standin::start(Config {
            webhook_url: Some(webhook_url),
            webhook_secrets: vec![OLD_SECRET.to_owned(), NEW_SECRET.to_owned()],
            retry_base: Duration::from_millis(20),
            ..Config::default()
        })
        .await
        .unwrap();
        let stripe = client(&standin.base);
        Self { standin, stripe, events }
    }

    /// Presses a button of the pay page, or another control of the stand-in.
    async fn press(&self, path: &str, form: &'static str) -> (StatusCode, String) {
        let client = Client::builder(TokioExecutor::new()).build_http();
        let request = Request::post(format!("{}{path}", self.standin.base)).body(Full::new(Bytes::from(form))).unwrap();
        let answer = client.request(request).await.unwrap();
        let location = answer.headers().get("location").map_or("", |value| value.to_str().unwrap());
        (answer.status(), location.to_owned())
    }

    async fn event(&self, kind: EventKind) -> VerifiedEvent {
        for _ in 0..500 {
            let found = self.events.lock().unwrap().iter().find(|event| EventKind::of(event.kind()) == kind).cloned();
            if let Some(event) = found {
                return event;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no {kind:?} came");
    }
}

async fn receive(State(events): State<Arc<Mutex<Vec<VerifiedEvent>>>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers.get("stripe-signature").map_or("", |value| value.to_str().unwrap());
    match verify_event(&body, signature, &[SecretString::from(NEW_SECRET)], now()) {
        Ok(event) => {
            events.lock().unwrap().push(event);
            StatusCode::OK
        }
        Err(_) => StatusCode::BAD_REQUEST,
    }
}

fn client(base: &str) -> StripeClient {
    let config = StripeConfig {
        secret_key: SecretString::from("sk_test_of_this_test"),
        webhook_secrets: vec![SecretString::from(NEW_SECRET)],
        api_base: base.to_owned(),
    };
    let patience = Patience { tries: 3, time_limit: Duration::from_secs(2), pause: Duration::from_millis(10) };
    StripeClient::new(&config).unwrap().with_patience(patience)
}

fn order(payment: u128) -> CheckoutOrder {
    let payment_id = Uuid::from_u128(payment);
    CheckoutOrder {
        payment_id,
        appointment_id: Uuid::from_u128(payment + 1000),
        amount_minor: 8500,
        currency: "eur".to_owned(),
        product_name: "Appointment".to_owned(),
        success_url: "http://127.0.0.1:9/paid?session={CHECKOUT_SESSION_ID}".to_owned(),
        cancel_url: "http://127.0.0.1:9/cancelled".to_owned(),
        expires_at: checkout_expiry(now()),
        idempotency_key: format!("checkout-{payment_id}"),
        customer_email: Some("client@example.org".to_owned()),
    }
}

#[tokio::test]
async fn a_paid_checkout_is_announced_settles_and_can_be_refunded() {
    // N12 N13
    let house = House::build().await;
    let order = order(1);
    let opened = house.stripe.create_checkout(&order).await.unwrap();
    assert_eq!((opened.status, opened.payment_status), (CheckoutStatus::Open, PaymentStatus::Unpaid));
    assert_eq!(opened.settles(order.payment_id, 8500, "eur"), Settlement::Unpaid);
    assert_eq!(opened.expires_at.unwrap().timestamp(), order.expires_at.timestamp());
    let page = format!("{}/c/pay/{}", house.standin.base, opened.id);
    assert_eq!(opened.url.unwrap().as_str(), page);

    let (status, location) = house.press(&format!("/c/pay/{}", opened.id), "action=pay").await;
    assert_eq!((status, location), (StatusCode::SEE_OTHER, format!("http://127.0.0.1:9/paid?session={}", opened.id)));
    let event = house.event(EventKind::CheckoutCompleted).await;
    assert_eq!((event.object_id(), event.livemode()), (Some(opened.id.as_str()), false));

    let paid = house.stripe.find_checkout(&opened.id).await.unwrap().unwrap();
    assert_eq!(paid.settles(order.payment_id, 8500, "eur"), Settlement::Paid);
    assert_eq!(paid.settles(order.payment_id, 8400, "eur"), Settlement::Mismatch);
    assert_eq!((paid.appointment_id, paid.url), (Some(order.appointment_id), None));

    let intent = paid.payment_intent.unwrap();
    let part = house.stripe.refund(&intent, 3500, "refund-1").await.unwrap();
    assert_eq!((part.status, part.amount_minor), (RefundStatus::Succeeded, 3500));
    assert_eq!(house.stripe.refund(&intent, 3500, "refund-1").await.unwrap(), part, "the same key refunds once");
    house.stripe.refund(&intent, 5000, "refund-2").await.unwrap();
    let refused = house.stripe.refund(&intent, 1, "refund-3").await;
    assert_eq!(refused, Err(StripeError::Refused { code: "charge_already_refunded".to_owned() }));
    let event = house.event(EventKind::ChargeRefunded).await;
    let charge = house.stripe.find_charge(event.object_id().unwrap()).await.unwrap().unwrap();
    assert_eq!((charge.payment_intent, charge.refunded_minor), (Some(intent), 8500));
}

#[tokio::test]
async fn a_declined_checkout_stays_open_and_can_be_expired_once() {
    // N13
    let house = House::build().await;
    let opened = house.stripe.create_checkout(&order(2)).await.unwrap();
    house.press(&format!("/c/pay/{}", opened.id), "action=decline").await;
    house.event(EventKind::PaymentFailed).await;
    let declined = house.stripe.find_checkout(&opened.id).await.unwrap().unwrap();
    assert_eq!((declined.status, declined.payment_status), (CheckoutStatus::Open, PaymentStatus::Unpaid));

    for _ in 0..2 {
        assert_eq!(house.stripe.expire_checkout(&opened.id).await.unwrap().status, CheckoutStatus::Expired);
    }
    let event = house.event(EventKind::CheckoutExpired).await;
    assert_eq!(event.object_id(), Some(opened.id.as_str()));
    house.press(&format!("/c/pay/{}", opened.id), "action=pay").await;
    let expired = house.stripe.find_checkout(&opened.id).await.unwrap().unwrap();
    assert_eq!(expired.payment_status, PaymentStatus::Unpaid, "an expired checkout was paid");
}

#[tokio::test]
async fn expiring_a_paid_checkout_tells_that_it_was_paid() {
    // N13: the end of a hold may race with the payment.
    let house = House::build().await;
    let opened = house.stripe.create_checkout(&order(3)).await.unwrap();
    house.press(&format!("/c/pay/{}", opened.id), "action=pay").await;
    let session = house.stripe.expire_checkout(&opened.id).await.unwrap();
    assert_eq!((session.status, session.payment_status), (CheckoutStatus::Complete, PaymentStatus::Paid));
}

#[tokio::test]
async fn one_key_opens_one_checkout_even_when_answers_are_lost() {
    // N13
    let house = House::build().await;
    let order = order(4);
    house.press("/standin/settings", "lose_answers=2").await;
    let opened = house.stripe.create_checkout(&order).await.unwrap();
    assert_eq!(house.stripe.create_checkout(&order).await.unwrap().id, opened.id);
    let dearer = CheckoutOrder { amount_minor: 9000, ..order };
    let refused = house.stripe.create_checkout(&dearer).await;
    assert_eq!(refused, Err(StripeError::Refused { code: "idempotency_error".to_owned() }));
}

#[tokio::test]
async fn an_outage_is_unavailable_and_passes() {
    // N13
    let house = House::build().await;
    house.press("/standin/settings", "outage=true").await;
    assert_eq!(house.stripe.create_checkout(&order(5)).await, Err(StripeError::Unavailable));
    assert_eq!(house.stripe.find_checkout("cs_test_1").await, Err(StripeError::Unavailable));
    house.press("/standin/settings", "outage=false").await;
    assert!(house.stripe.create_checkout(&order(5)).await.is_ok());
}

#[tokio::test]
async fn nobody_listening_and_a_silent_server_are_unavailable_in_bounded_time() {
    // N13
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", silent.local_addr().unwrap());
    let patience = Patience { tries: 2, time_limit: Duration::from_millis(100), pause: Duration::from_millis(1) };
    let call = client(&base).with_patience(patience);
    let answer = tokio::time::timeout(Duration::from_secs(5), call.find_checkout("cs_test_1")).await.unwrap();
    assert_eq!(answer, Err(StripeError::Unavailable));
    drop(silent);
    assert_eq!(client(&base).refund("pi_1", 100, "k").await, Err(StripeError::Unavailable));
}

#[tokio::test]
async fn unknown_and_crooked_ids_are_not_found_and_never_sent() {
    let house = House::build().await;
    for id in ["cs_test_nobody", "", "cs_", "pi_1", "cs_test_1/expire", "cs_test_1?expand[]=x", "../refunds"] {
        assert_eq!(house.stripe.find_checkout(id).await, Ok(None), "{id}");
    }
    assert_eq!(house.stripe.find_charge("ch_nobody").await, Ok(None));
    let missing = Err(StripeError::Refused { code: "resource_missing".to_owned() });
    assert_eq!(house.stripe.expire_checkout("cs_test_nobody").await, missing);
}

#[tokio::test]
async fn orders_that_make_no_sense_are_not_sent() {
    // N13
    let house = House::build().await;
    for wrong in [
        CheckoutOrder { amount_minor: 0, ..order(6) },
        CheckoutOrder { amount_minor: -1, ..order(6) },
        CheckoutOrder { currency: "EUR".to_owned(), ..order(6) },
        CheckoutOrder { idempotency_key: String::new(), ..order(6) },
        CheckoutOrder { idempotency_key: "k".repeat(256), ..order(6) },
    ] {
        assert!(matches!(house.stripe.create_checkout(&wrong).await, Err(StripeError::Misconfigured(_))), "{wrong:?}");
    }
}

#[tokio::test]
async fn a_thousand_copies_are_one_event() {
    // N12
    let house = House::build().await;
    house.press("/standin/settings", "copies=1000").await;
    let opened = house.stripe.create_checkout(&order(7)).await.unwrap();
    house.press(&format!("/c/pay/{}", opened.id), "action=pay").await;
    for _ in 0..2000 {
        if house.events.lock().unwrap().len() >= 1000 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let mut events = house.events.lock().unwrap().clone();
    assert_eq!(events.len(), 1000);
    events.dedup();
    assert_eq!(events.len(), 1, "copies differ, or one was not verified");
}
