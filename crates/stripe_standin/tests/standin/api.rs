//! The API as a client sees it: shapes, refusals, idempotency, refunds, faults.

use crate::support::{KEY, ORDER, StandIn, now};
use axum::http::Method;
use stripe_standin::Config;

const SESSIONS: &str = "/v1/checkout/sessions";

fn with<'a>(name: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut form: Vec<_> = ORDER.iter().copied().filter(|(known, _)| *known != name).collect();
    form.push((name, value));
    form
}

#[tokio::test]
async fn a_session_holds_what_was_ordered() {
    // N13
    let standin = StandIn::new().await;
    let made = standin.post(SESSIONS, &ORDER).await;
    let session = made.json();
    assert_eq!(made.status, 200);
    assert!(made.header("request-id").starts_with("req_"));
    assert_eq!((&session["object"], &session["status"]), (&"checkout.session".into(), &"open".into()));
    assert_eq!((&session["amount_total"], &session["currency"]), (&8500.into(), &"eur".into()));
    assert_eq!(session["metadata"]["payment_id"], "our-payment");
    assert_eq!(session["payment_intent"], serde_json::Value::Null);
    let id = session["id"].as_str().unwrap();
    assert_eq!(session["url"], format!("{}/c/pay/{id}", standin.running.base));
    assert_eq!(standin.get(&format!("{SESSIONS}/{id}")).await.json(), session);
    let lines = standin.get(&format!("{SESSIONS}/{id}/line_items")).await.json();
    assert_eq!(lines["data"][0]["price"]["unit_amount"], 8500);
}

#[tokio::test]
async fn orders_stripe_would_refuse_are_refused_with_the_parameter() {
    let standin = StandIn::new().await;
    let soon = (now() + 600).to_string();
    for (name, value, code) in [
        ("mode", "subscription", "parameter_unknown"),
        ("line_items[0][price_data][currency]", "euro", "parameter_invalid_string_too_long"),
        ("line_items[0][price_data][unit_amount]", "85.00", "parameter_invalid_integer"),
        ("line_items[0][price_data][unit_amount]", "10", "amount_too_small"),
        ("line_items[0][quantity]", "0", "parameter_invalid_integer"),
        ("success_url", "javascript:alert(1)", "url_invalid"),
        ("expires_at", &soon, "parameter_invalid_integer"),
        ("customer_email", "nobody", "email_invalid"),
        ("client_reference_id", "", "parameter_invalid_empty"),
        ("sucess_url", "https://clinic.example", "parameter_unknown"),
        (
            "payment_intent_data[metadata][a key of more than forty characters, which is too long]",
            "1",
            "parameter_invalid_string_too_long",
        ),
    ] {
        let reply = standin.post(SESSIONS, &with(name, value)).await;
        assert_eq!((reply.status, reply.json()["error"]["code"].as_str()), (400, Some(code)), "{name}: {}", reply.text);
    }
    assert_eq!(standin.get(SESSIONS).await.json()["data"], serde_json::json!([]), "a refused order left a session");
}

#[tokio::test]
async fn a_key_stands_for_one_request() {
    // N13
    let standin = StandIn::new().await;
    let first = standin.post_once(SESSIONS, &ORDER, "k").await;
    let mut turned = ORDER;
    turned.reverse();
    let again = standin.post_once(SESSIONS, &turned, "k").await;
    assert_eq!(again.text, first.text);
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.header("original-request"), first.header("request-id"));
    let other = standin.post_once(SESSIONS, &with("client_reference_id", "another"), "k").await;
    assert_eq!((other.status, other.json()["error"]["type"].as_str()), (400, Some("idempotency_error")));
    // A request refused before it began does not use its key up.
    assert_eq!(standin.post_once(SESSIONS, &with("mode", "setup"), "k2").await.status, 400);
    assert_eq!(standin.post_once(SESSIONS, &ORDER, "k2").await.status, 200);
}

