//! A Stripe API for machines without keys: Checkout with inline prices, a hosted pay page, refunds, signed events.
//!
//! Guarantees: it listens on the loopback interface only; speaks Stripe's wire format (form-encoded requests, JSON
//! objects with every documented key, Stripe's error objects, idempotency keys, `Request-Id`); keeps everything in
//! memory; moves no money. It is a process of its own and is never linked into the server; tests may start it in theirs
//! with [`start`].
//!
//! | part | for |
//! |---|---|
//! | `/v1/…` | the API ([`api`]), behind authentication and idempotency ([`edge`]) |
//! | `/c/pay/{session}` | the hosted pay page ([`page`]): pay, be declined, cancel, let it expire |
//! | `/standin/…` | test controls ([`controls`] lists them): delays, duplicates, reordering, outages |
//!
//! The next resource: its struct in `model.rs`, its JSON in `shapes.rs`, its state changes in `ledger.rs`, its route in
//! `api/mod.rs`.

#![recursion_limit = "512"] // json! counts one level per token, and a session has eighty keys

mod aftermath;
mod api;
mod clock;
mod controls;
mod deliver;
mod edge;
mod error;
mod form;
mod ids;
mod ledger;
#[cfg(test)]
mod ledger_tests;
mod model;
mod page;
mod settings;
mod shapes;
mod shelf;
mod sign;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::routing::{any, get, post};
use tokio::task::JoinHandle;

use crate::deliver::Postman;
use crate::ledger::Ledger;

/// How the stand-in runs.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// Port on 127.0.0.1; 0 lets the system choose.
    pub port: u16,
    /// Where events are posted: plain http on the loopback interface. May also be set later, at `/standin/settings`.
    pub webhook_url: Option<String>,
    /// Signing secrets (`whsec_…`): one `v1` signature is sent for each.
    pub webhook_secrets: Vec<String>,
    /// The only accepted API key; `None` accepts any test key.
    pub secret_key: Option<String>,
    /// First pause before an undelivered event is tried again; doubles each time up to 30 s. Zero means 500 ms.
    pub retry_base: Duration,
}

/// A stand-in that is listening.
#[derive(Debug)]
pub struct Running {
    /// The bound address.
    pub addr: SocketAddr,
    /// The base URL for clients, without a trailing slash.
    pub base: String,
    tasks: Vec<JoinHandle<()>>,
}

impl Running {
    /// Stops listening and drops all state.
    pub fn stop(&self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What every handler shares.
#[derive(Clone)]
struct App {
    ledger: Arc<Mutex<Ledger>>,
    postman: Arc<Postman>,
    secret_key: Option<Arc<str>>,
}

impl App {
    /// The ledger; a handler that panicked elsewhere does not close it.
    fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs a state change, then hands the events it caused to the postman.
    fn change<T>(&self, work: impl FnOnce(&mut Ledger, i64) -> T) -> T {
        let mut ledger = self.ledger();
        let now = clock::now();
        ledger.expire_due(now);
        let result = work(&mut ledger, now);
        let events = ledger.take_outbox();
        drop(ledger);
        events.into_iter().for_each(|event| self.postman.send(event));
        result
    }
}

/// Starts the stand-in and returns once it accepts connections.
///
/// # Errors
/// The port is taken, or the configuration contradicts itself (`InvalidInput`, with a sentence to show).
pub async fn start(config: Config) -> io::Result<Running> {
    settings::check(&config).map_err(|reason| io::Error::new(io::ErrorKind::InvalidInput, reason))?;
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, config.port)).await.map_err(|error| {
        io::Error::new(error.kind(), format!("cannot listen on 127.0.0.1:{}: {error}", config.port))
    })?;
    let addr = listener.local_addr()?;
    let base = format!("http://{addr}");
    let app = App {
        ledger: Arc::new(Mutex::new(Ledger::new(&base))),
        postman: Arc::new(Postman::new(&config)),
        secret_key: config.secret_key.as_deref().map(Arc::from),
    };
    let sweeper = tokio::spawn(sweep(app.clone()));
    let server = tokio::spawn(async move {
        // The listener only fails when the process is going down.
        let _ = axum::serve(listener, routes(app)).await;
    });
    Ok(Running { addr, base, tasks: vec![sweeper, server] })
}

fn routes(app: App) -> Router {
    Router::new()
        .route("/v1/{*path}", any(edge::v1))
        .route("/c/pay/{session}", get(page::show).post(page::act))
        .route("/c/style.css", get(page::style))
        .route("/standin/settings", get(controls::show_settings).post(controls::change_settings))
        .route("/standin/deliveries", get(controls::list_deliveries))
        .route("/standin/requests", get(controls::list_requests))
        .route("/standin/release", post(controls::release))
        .route("/standin/events", post(controls::send_event))
        .route("/standin/events/{event}/redeliver", post(controls::redeliver))
        .route("/standin/sessions/{session}/{action}", post(controls::act_on_session))
        .route("/standin/refunds/{refund}/{action}", post(controls::act_on_refund))
        .route("/standin/disputes/{dispute}/{action}", post(controls::act_on_dispute))
        .with_state(app)
}

/// Sessions expire on time even when nobody looks at them.
async fn sweep(app: App) {
    let mut tick = tokio::time::interval(Duration::from_secs(1));
    loop {
        tick.tick().await;
        app.change(|_, _| ());
    }
}
