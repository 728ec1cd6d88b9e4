//! The webhook over HTTP (N12): wrong, old, rotated, doubled, huge; and the success page, which proves nothing (N13).

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use backend::Backend;
use backend::clock::Clock;
use backend::stripe::StripeConfig;
use contract::id::AppointmentId;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use testkit::{TestDatabase, World};

use crate::support::{Answer, app, ask, visit};

const OLD: &str = "whsec_old_0123456789abcdef";
const NEW: &str = "whsec_new_0123456789abcdef";

async fn house() -> (TestDatabase, Router) {
    let db = TestDatabase::new().await;
    let mut config = testkit::config(&db);
    config.stripe = Some(StripeConfig {
        secret_key: "sk_test_0123456789abcdef".into(),
        webhook_secrets: vec![OLD.into(), NEW.into()],
        api_base: "http://127.0.0.1:1".into(),
    });
    let service = server::router::router(app(Backend::new(config, Clock::System).unwrap(), 0));
    (db, service)
}

fn event(id: &str) -> String {
    format!(
        r#"{{"id":"{id}","object":"event","type":"checkout.session.completed","created":{},"livemode":false,
            "data":{{"object":{{"id":"cs_test_1","object":"checkout.session"}}}}}}"#,
        now()
    )
}

fn now() -> i64 {
    Clock::System.now().timestamp()
}

fn sign(secret: &str, at: i64, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{at}.").as_bytes());
    mac.update(body);
    hex::encode(mac.finalize().into_bytes())
}

async fn send(service: &Router, signature: Option<&str>, body: impl Into<Body>) -> Answer {
    let mut request = Request::post("/webhooks/stripe").header("content-type", "application/json");
    if let Some(signature) = signature {
        request = request.header("stripe-signature", signature);
    }
    ask(service, request.body(body.into()).unwrap()).await
}

async fn stored(db: &TestDatabase) -> i64 {
    sqlx::query_scalar("select count(*) from ops.stripe_event").fetch_one(&mut db.superuser().await).await.unwrap()
}

#[tokio::test]
async fn only_a_fresh_signature_of_ours_is_taken() {
    let (db, service) = house().await;
    let body = event("evt_1");
    let (at, bytes) = (now(), body.as_bytes());
    let good = sign(NEW, at, bytes);
    let old = now() - 3_600;
    let refused = [
        None,
        Some(String::new()),
        Some("t=1,v1=00".into()),
        Some(format!("t={at},v1={}", sign("whsec_guess_0123456789abcdef", at, bytes))),
        Some(format!("t={at},v1={}", sign(NEW, at, b"{}"))),
        Some(format!("t={},v1={good}", at + 1)),
        Some(format!("t={old},v1={}", sign(NEW, old, bytes))),
        Some(format!("t={},v1={}", at + 3_600, sign(NEW, at + 3_600, bytes))),
        Some(format!("t={at},v0={good}")),
        Some(format!("t={at},v1={}", &good[..62])),
        Some(good.clone()),
    ];
    for signature in &refused {
        let answer = send(&service, signature.as_deref(), body.clone()).await;
        assert_eq!(answer.status, 400, "{signature:?}");
        assert!(
            !answer.body.contains("whsec") && !answer.body.contains(&good[..10]),
            "it tells what would have been right"
        );
    }
    assert_eq!(stored(&db).await, 0);
    // One changed byte.
    let changed = body.replace("evt_1", "evt_2");
    assert_eq!(send(&service, Some(&format!("t={at},v1={good}")), changed).await.status, 400);
    // While a secret is rotated Stripe signs with both; either may match, wherever it stands.
    for (n, secret) in [OLD, NEW].into_iter().enumerate() {
        let body = event(&format!("evt_r{n}"));
        let signature = format!("t={at},v1={},v1={}", "0".repeat(64), sign(secret, at, body.as_bytes()));
        assert_eq!(send(&service, Some(&signature), body).await.status, 200, "{secret}");
    }
    assert_eq!(stored(&db).await, 2);
}

#[tokio::test]
async fn an_event_counts_once_however_often_it_comes() {
    let (db, service) = house().await;
    let body = event("evt_storm");
    let at = now();
    let signature = format!("t={at},v1={}", sign(NEW, at, body.as_bytes()));
    let storm: Vec<_> = (0..100)
        .map(|_| {
            let (service, signature, body) = (service.clone(), signature.clone(), body.clone());
            tokio::spawn(async move { send(&service, Some(&signature), body).await.status.as_u16() })
        })
        .collect();
    for sent in storm {
        assert_eq!(sent.await.unwrap(), 200);
    }
    assert_eq!(stored(&db).await, 1);
    let jobs: i64 =
        sqlx::query_scalar("select count(*) from ops.job").fetch_one(&mut db.superuser().await).await.unwrap();
    assert_eq!(jobs, 1, "its work is done once");
}

