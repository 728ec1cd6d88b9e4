//! Delivers events: signed afresh for each attempt, tried again with doubling pauses until the answer is 2xx.
//!
//! Faults on demand: a pause before each delivery, several copies of each event, events held back and released in
//! reverse order. Order is otherwise not kept, as Stripe does not keep it.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::http::{Request, StatusCode, header};
use http_body_util::Full;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde::Serialize;
use tokio::sync::Semaphore;

use crate::model::Event;
use crate::settings::Settings;
use crate::{Config, clock, sign};

/// The kinds that the endpoint is subscribed to; others are only kept for `/v1/events`.
pub const SUBSCRIBED: [&str; 12] = [
    "checkout.session.completed",
    "checkout.session.expired",
    "payment_intent.payment_failed",
    "charge.refunded",
    "charge.refund.updated",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "charge.dispute.closed",
];

const MOST_ATTEMPTS: usize = 20;
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
const TIME_LIMIT: Duration = Duration::from_secs(10);
/// Attempts under way at once: a storm of copies must not exhaust this machine's sockets.
const AT_ONCE: usize = 32;

/// What became of one copy of one event.
#[derive(Debug, Clone, Serialize)]
pub struct Delivery {
    pub event: String,
    #[serde(rename = "type")]
    pub kind: String,
    /// `held`, `sending`, `delivered`, `given_up`, `no_endpoint`.
    pub state: &'static str,
    /// The status of each attempt; 0 where nothing answered.
    pub attempts: Vec<u16>,
}

#[derive(Debug)]
pub struct Postman {
    settings: Mutex<Settings>,
    held: Mutex<Vec<(usize, Event)>>,
    log: Arc<Mutex<Vec<Delivery>>>,
    secrets: Arc<[String]>,
    retry_base: Duration,
    gate: Arc<Semaphore>,
    client: Client<HttpConnector, Full<Bytes>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Postman {
    pub fn new(config: &Config) -> Self {
        let half_second = Duration::from_millis(500);
        Self {
            settings: Mutex::new(Settings::new(config.webhook_url.clone())),
            held: Mutex::default(),
            log: Arc::default(),
            secrets: config.webhook_secrets.clone().into(),
            retry_base: if config.retry_base.is_zero() { half_second } else { config.retry_base },
            gate: Arc::new(Semaphore::new(AT_ONCE)),
            client: Client::builder(TokioExecutor::new()).build(HttpConnector::new()),
        }
    }

    pub fn settings(&self) -> MutexGuard<'_, Settings> {
        lock(&self.settings)
    }

    pub fn deliveries(&self) -> Vec<Delivery> {
        lock(&self.log).clone()
    }

    /// Delivers what the endpoint is subscribed to, under the settings of the moment.
    pub fn send(&self, event: Event) {
        if SUBSCRIBED.contains(&event.kind.as_str()) {
            self.send_any(event, None);
        }
    }

    /// Delivers any event, `copies` times or as often as the settings say.
    pub fn send_any(&self, event: Event, copies: Option<u32>) {
        let settings = self.settings().clone();
        for _ in 0..copies.unwrap_or(settings.copies) {
            let state = if settings.hold { "held" } else { "sending" };
            let entry = self.note(&event, state);
            if settings.hold {
                lock(&self.held).push((entry, event.clone()));
            } else {
                self.start(entry, event.clone(), settings.clone());
            }
        }
    }

    /// Sends what was held back, one after the other, in the given order; answers how many there were.
    pub fn release(&self, newest_first: bool) -> usize {
        let mut held = std::mem::take(&mut *lock(&self.held));
        if newest_first {
            held.reverse();
        }
        let mut settings = self.settings();
        settings.hold = false;
        let settings = settings.clone();
        let count = held.len();
        let carriers: Vec<_> =
            held.into_iter().map(|(entry, event)| self.carrier(entry, event, settings.clone())).collect();
        tokio::spawn(async move {
            for mut carrier in carriers {
                // Wait for the first answer only: a refused event must not hold back the others.
                if !carrier.attempt().await {
                    tokio::spawn(carrier.carry());
                }
            }
        });
        count
    }

    fn note(&self, event: &Event, state: &'static str) -> usize {
        let mut log = lock(&self.log);
        log.push(Delivery { event: event.id.clone(), kind: event.kind.clone(), state, attempts: Vec::new() });
        log.len() - 1
    }

    fn start(&self, entry: usize, event: Event, settings: Settings) {
        let delay = settings.delay();
        let mut carrier = self.carrier(entry, event, settings);
        tokio::spawn(async move {
            tokio::time::sleep(delay).await;
            if !carrier.attempt().await {
                carrier.carry().await;
            }
        });
    }

    fn carrier(&self, entry: usize, event: Event, settings: Settings) -> Carrier {
        Carrier {
            entry,
            body: Bytes::from(event.body.to_string()),
            url: settings.webhook_url,
            pause: self.retry_base,
            log: Arc::clone(&self.log),
            secrets: Arc::clone(&self.secrets),
            gate: Arc::clone(&self.gate),
            client: self.client.clone(),
        }
    }
}

/// One copy of one event on its way.
struct Carrier {
    entry: usize,
    body: Bytes,
    url: Option<String>,
    pause: Duration,
    log: Arc<Mutex<Vec<Delivery>>>,
    secrets: Arc<[String]>,
    gate: Arc<Semaphore>,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Carrier {
    /// Tries again, with doubling pauses, until delivered or given up.
    async fn carry(mut self) {
        loop {
            tokio::time::sleep(self.pause).await;
            self.pause = (self.pause * 2).min(LONGEST_PAUSE);
            if self.attempt().await {
                return;
            }
        }
    }

    /// One attempt; true when there is nothing more to do.
    async fn attempt(&mut self) -> bool {
        let Some(url) = self.url.clone() else {
            return self.finish("no_endpoint");
        };
        let _turn = self.gate.acquire().await;
        let status = self.post(&url).await.map_or(0, |status| status.as_u16());
        let tries = {
            let mut log = lock(&self.log);
            log.get_mut(self.entry).map_or(MOST_ATTEMPTS, |delivery| {
                delivery.attempts.push(status);
                delivery.attempts.len()
            })
        };
        if (200..300).contains(&status) {
            return self.finish("delivered");
        }
        if tries >= MOST_ATTEMPTS {
            return self.finish("given_up");
        }
        let mut log = lock(&self.log);
        if let Some(delivery) = log.get_mut(self.entry) {
            delivery.state = "sending";
        }
        false
    }

    fn finish(&self, state: &'static str) -> bool {
        if let Some(delivery) = lock(&self.log).get_mut(self.entry) {
            delivery.state = state;
        }
        true
    }

    async fn post(&self, url: &str) -> Option<StatusCode> {
        let request = Request::post(url)
            .header(header::CONTENT_TYPE, "application/json; charset=utf-8")
            .header(header::USER_AGENT, "Stripe/1.0 (stand-in)")
            .header("Stripe-Signature", sign::header(&self.secrets, clock::now(), &self.body))
            .body(Full::new(self.body.clone()))
            .ok()?;
        let answer = tokio::time::timeout(TIME_LIMIT, self.client.request(request)).await.ok()?.ok()?;
        Some(answer.status())
    }
}
