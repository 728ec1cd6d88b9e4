//! Registers, controls and reviews; at most 500 lines of each.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use contract::registers::{ControlStatus, ControlView, EntryView, Item, ReviewKind, ReviewView};
use insight::clock::Moment;
use sqlx::types::Json;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use crate::db::{Clinic, ReadTx, WriteTx};
use crate::refusal::Refusal;

#[derive(FromRow)]
pub(super) struct EntryRow {
    entry_id: Uuid,
    fields: Json<BTreeMap<String, String>>,
    retired_at: Option<DateTime<Utc>>,
    updated_at: DateTime<Utc>,
}

impl EntryRow {
    pub(super) fn view(self, tz: Tz) -> EntryView {
        EntryView {
            id: self.entry_id,
            fields: self.fields.0,
            changed_at: Moment::new(&tz, self.updated_at),
            is_retired: self.retired_at.is_some(),
        }
    }
}

pub(super) async fn list_entries(tx: &mut ReadTx<Clinic>, register: &str) -> Result<Vec<EntryRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select entry_id, fields, retired_at, updated_at from app.register_entry
          where organisation_id = $1 and register = $2 order by retired_at is not null, lower(fields ->> 'title'), entry_id limit 500",
    )
    .bind(organisation)
    .bind(register)
    .fetch_all(tx.conn())
    .await?)
}

pub(super) async fn find_entry(tx: &mut ReadTx<Clinic>, register: &str, id: Uuid) -> Result<Option<EntryRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select entry_id, fields, retired_at, updated_at from app.register_entry where organisation_id = $1 and register = $2 and entry_id = $3",
    )
    .bind(organisation)
    .bind(register)
    .bind(id)
    .fetch_optional(tx.conn())
    .await?)
}

/// Whether it was new.
pub(super) async fn insert_entry(
    tx: &mut WriteTx<Clinic>,
    register: &str,
    id: Uuid,
    fields: &BTreeMap<String, String>,
) -> Result<bool, Refusal> {
    let organisation = tx.scope().organisation().0;
    let done = sqlx::query("insert into app.register_entry (organisation_id, entry_id, register, fields) values ($1, $2, $3, $4) on conflict do nothing")
        .bind(organisation)
        .bind(id)
        .bind(register)
        .bind(Json(fields))
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn change_entry(
    tx: &mut WriteTx<Clinic>,
    register: &str,
    id: Uuid,
    fields: &BTreeMap<String, String>,
) -> Result<bool, Refusal> {
    let organisation = tx.scope().organisation().0;
    let done = sqlx::query(
        "update app.register_entry set fields = $4 where organisation_id = $1 and register = $2 and entry_id = $3",
    )
    .bind(organisation)
    .bind(register)
    .bind(id)
    .bind(Json(fields))
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The register it stands in; nothing when there is no such line.
pub(super) async fn retire_entry(
    tx: &mut WriteTx<Clinic>,
    id: Uuid,
    is_retired: bool,
) -> Result<Option<String>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_scalar(
        "update app.register_entry set retired_at = case when $3 then coalesce(retired_at, now()) end
          where organisation_id = $1 and entry_id = $2 returning register",
    )
    .bind(organisation)
    .bind(id)
    .bind(is_retired)
    .fetch_optional(tx.conn())
    .await?)
}

#[derive(FromRow)]
pub(super) struct ControlRow {
    pub number: String,
    status: String,
    reason: String,
    owner: String,
    evidence: String,
}

impl ControlRow {
    pub(super) fn view(self) -> ControlView {
        let Self { number, status, reason, owner, evidence } = self;
        ControlView { number, status: ControlStatus::parse(&status), reason, owner, evidence }
    }
}

pub(super) async fn list_controls(tx: &mut ReadTx<Clinic>) -> Result<Vec<ControlRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select number, status, reason, owner, evidence from app.control_status where organisation_id = $1",
    )
    .bind(organisation)
    .fetch_all(tx.conn())
    .await?)
}