#[tokio::test]
async fn huge_deep_and_other_bodies_are_refused() {
    let (db, service) = house().await;
    let at = now();
    let huge = "x".repeat(1 << 20);
    assert_eq!(send(&service, Some(&format!("t={at},v1={}", sign(NEW, at, huge.as_bytes()))), huge).await.status, 413);
    // Rightly signed nonsense, and nesting that would end a careless parser.
    let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
    for body in ["", "null", "[]", "{}", "{\"id\":1}", "\u{0}", deep.as_str()] {
        let signature = format!("t={at},v1={}", sign(NEW, at, body.as_bytes()));
        let answer = send(&service, Some(&signature), body.to_owned()).await;
        assert_eq!(answer.status, 400, "{}", body.chars().take(10).collect::<String>());
    }
    for method in ["GET", "PUT", "DELETE"] {
        let request = Request::builder().method(method).uri("/webhooks/stripe").header("sec-fetch-site", "same-origin");
        assert_eq!(ask(&service, request.body(Body::empty()).unwrap()).await.status, 405, "{method}");
    }
    assert_eq!(stored(&db).await, 0);
}

// A flood of forgeries is turned away, and Stripe is heard through it.
#[tokio::test]
async fn forgeries_do_not_shut_out_stripe() {
    let (db, service) = house().await;
    let mut limited = 0;
    for _ in 0..200 {
        let answer = send(&service, Some("t=1,v1=00"), event("evt_f")).await;
        assert!([400, 429].contains(&answer.status.as_u16()));
        limited += u32::from(answer.status == 429 && !answer.header("retry-after").is_empty());
    }
    assert!(limited > 0, "forgeries are not limited");
    let (body, at) = (event("evt_real"), now());
    let signature = format!("t={at},v1={}", sign(NEW, at, body.as_bytes()));
    assert_eq!(send(&service, Some(&signature), body).await.status, 200);
    assert_eq!(stored(&db).await, 1);
}

// N13: who opens the address of success has paid nothing by it.
#[tokio::test]
async fn the_success_page_proves_nothing() {
    let (db, service) = house().await;
    let id = "0190a7c4-0000-7000-8000-000000000000";
    for path in [
        format!("/paid/{id}"),
        format!("/paid/{id}?paid=true&session_id=cs_test_1"),
        format!("/paid/{id}/left/{}", "0".repeat(32)),
    ] {
        let answer = visit(&service, &path, "").await;
        assert!(answer.status.as_u16() < 500, "{path}: {}", answer.status);
    }
    assert_eq!(stored(&db).await, 0);
    let activity: i64 =
        sqlx::query_scalar("select count(*) from app.activity").fetch_one(&mut db.superuser().await).await.unwrap();
    assert_eq!(activity, 0, "an address that was opened changed something");
}

// N13: the address for whoever leaves the payment, with its right code: a scanner of links that opens it, by whatever
// method that reads, ends no booking; the button on the page is a form.
#[tokio::test]
async fn the_way_back_from_the_payment_changes_nothing_by_being_opened() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let (ruth, maya) = (world.practitioner(clinic, "Ruth").await, world.client(clinic, "Maya").await);
    let mut config = testkit::config(&world.db);
    config.stripe = Some(StripeConfig {
        secret_key: "sk_test_0123456789abcdef".into(),
        webhook_secrets: vec![NEW.into()],
        api_base: "http://127.0.0.1:1".into(),
    });
    let backend = Backend::new(config, Clock::System).unwrap();
    let service = server::router::router(app(backend.clone(), 0));
    let id = AppointmentId(uuid::Uuid::now_v7());
    let (reader, client) = (ruth.member, maya.member);
    world
        .by_hand(format!(
            "set session_replication_role = replica;
             insert into app.appointment (organisation_id, appointment_id, client_id, practitioner_id, service_id, service_name, place, price_minor, currency, starts_at, ends_at, status, hold_expires_at)
             values ('{clinic}', '{id}', '{client}', '{reader}', '{id}', 'Talk', 'online', 5000, 'gbp', now() + interval '1 day', now() + interval '25 hours', 'held', now() + interval '10 minutes');
             insert into app.payment (organisation_id, payment_id, appointment_id, client_id, amount_minor, currency, status, checkout_id)
             values ('{clinic}', '{id}', '{id}', '{client}', 5000, 'gbp', 'open', 'cs_test_1');
             reset session_replication_role"
        ))
        .await;
    let entries = "select count(*) from app.activity";
    let before: i64 = sqlx::query_scalar(entries).fetch_one(&mut world.hand).await.unwrap();
    let path = format!("/paid/{id}/left/{}", backend.return_code(id));
    let page = visit(&service, &path, "").await;
    assert!(page.status == 200 && page.body.contains("action=\"/api/booking/leave\""), "{}", page.body);
    for method in ["GET", "HEAD", "OPTIONS"] {
        let request = Request::builder().method(method).uri(&path).header("accept", "text/html");
        let answer = ask(&service, request.body(Body::empty()).unwrap()).await;
        assert!(answer.status.as_u16() < 500, "{method}: {}", answer.status);
    }
    let state = "select a.status || '/' || p.status from app.appointment a join app.payment p using (appointment_id)";
    let state: String = sqlx::query_scalar(state).fetch_one(&mut world.hand).await.unwrap();
    assert_eq!(state, "held/open", "an address that was opened ended a booking");
    let after: i64 = sqlx::query_scalar(entries).fetch_one(&mut world.hand).await.unwrap();
    assert_eq!(after, before, "an address that was opened wrote something");
}
