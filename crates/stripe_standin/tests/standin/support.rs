//! A stand-in, a client for it, and an endpoint that receives its events.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use axum::routing::post;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::Value;
use stripe_standin::{Config, Running, start};

pub const KEY: &str = "Bearer sk_test_of_these_tests";
pub const SECRET: &str = "whsec_of_these_tests";

/// Unix seconds.
#[expect(clippy::disallowed_methods, reason = "the stand-in runs on the real clock")]
pub fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
    i64::try_from(since.as_secs()).unwrap()
}

pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub struct StandIn {
    pub running: Running,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl StandIn {
    pub async fn new() -> Self {
        Self::with(Config { webhook_secrets: vec![SECRET.to_owned()], ..Config::default() }).await
    }

    pub async fn with(config: Config) -> Self {
        let running = start(Config { retry_base: Duration::from_millis(20), ..config }).await.unwrap();
        Self { running, client: Client::builder(TokioExecutor::new()).build(HttpConnector::new()) }
    }

    pub async fn send(&self, method: Method, path: &str, form: &[(&str, &str)], headers: &[(&str, &str)]) -> Reply {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.running.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self.client.request(request.body(Full::new(Bytes::from(body))).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let text = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        Reply { status: parts.status.as_u16(), headers: parts.headers, text }
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, &[], &[("authorization", KEY)]).await
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Reply {
        self.send(Method::POST, path, form, &[("authorization", KEY)]).await
    }

    pub async fn post_once(&self, path: &str, form: &[(&str, &str)], key: &str) -> Reply {
        self.send(Method::POST, path, form, &[("authorization", KEY), ("idempotency-key", key)]).await
    }

    /// Opens a session over EUR 85.00 and gives its id.
    pub async fn open(&self) -> String {
        let reply = self.post("/v1/checkout/sessions", &ORDER).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
        reply.json()["id"].as_str().unwrap().to_owned()
    }

    pub async fn press(&self, session: &str, action: &str) -> Reply {
        self.send(Method::POST, &format!("/c/pay/{session}"), &[("action", action)], &[]).await
    }

    pub async fn set(&self, settings: &[(&str, &str)]) {
        let reply = self.post("/standin/settings", settings).await;
        assert_eq!(reply.status, 200, "{}", reply.text);
    }
}

pub const ORDER: [(&str, &str); 10] = [
    ("mode", "payment"),
    ("line_items[0][price_data][currency]", "eur"),
    ("line_items[0][price_data][unit_amount]", "8500"),
    ("line_items[0][price_data][product_data][name]", "Appointment <one>"),
    ("line_items[0][quantity]", "1"),
    ("metadata[payment_id]", "our-payment"),
    ("payment_intent_data[metadata][payment_id]", "our-payment"),
    ("client_reference_id", "our-payment"),
    ("success_url", "https://clinic.example/paid?session={CHECKOUT_SESSION_ID}"),
    ("cancel_url", "https://clinic.example/cancelled"),
];

/// What an endpoint received: the signature header and the body.
pub type Received = Arc<Mutex<Vec<(String, Bytes)>>>;

pub struct Endpoint {
    pub url: String,
    pub received: Received,
}

impl Endpoint {
    /// Answers with `statuses` in turn, then always with 200.
    pub async fn answering(statuses: &[u16]) -> Self {
        let received = Received::default();
        let plan: Arc<Mutex<VecDeque<u16>>> = Arc::new(Mutex::new(statuses.iter().copied().collect()));
        let routes = Router::new().route("/hook", post(receive)).with_state((Arc::clone(&received), plan));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { url, received }
    }

    /// Waits until `count` requests have come in.
    pub async fn wait_for(&self, count: usize) -> Vec<(String, Bytes)> {
        for _ in 0..500 {
            let received = self.received.lock().unwrap().clone();
            if received.len() >= count {
                return received;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("only {} of {count} events came", self.received.lock().unwrap().len());
    }
}

type Plan = Arc<Mutex<VecDeque<u16>>>;

async fn receive(
    State((received, plan)): State<(Received, Plan)>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, Body) {
    let signature = headers.get("stripe-signature").map_or("", |value| value.to_str().unwrap());
    received.lock().unwrap().push((signature.to_owned(), body));
    let status = plan.lock().unwrap().pop_front().unwrap_or(200);
    (StatusCode::from_u16(status).unwrap(), Body::empty())
}

pub fn event(body: &Bytes) -> Value {
    serde_json::from_slice(body).unwrap()
}
