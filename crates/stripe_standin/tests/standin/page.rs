//! The pay page as a browser without script sees it.

use crate::support::StandIn;

#[tokio::test]
async fn the_page_says_what_is_paid_and_that_it_is_a_test() {
    // N13
    let standin = StandIn::new().await;
    let id = standin.open().await;
    let page = standin.get(&format!("/c/pay/{id}")).await;
    assert_eq!(page.status, 200);
    for part in
        ["EUR 85.00", "Stripe stand-in, test mode", "Appointment &lt;one&gt;", "lang=\"en\"", "value=\"decline\""]
    {
        assert!(page.text.contains(part), "{part} is not in {}", page.text);
    }
    assert!(!page.text.contains("<script") && !page.text.contains("<input"), "no script, and no field for card data");
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(standin.get("/c/style.css").await.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(standin.get("/c/pay/cs_test_nobody").await.status, 404);
}

#[tokio::test]
async fn paying_leads_to_the_success_url_once_and_again() {
    // N13
    let standin = StandIn::new().await;
    let id = standin.open().await;
    for _ in 0..2 {
        let paid = standin.press(&id, "pay").await;
        let success = format!("https://clinic.example/paid?session={id}");
        assert_eq!((paid.status, paid.header("location")), (303, success.as_str()));
    }
    let session = standin.get(&format!("/v1/checkout/sessions/{id}")).await.json();
    assert_eq!((&session["status"], &session["payment_status"]), (&"complete".into(), &"paid".into()));
    assert_eq!(session["url"], serde_json::Value::Null);
    let charges = standin.get("/v1/events?type=charge.succeeded").await.json();
    assert_eq!(charges["data"].as_array().unwrap().len(), 1, "charged twice");
    assert!(standin.get(&format!("/c/pay/{id}")).await.text.contains("complete"));
}

#[tokio::test]
async fn a_declined_card_can_be_replaced() {
    let standin = StandIn::new().await;
    let id = standin.open().await;
    let declined = standin.press(&id, "decline").await;
    assert_eq!(declined.status, 303, "reloading the page must not try the card again");
    let page = standin.get(declined.header("location")).await;
    assert!(page.text.contains("role=\"alert\"") && page.text.contains("value=\"pay\""));
    let session = standin.get(&format!("/v1/checkout/sessions/{id}?expand[]=payment_intent")).await.json();
    assert_eq!(session["status"], "open");
    assert_eq!(session["payment_intent"]["last_payment_error"]["code"], "card_declined");
    assert!(standin.press(&id, "pay").await.header("location").starts_with("https://clinic.example/paid"));
}

#[tokio::test]
async fn cancelling_leaves_the_session_open_and_expiring_ends_it() {
    let standin = StandIn::new().await;
    let id = standin.open().await;
    assert_eq!(standin.press(&id, "cancel").await.header("location"), "https://clinic.example/cancelled");
    assert_eq!(standin.get(&format!("/v1/checkout/sessions/{id}")).await.json()["status"], "open");
    assert!(standin.press(&id, "expire").await.text.contains("expired"));
    assert!(standin.press(&id, "pay").await.text.contains("expired"));
    let session = standin.get(&format!("/v1/checkout/sessions/{id}")).await.json();
    assert_eq!((&session["status"], &session["payment_status"]), (&"expired".into(), &"unpaid".into()));
    let again = standin.post(&format!("/v1/checkout/sessions/{id}/expire"), &[]).await;
    assert_eq!(again.status, 400);
}