/// The status before; nothing where nobody had looked.
pub(super) async fn save_control(
    tx: &mut WriteTx<Clinic>,
    control: &ControlView,
    status: &str,
) -> Result<Option<String>, Refusal> {
    let organisation = tx.scope().organisation().0;
    let before = sqlx::query_scalar(
        "select status from app.control_status where organisation_id = $1 and number = $2 for update",
    )
    .bind(organisation)
    .bind(&control.number)
    .fetch_optional(tx.conn())
    .await?;
    sqlx::query(
        "insert into app.control_status (organisation_id, number, status, reason, owner, evidence) values ($1, $2, $3, $4, $5, $6)
         on conflict (organisation_id, number) do update set status = excluded.status, reason = excluded.reason, owner = excluded.owner, evidence = excluded.evidence",
    )
    .bind(organisation)
    .bind(&control.number)
    .bind(status)
    .bind(&control.reason)
    .bind(&control.owner)
    .bind(&control.evidence)
    .execute(tx.conn())
    .await?;
    Ok(before)
}

#[derive(FromRow)]
pub(super) struct ReviewRow {
    review_id: Uuid,
    kind: String,
    due_on: NaiveDate,
    ticked: Vec<String>,
    signed: String,
    note: String,
    done_at: Option<DateTime<Utc>>,
}

impl ReviewRow {
    pub(super) fn view(self, tz: Tz) -> Option<ReviewView> {
        let signed = self.signed;
        Some(ReviewView {
            id: self.review_id,
            kind: ReviewKind::parse(&self.kind)?,
            due_on: self.due_on,
            done: self.done_at.map(|at| (signed, Moment::new(&tz, at))),
            ticked: self.ticked.iter().filter_map(|word| Item::parse(word)).collect(),
            note: self.note,
        })
    }
}

/// Open ones first, then the newest.
pub(super) async fn list_reviews(tx: &mut ReadTx<Clinic>) -> Result<Vec<ReviewRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select review_id, kind, due_on, ticked, signed, note, done_at from app.review
          where organisation_id = $1 order by status = 'done', case when status = 'open' then due_on end, done_at desc, review_id limit 500",
    )
    .bind(organisation)
    .fetch_all(tx.conn())
    .await?)
}

pub(super) async fn find_kind(tx: &mut WriteTx<Clinic>, id: Uuid) -> Result<Option<String>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_scalar(
        "select kind from app.review where organisation_id = $1 and review_id = $2 and status = 'open' for update",
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(tx.conn())
    .await?)
}

/// Whether none of its kind was open.
pub(super) async fn open_review(
    tx: &mut WriteTx<Clinic>,
    id: Uuid,
    kind: &str,
    due_on: NaiveDate,
) -> Result<bool, Refusal> {
    let organisation = tx.scope().organisation().0;
    let done = sqlx::query("insert into app.review (organisation_id, review_id, kind, due_on, status) values ($1, $2, $3, $4, 'open') on conflict do nothing")
        .bind(organisation)
        .bind(id)
        .bind(kind)
        .bind(due_on)
        .execute(tx.conn())
        .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn hold_review(
    tx: &mut WriteTx<Clinic>,
    id: Uuid,
    ticked: &[Item],
    signed: &str,
    note: &str,
) -> Result<(), Refusal> {
    let organisation = tx.scope().organisation().0;
    let ticked: Vec<_> = ticked.iter().map(|item| item.as_str()).collect();
    sqlx::query("update app.review set status = 'done', ticked = $3, signed = $4, note = $5 where organisation_id = $1 and review_id = $2 and status = 'open'")
        .bind(organisation)
        .bind(id)
        .bind(ticked)
        .bind(signed)
        .bind(note)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Kind and day of a review a letter is due about; nothing when it was held, or was written about today.
pub(super) async fn claim_letter(
    db: &mut PgConnection,
    review: Uuid,
) -> Result<Option<(String, NaiveDate)>, sqlx::Error> {
    sqlx::query_as("select kind, due_on from ops.claim_review_letter($1)").bind(review).fetch_optional(db).await
}

pub(super) async fn list_admins(db: &mut PgConnection, organisation: Uuid) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "select membership_id from app.membership where organisation_id = $1 and role in ('admin', 'owner') and status = 'active'",
    )
    .bind(organisation)
    .fetch_all(db)
    .await
}
