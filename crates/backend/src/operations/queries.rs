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
