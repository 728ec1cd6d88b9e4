//! A clinic's times, what would go, and the function that takes it.

use std::collections::HashMap;

use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::db::{Clinic, ReadTx};
use crate::refusal::Refusal;

pub(super) async fn list_settings(tx: &mut ReadTx<Clinic>) -> Result<Vec<(String, i32)>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as("select period, days from app.retention_setting where organisation_id = $1")
        .bind(organisation)
        .fetch_all(tx.conn())
        .await?)
}

#[derive(FromRow)]
pub(super) struct AmountRow {
    pub period: String,
    pub amount: i64,
}

pub(super) async fn preview(tx: &mut ReadTx<Clinic>, days: &HashMap<String, i32>) -> Result<Vec<AmountRow>, Refusal> {
    Ok(sqlx::query_as("select period, amount from ops.retention_preview($1)")
        .bind(Json(days))
        .fetch_all(tx.conn())
        .await?)
}

/// Answers how many changed.
pub(super) async fn save(
    db: &mut PgConnection,
    organisation: Uuid,
    days: &[(String, i32)],
) -> Result<u64, sqlx::Error> {
    let (periods, days): (Vec<&str>, Vec<i32>) = days.iter().map(|(period, days)| (period.as_str(), *days)).unzip();
    let done = sqlx::query(
        "insert into app.retention_setting as s (organisation_id, period, days)
         select $1, period, days from unnest($2::text[], $3::integer[]) as n (period, days)
         on conflict (organisation_id, period) do update set days = excluded.days where s.days <> excluded.days",
    )
    .bind(organisation)
    .bind(periods)
    .bind(days)
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub(super) async fn retain_slice(db: &mut PgConnection, most: i32) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar("select ops.retain_slice($1)").bind(most).fetch_one(db).await
}

pub(super) async fn schedule(db: &mut PgConnection) -> Result<i32, sqlx::Error> {
    sqlx::query_scalar("select ops.schedule_retention()").fetch_one(db).await
}
