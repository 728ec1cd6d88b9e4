//! The queue's functions.

use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

#[derive(FromRow)]
pub(super) struct JobRow {
    pub job_id: Uuid,
    pub kind: String,
    pub organisation_id: Option<Uuid>,
    pub payload: serde_json::Value,
    pub sealed: Option<Vec<u8>>,
    pub attempts: i32,
}

pub(super) async fn claim(db: &mut PgConnection, session_hash: &[u8]) -> Result<Option<JobRow>, sqlx::Error> {
    sqlx::query_as("select job_id, kind, organisation_id, payload, sealed, attempts from ops.claim_job($1)")
        .bind(session_hash)
        .fetch_optional(db)
        .await
}

/// Whether this attempt still held the lease.
pub(super) async fn finish(
    db: &mut PgConnection,
    job: Uuid,
    attempt: i32,
    session_hash: &[u8],
    failure: Option<&str>,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select ops.finish_job($1, $2, $3, $4)")
        .bind(job)
        .bind(attempt)
        .bind(session_hash)
        .bind(failure)
        .fetch_one(db)
        .await
}
