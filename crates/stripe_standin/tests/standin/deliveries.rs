//! Events reach the endpoint signed, and as late, often and disordered as a test wants.

use std::time::{Duration, Instant};

use crate::support::{Endpoint, SECRET, StandIn, event};
use stripe_standin::Config;

async fn pair(statuses: &[u16]) -> (StandIn, Endpoint) {
    let endpoint = Endpoint::answering(statuses).await;
    let secrets = vec![SECRET.to_owned(), "whsec_second_of_these_tests".to_owned()];
    let config = Config { webhook_url: Some(endpoint.url.clone()), webhook_secrets: secrets, ..Config::default() };
    (StandIn::with(config).await, endpoint)
}

#[tokio::test]
async fn a_payment_is_announced_until_somebody_listens() {
    // N12
    let (standin, endpoint) = pair(&[500, 302, 404]).await;
    let id = standin.open().await;
    standin.press(&id, "pay").await;
    let received = endpoint.wait_for(4).await;
    for (signature, body) in &received {
        assert!(signature.starts_with("t=") && signature.matches(",v1=").count() == 2, "{signature}");
        let event = event(body);
        assert_eq!((&event["type"], &event["object"]), (&"checkout.session.completed".into(), &"event".into()));
        assert_eq!(event["data"]["object"]["id"], id.as_str());
        assert_eq!(event["data"]["object"]["payment_status"], "paid");
        assert_eq!(event["id"], self::event(&received[0].1)["id"], "each attempt is the same event");
    }
    let log = standin.get("/standin/deliveries").await.json();
    assert_eq!(log["data"][0]["attempts"], serde_json::json!([500, 302, 404, 200]));
    assert_eq!((log["data"].as_array().unwrap().len(), &log["data"][0]["state"]), (1, &"delivered".into()));
}

#[tokio::test]
async fn each_subscribed_kind_is_announced() {
    // N12
    let (standin, endpoint) = pair(&[]).await;
    let (paid, expired) = (standin.open().await, standin.open().await);
    standin.press(&paid, "decline").await;
    standin.press(&paid, "pay").await;
    let session = standin.get(&format!("/v1/checkout/sessions/{paid}")).await.json();
    standin.post("/v1/refunds", &[("payment_intent", session["payment_intent"].as_str().unwrap())]).await;
    standin.post(&format!("/v1/checkout/sessions/{expired}/expire"), &[]).await;
    let received = endpoint.wait_for(4).await;
    let mut kinds: Vec<_> = received.iter().map(|(_, body)| event(body)["type"].as_str().unwrap().to_owned()).collect();
    kinds.sort();
    let expected =
        ["charge.refunded", "checkout.session.completed", "checkout.session.expired", "payment_intent.payment_failed"];
    assert_eq!(kinds, expected);
}

#[tokio::test]
async fn storms_carry_one_event_many_times() {
    let (standin, endpoint) = pair(&[]).await;
    standin.set(&[("copies", "200")]).await;
    let id = standin.open().await;
    standin.press(&id, "pay").await;
    let received = endpoint.wait_for(200).await;
    let mut ids: Vec<_> = received.iter().map(|(_, body)| event(body)["id"].to_string()).collect();
    ids.dedup();
    assert_eq!((received.len(), ids.len()), (200, 1));
    let redelivered = event(&received[0].1)["id"].as_str().unwrap().to_owned();
    standin.post(&format!("/standin/events/{redelivered}/redeliver"), &[("copies", "3")]).await;
    assert_eq!(endpoint.wait_for(203).await.len(), 203);
}

#[tokio::test]
async fn held_events_are_released_in_reverse() {
    let (standin, endpoint) = pair(&[]).await;
    standin.set(&[("hold", "true")]).await;
    let mut sessions = Vec::new();
    for _ in 0..5 {
        let id = standin.open().await;
        standin.press(&id, "pay").await;
        sessions.push(id);
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(endpoint.received.lock().unwrap().is_empty(), "a held event was sent");
    let released = standin.post("/standin/release", &[("order", "reverse")]).await.json();
    assert_eq!(released["released"], 5);
    let received = endpoint.wait_for(5).await;
    let order: Vec<_> =
        received.iter().map(|(_, body)| event(body)["data"]["object"]["id"].as_str().unwrap().to_owned()).collect();
    sessions.reverse();
    assert_eq!(order, sessions);
}

#[tokio::test]
async fn late_and_unknown_events_can_be_asked_for() {
    let (standin, endpoint) = pair(&[]).await;
    standin.set(&[("delay_ms", "300")]).await;
    let asked = Instant::now();
    let form = [("type", "checkout.session.completed"), ("object_id", "cs_test_nobody")];
    standin.post("/standin/events", &form).await;
    let received = endpoint.wait_for(1).await;
    assert!(asked.elapsed() >= Duration::from_millis(300), "came after {:?}", asked.elapsed());
    let object = event(&received[0].1)["data"]["object"].clone();
    assert_eq!((&object["id"], &object["object"]), (&"cs_test_nobody".into(), &"checkout.session".into()));
    assert_eq!(standin.get("/v1/checkout/sessions/cs_test_nobody").await.status, 404);
    let wrong = standin.post("/standin/settings", &[("copies", "0")]).await;
    assert_eq!((wrong.status, wrong.json()["error"]["param"].as_str()), (400, Some("copies")));
}
