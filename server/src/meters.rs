//! What the process counts, for whoever watches over it (P16): nothing personal, and names of ours only as labels.
//!
//! `docs/alerts.yml` holds the rules over it; a test compares the names. To count something: a field here, registered
//! in `default`.

use std::fmt::Write;
use std::time::Duration;

use axum::http::Method;
use backend::operations::Pulse;
use backend::trust::status::Status;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::sync::atomic::AtomicU64;

/// A request, by the pattern of its route (never its path), and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Directive {
    directive: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Pool {
    portal: &'static str,
}

pub struct Meters {
    registry: Registry,
    requests: Family<Request, Counter>,
    seconds: Histogram,
    csp_reports: Family<Directive, Counter>,
    /// Events that came to the webhook without a right signature.
    pub webhook_refused: Counter,
    panics: Gauge,
    database_up: Gauge,
    clock_skew: Gauge<f64, AtomicU64>,
    pool_used: Family<Pool, Gauge>,
    pool_size: Family<Pool, Gauge>,
    jobs_due: Gauge,
    jobs_failed: Gauge,
    payments_mismatched: Gauge,
    jobs_lag: Gauge<f64, AtomicU64>,
    refunds_failed: Gauge,
    disputes_open: Gauge,
    last_backup: Gauge,
    backup_failed: Gauge,
    last_drill: Gauge,
    last_isolation: Gauge,
}

impl Default for Meters {
    fn default() -> Self {
        let buckets = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
        let mut meters = Self {
            registry: Registry::with_prefix("nutriscope"),
            requests: Family::default(),
            seconds: Histogram::new(buckets),
            csp_reports: Family::default(),
            webhook_refused: Counter::default(),
            panics: Gauge::default(),
            database_up: Gauge::default(),
            clock_skew: Gauge::default(),
            pool_used: Family::default(),
            pool_size: Family::default(),
            jobs_due: Gauge::default(),
            jobs_failed: Gauge::default(),
            payments_mismatched: Gauge::default(),
            jobs_lag: Gauge::default(),
            refunds_failed: Gauge::default(),
            disputes_open: Gauge::default(),
            last_backup: Gauge::default(),
            backup_failed: Gauge::default(),
            last_drill: Gauge::default(),
            last_isolation: Gauge::default(),
        };
        meters.register();
        meters
    }
}

impl Meters {
    fn register(&mut self) {
        let to = &mut self.registry;
        to.register("http_requests", "Requests, by route, method and status", self.requests.clone());
        to.register_with_unit("http_request", "How long requests took", Unit::Seconds, self.seconds.clone());
        to.register("csp_reports", "What browsers' content policy stopped", self.csp_reports.clone());
        to.register("webhook_refused", "Events without a right signature", self.webhook_refused.clone());
        to.register("panics", "Panics since the start", self.panics.clone());
        to.register("database_up", "1 when the database answers", self.database_up.clone());
        to.register_with_unit("clock_skew", "Our clock less the database's", Unit::Seconds, self.clock_skew.clone());
        to.register("pool_used", "Connections at work, by portal", self.pool_used.clone());
        to.register("pool_size", "Connections there may be, by portal", self.pool_size.clone());
        to.register("jobs_due", "Jobs that could run now", self.jobs_due.clone());
        to.register("jobs_failed", "Jobs that were given up", self.jobs_failed.clone());
        to.register(
            "payments_mismatched",
            "Payments of another amount than was asked for",
            self.payments_mismatched.clone(),
        );
        to.register_with_unit(
            "jobs_lag",
            "How long the oldest due job has waited",
            Unit::Seconds,
            self.jobs_lag.clone(),
        );
        to.register("refunds_failed", "Refunds that failed and wait for a person", self.refunds_failed.clone());
        to.register("disputes_open", "Disputed payments that wait for an answer", self.disputes_open.clone());
        let moment = Unit::Seconds;
        to.register_with_unit("last_backup", "When the last good backup was made", moment, self.last_backup.clone());
        to.register("backup_failed", "1 when a backup failed since", self.backup_failed.clone());
        let moment = Unit::Seconds;
        to.register_with_unit(
            "last_drill",
            "When a restore drill last passed, if the last one did",
            moment,
            self.last_drill.clone(),
        );
        let moment = Unit::Seconds;
        to.register_with_unit(
            "last_isolation",
            "When isolation was last proved, if it was",
            moment,
            self.last_isolation.clone(),
        );
    }

    /// What commands recorded; 0 where there is nothing good to tell.
    pub fn proved(&self, status: &Status) {
        self.last_backup.set(status.backup.as_ref().map_or(0, |done| done.at.timestamp()));
        self.backup_failed.set(i64::from(status.backup_failed_at.is_some()));
        let drill = status.drill.as_ref().filter(|drill| drill.broken == 0);
        self.last_drill.set(drill.map_or(0, |drill| drill.at.timestamp()));
        let isolation = status.isolation.as_ref().filter(|proof| proof.broken == 0);
        self.last_isolation.set(isolation.map_or(0, |proof| proof.at.timestamp()));
    }

    /// One request is over.
    pub fn request(&self, method: &Method, route: &str, status: u16, took: Duration) {
        let method = match *method {
            Method::GET => "GET",
            Method::POST => "POST",
            Method::HEAD => "HEAD",
            // Whatever a stranger thinks up is one thing.
            _ => "other",
        };
        self.requests.get_or_create(&Request { route: route.to_owned(), method, status }).inc();
        self.seconds.observe(took.as_secs_f64());
    }

    pub fn csp_report(&self, directive: &'static str) {
        self.csp_reports.get_or_create(&Directive { directive }).inc();
    }

    /// All of it as Prometheus reads it, with what the database says of itself.
    pub fn text(&self, pulse: Option<&Pulse>, pools: &[backend::operations::PoolUse]) -> String {
        self.panics.set(i64::try_from(crate::edge::panics::count()).unwrap_or(i64::MAX));
        self.database_up.set(i64::from(pulse.is_some()));
        if let Some(pulse) = pulse {
            self.clock_skew.set(pulse.clock_skew_seconds);
            self.jobs_due.set(pulse.jobs_due);
            self.jobs_failed.set(pulse.jobs_failed);
            self.payments_mismatched.set(pulse.payments_mismatched);
            self.jobs_lag.set(pulse.oldest_due_seconds);
            self.refunds_failed.set(pulse.refunds_failed);
            self.disputes_open.set(pulse.disputes_open);
        }
        for pool in pools {
            self.pool_used.get_or_create(&Pool { portal: pool.portal }).set(i64::from(pool.used));
            self.pool_size.get_or_create(&Pool { portal: pool.portal }).set(i64::from(pool.most));
        }
        let mut text = String::new();
        if encode(&mut text, &self.registry).is_err() {
            // Writing to a String cannot fail.
            _ = write!(text, "# EOF");
        }
        text
    }
}