#[tokio::test]
async fn parallel_requests_with_one_key_make_one_session() {
    // N13
    let standin = std::sync::Arc::new(StandIn::new().await);
    let calls = (0..20).map(|_| {
        let standin = std::sync::Arc::clone(&standin);
        tokio::spawn(async move { standin.post_once(SESSIONS, &ORDER, "k").await.text })
    });
    let mut answers = Vec::new();
    for call in calls {
        answers.push(call.await.unwrap());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(standin.get(SESSIONS).await.json()["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn only_test_keys_open_the_door() {
    let standin = StandIn::new().await;
    let own = StandIn::with(Config { secret_key: Some("sk_test_mine".to_owned()), ..Config::default() }).await;
    // "sk_test_mine:" in base64.
    let basic = ("authorization", "Basic c2tfdGVzdF9taW5lOg==");
    for (standin, headers, status) in [
        (&standin, vec![], 401),
        (&standin, vec![("authorization", "Bearer sk_live_something")], 401),
        (&standin, vec![("authorization", "Bearer sk_test_")], 401),
        (&standin, vec![("authorization", KEY)], 200),
        (&standin, vec![basic], 200),
        (&own, vec![("authorization", KEY)], 401),
        (&own, vec![basic], 200),
    ] {
        let reply = standin.send(Method::GET, SESSIONS, &[], &headers).await;
        assert_eq!(reply.status, status, "{headers:?}");
        assert_eq!(reply.json()["error"].is_object(), status == 401);
    }
}

#[tokio::test]
async fn refunds_stop_at_what_was_paid() {
    let standin = StandIn::new().await;
    let id = standin.open().await;
    standin.press(&id, "pay").await;
    let session = standin.get(&format!("{SESSIONS}/{id}?expand[]=payment_intent.latest_charge")).await.json();
    let intent = session["payment_intent"]["id"].as_str().unwrap();
    assert_eq!(session["payment_intent"]["metadata"]["payment_id"], "our-payment");
    assert_eq!(session["payment_intent"]["latest_charge"]["status"], "succeeded");
    let part = standin.post("/v1/refunds", &[("payment_intent", intent), ("amount", "500")]).await;
    assert_eq!((part.status, part.json()["amount"].as_i64()), (200, Some(500)));
    let over = standin.post("/v1/refunds", &[("payment_intent", intent), ("amount", "8001")]).await;
    assert_eq!((over.status, over.json()["error"]["param"].as_str()), (400, Some("amount")));
    let rest = standin.post("/v1/refunds", &[("payment_intent", intent)]).await;
    assert_eq!(rest.json()["amount"], 8000);
    let again = standin.post("/v1/refunds", &[("payment_intent", intent)]).await;
    assert_eq!(again.json()["error"]["code"], "charge_already_refunded");
    let listed = standin.get(&format!("/v1/refunds?payment_intent={intent}&limit=1")).await.json();
    assert_eq!((listed["data"].as_array().unwrap().len(), &listed["has_more"]), (1, &true.into()));
}

#[tokio::test]
async fn an_outage_changes_nothing_and_a_lost_answer_something() {
    // N13
    let standin = StandIn::new().await;
    standin.set(&[("outage", "true")]).await;
    let down = standin.post_once(SESSIONS, &ORDER, "k").await;
    assert_eq!((down.status, down.json()["error"]["type"].as_str()), (503, Some("api_error")));
    standin.set(&[("outage", "false"), ("lose_answers", "1")]).await;
    assert_eq!(standin.get(SESSIONS).await.json()["data"], serde_json::json!([]));
    assert_eq!(standin.post_once(SESSIONS, &ORDER, "k").await.status, 502);
    let retried = standin.post_once(SESSIONS, &ORDER, "k").await;
    assert_eq!((retried.status, retried.header("idempotent-replayed")), (200, "true"));
    assert_eq!(standin.get(SESSIONS).await.json()["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn contradictory_configurations_are_refused() {
    let secrets = vec!["whsec_long_enough_to_pass".to_owned()];
    for config in [
        Config { webhook_url: Some("http://127.0.0.1:9/".to_owned()), ..Config::default() },
        Config { webhook_url: Some("http://example.org/".to_owned()), webhook_secrets: secrets, ..Config::default() },
        Config { webhook_secrets: vec!["secret".to_owned()], ..Config::default() },
        Config { secret_key: Some("sk_live_real".to_owned()), ..Config::default() },
    ] {
        assert_eq!(stripe_standin::start(config).await.unwrap_err().kind(), std::io::ErrorKind::InvalidInput);
    }
}
