//! The functions of `bootstrap/21_recovery.sql`.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use contract::id::ResetId;
use contract::recovery::{Ask, ResetNotice, ResetState, ResetView};
use insight::clock::Moment;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

#[derive(FromRow)]
pub(super) struct ResetRow {
    reset_id: Uuid,
    display_name: String,
    asked_by: String,
    reason: String,
    status: String,
    asked_at: DateTime<Utc>,
    due_at: Option<DateTime<Utc>>,
    closed_at: Option<DateTime<Utc>>,
}

impl ResetRow {
    /// None for a state this program does not know.
    pub fn view(self, tz: Tz) -> Option<ResetView> {
        let here = |moment: DateTime<Utc>| Moment::new(&tz, moment);
        Some(ResetView {
            id: ResetId(self.reset_id),
            name: self.display_name,
            asked_by: self.asked_by,
            reason: self.reason,
            state: ResetState::parse(&self.status)?,
            asked_at: here(self.asked_at),
            due_at: self.due_at.map(here),
            closed_at: self.closed_at.map(here),
        })
    }
}

pub(super) async fn list_resets(db: &mut PgConnection) -> Result<Vec<ResetRow>, sqlx::Error> {
    sqlx::query_as(
        "select reset_id, display_name, asked_by, reason, status, asked_at, due_at, closed_at from app.factor_resets()",
    )
    .fetch_all(db)
    .await
}

#[derive(FromRow)]
pub(super) struct Asked {
    pub outcome: String,
}

pub(super) async fn ask(db: &mut PgConnection, key: Uuid, ask: &Ask) -> Result<Asked, sqlx::Error> {
    sqlx::query_as("select outcome from app.ask_factor_reset($1, $2, $3)")
        .bind(key)
        .bind(&ask.whom)
        .bind(&ask.reason)
        .fetch_one(db)
        .await
}

/// Whose it was.
pub(super) async fn withdraw(db: &mut PgConnection, id: Uuid) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar("select app.withdraw_factor_reset($1)").bind(id).fetch_one(db).await
}

#[derive(FromRow)]
struct NoticeRow {
    organisation: String,
    due_at: DateTime<Utc>,
    zone: String,
}

pub(super) async fn find_notice(db: &mut PgConnection, token_hash: &[u8]) -> Result<Option<ResetNotice>, sqlx::Error> {
    let row: Option<NoticeRow> = sqlx::query_as("select organisation, due_at, zone from auth.find_factor_reset($1)")
        .bind(token_hash)
        .fetch_optional(db)
        .await?;
    Ok(row.map(|row| {
        let tz: Tz = row.zone.parse().unwrap_or(Tz::UTC);
        ResetNotice { organisation: row.organisation, due_at: Moment::new(&tz, row.due_at) }
    }))
}

pub(super) async fn refuse(db: &mut PgConnection, token_hash: &[u8]) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar("select auth.refuse_factor_reset($1)").bind(token_hash).fetch_one(db).await
}

#[derive(FromRow)]
pub(super) struct Told {
    pub membership_id: Uuid,
    pub due_at: DateTime<Utc>,
}

/// Nothing when the letter was posted before, or it is over.
pub(super) async fn tell(db: &mut PgConnection, reset: Uuid, token_hash: &[u8]) -> Result<Option<Told>, sqlx::Error> {
    sqlx::query_as("select membership_id, due_at from ops.tell_factor_reset($1, $2)")
        .bind(reset)
        .bind(token_hash)
        .fetch_optional(db)
        .await
}

#[derive(FromRow)]
pub(super) struct Came {
    pub outcome: Option<String>,
    pub member: Option<Uuid>,
}

pub(super) async fn carry_out(db: &mut PgConnection, reset: Uuid) -> Result<Came, sqlx::Error> {
    sqlx::query_as("select outcome, member from ops.carry_out_factor_reset($1)").bind(reset).fetch_one(db).await
}

pub(super) async fn reset_by_operator(
    db: &mut PgConnection,
    email: &str,
    letter: &[u8],
) -> Result<Option<i32>, sqlx::Error> {
    sqlx::query_scalar("select ops.reset_factors($1, $2)").bind(email).bind(letter).fetch_one(db).await
}
