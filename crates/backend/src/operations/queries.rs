use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgConnection};

#[derive(FromRow)]
pub(super) struct PulseRow {
    pub now: DateTime<Utc>,
    pub jobs_due: i64,
    pub jobs_failed: i64,
    pub oldest_due_seconds: f64,
    pub payments_mismatched: i64,
}

pub(super) async fn pulse(db: &mut PgConnection) -> Result<PulseRow, sqlx::Error> {
    sqlx::query_as("select now, jobs_due, jobs_failed, oldest_due_seconds, payments_mismatched from ops.pulse()")
        .fetch_one(db)
        .await
}

/// Refunds that failed and disputes that wait.
pub(super) async fn money_pulse(db: &mut PgConnection) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query_as("select refunds_failed, disputes_open from ops.money_pulse()").fetch_one(db).await
}
