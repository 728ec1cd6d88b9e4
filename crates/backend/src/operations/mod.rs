//! How the installation is doing, for metrics and health: the database's clock against ours, the queue, the pools.
//! Counts only, nothing of anybody.

mod queries;

use crate::Backend;
use crate::db::Worker;
use crate::refusal::Refusal;

pub use crate::db::PoolUse;

/// What the database says when asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pulse {
    /// Our clock less the database's; half the time of the question is taken off.
    pub clock_skew_seconds: f64,
    pub jobs_due: i64,
    pub jobs_failed: i64,
    pub oldest_due_seconds: f64,
    /// Payments of the last 30 days for which Stripe took something else than was asked for.
    pub payments_mismatched: i64,
    /// Money that waits for a person.
    pub refunds_failed: i64,
    pub disputes_open: i64,
}

impl Backend {
    /// # Errors
    /// When the database does not answer.
    pub async fn pulse(&self) -> Result<Pulse, Refusal> {
        let mut tx = self.bare::<Worker>().await?;
        let asked = self.clock.now();
        let row = queries::pulse(tx.conn()).await?;
        let answered = self.clock.now();
        let (refunds_failed, disputes_open) = queries::money_pulse(tx.conn()).await?;
        let middle = asked + (answered - asked) / 2;
        let skew = (middle - row.now).num_microseconds().unwrap_or(i64::MAX);
        #[expect(clippy::cast_precision_loss, reason = "microseconds of skew, not money")]
        let clock_skew_seconds = skew as f64 / 1e6;
        Ok(Pulse {
            clock_skew_seconds,
            jobs_due: row.jobs_due,
            jobs_failed: row.jobs_failed,
            oldest_due_seconds: row.oldest_due_seconds,
            payments_mismatched: row.payments_mismatched,
            refunds_failed,
            disputes_open,
        })
    }

    /// Every pool and how much of it is at work.
    pub fn pool_use(&self) -> Vec<PoolUse> {
        self.pools.in_use()
    }
}
