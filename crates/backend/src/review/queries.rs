//! All SQL of a client's review: two statements to read it, whatever the number of entries, beside the one for the
//! client's key.
//!
//! Entries are read along `observation_day`, by plain columns; what they say is opened in `entries`.

use chrono::{DateTime, NaiveDate, Utc};
use contract::id::{MembershipId, ObservationId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Practice, ReadTx, WriteTx};
use crate::journal::Stored;
use crate::refusal::Refusal;

#[derive(FromRow)]
pub(super) struct HeadRow {
    /// `care`, `grant`, `emergency`; `paused` opens nothing.
    pub via: String,
    pub may_mark: bool,
    /// When a grant or an emergency ends, and why it was given.
    pub until: Option<DateTime<Utc>>,
    pub reason: Option<String>,
    /// Since when care is as it is.
    pub status_changed_at: Option<DateTime<Utc>>,
    pub starts_on: Option<NaiveDate>,
    pub last_looked_at: Option<DateTime<Utc>>,
    pub name: Option<String>,
    pub last_visit: Option<DateTime<Utc>>,
    pub next_visit: Option<DateTime<Utc>>,
    pub newest_day: Option<NaiveDate>,
    pub unseen: i64,
    /// The database's own clock, which also stamps entries.
    pub read_at: DateTime<Utc>,
}

/// Why this client is open to the asker: active care, else a grant, else an emergency, else nothing but the name of
/// paused care; `latest` is the last day that may count as present.
pub(super) async fn find_head(
    tx: &mut ReadTx<Practice>,
    client: MembershipId,
    now: DateTime<Utc>,
    latest: NaiveDate,
) -> Result<Option<HeadRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(
        "with open as (
           select b.via, b.basis_id, 'observation.view' = any (b.permissions) as may_mark from authz.bases() b
            where b.client_id = $3 and 'observation.read' = any (b.permissions) order by b.rank limit 1),
         head as (
           select coalesce(o.via, r.status) as via, coalesce(o.may_mark, false) as may_mark, r.status_changed_at, g.expires_at as until, g.reason,
                  case when o.via = 'care' then r.starts_on else g.starts_at::date end as starts_on,
                  case when o.via = 'care' then r.last_looked_at end as last_looked_at
             from (values (1)) one
             left join open o on true
             left join app.care_relationship r on r.organisation_id = $1 and r.practitioner_id = $2 and r.client_id = $3 and r.status in ('active', 'paused')
             left join app.access_grant g on g.organisation_id = $1 and g.practitioner_id = $2 and g.grant_id = o.basis_id)
         select h.via, h.may_mark, h.until, h.reason, h.status_changed_at, h.starts_on, h.last_looked_at, coalesce(m.display_name, p.display_name) as name, now() as read_at,
                (select max(a.starts_at) from app.appointment a
                  where a.organisation_id = $1 and a.client_id = $3 and (a.practitioner_id = $2 or h.via <> 'care') and a.starts_at <= $4 and a.status in ('confirmed', 'completed')) as last_visit,
                (select min(a.starts_at) from app.appointment a
                  where a.organisation_id = $1 and a.client_id = $3 and (a.practitioner_id = $2 or h.via <> 'care') and a.starts_at > $4 and a.status = 'confirmed') as next_visit,
                (select o.local_date from app.observation o
                  where o.organisation_id = $1 and o.client_id = $3 and o.deleted_at is null and o.local_date <= $5
                  order by o.local_date desc limit 1) as newest_day,
                (select count(*) from app.observation o
                  where o.organisation_id = $1 and o.client_id = $3 and o.deleted_at is null
                    and o.created_at > coalesce(h.last_looked_at, '-infinity') and o.viewed_by is distinct from $2) as unseen
           from head h
           left join app.membership m on m.organisation_id = $1 and m.membership_id = $3
           left join authz.paused_clients() p on p.client_id = $3
          where h.via is not null",
    )
    .bind(organisation)
    .bind(me)
    .bind(client.0)
    .bind(now)
    .bind(latest)
    .fetch_optional(tx.conn())
    .await?)
}

/// What to read.
pub(super) struct Wanted {
    pub client: MembershipId,
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub last_looked_at: Option<DateTime<Utc>>,
    pub most: i64,
}

/// An entry as it is stored.
#[derive(FromRow)]
pub(super) struct SealedRow {
    #[sqlx(flatten)]
    pub content: Stored,
    pub occurred_at: DateTime<Utc>,
    pub zone: String,
    pub local_date: NaiveDate,
    pub precision: String,
    pub unseen: bool,
    pub counts: bool,
}

/// Newest first, at most `most`.
pub(super) async fn list_entries(tx: &mut ReadTx<Practice>, wanted: &Wanted) -> Result<Vec<SealedRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(
        "select o.observation_id, o.kind, o.occurred_at, o.zone, o.local_date, o.precision, o.payload, o.note, o.sealed, not o.exclude_from_statistics as counts,
                o.created_at > coalesce($5, '-infinity') and o.viewed_by is distinct from $2 as unseen
           from app.observation o
          where o.organisation_id = $1 and o.client_id = $6 and o.deleted_at is null and o.local_date between $3 and $4
          order by o.local_date desc, o.occurred_at desc, o.observation_id desc
          limit $7",
    )
    .bind(organisation)
    .bind(me)
    .bind(wanted.first)
    .bind(wanted.last)
    .bind(wanted.last_looked_at)
    .bind(wanted.client.0)
    .bind(wanted.most)
    .fetch_all(tx.conn())
    .await?)
}

/// Whether care is active, paused, ended or invited; none without a relationship of one's own.
pub(super) async fn find_status(
    tx: &mut WriteTx<Practice>,
    client: MembershipId,
) -> Result<Option<(Uuid, String)>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(
        "select relationship_id, status from app.care_relationship
          where organisation_id = $1 and practitioner_id = $2 and client_id = $3 for update",
    )
    .bind(organisation)
    .bind(me)
    .bind(client.0)
    .fetch_optional(tx.conn())
    .await?)
}

/// Whether the asker may say that they have seen this client's entries.
pub(super) async fn may_mark(tx: &mut WriteTx<Practice>, client: MembershipId) -> Result<bool, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_scalar("select authz.can_client($1, $2, 'observation.view')")
        .bind(organisation)
        .bind(client.0)
        .fetch_one(tx.conn())
        .await?)
}

/// Marks one entry; the database stamps who and when. False when it was marked before, or is not there to be seen.
pub(super) async fn mark_one(
    tx: &mut WriteTx<Practice>,
    client: MembershipId,
    entry: ObservationId,
) -> Result<bool, Refusal> {
    let organisation = tx.scope().organisation().0;
    let done = sqlx::query(
        "update app.observation set viewed_at = now()
          where organisation_id = $1 and client_id = $2 and observation_id = $3 and viewed_at is null and deleted_at is null",
    )
    .bind(organisation)
    .bind(client.0)
    .bind(entry.0)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(super) async fn is_visible(
    tx: &mut WriteTx<Practice>,
    client: MembershipId,
    entry: ObservationId,
) -> Result<bool, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_scalar(
        "select exists (select from app.observation where organisation_id = $1 and client_id = $2 and observation_id = $3 and deleted_at is null)",
    )
    .bind(organisation)
    .bind(client.0)
    .bind(entry.0)
    .fetch_one(tx.conn())
    .await?)
}

/// Marks all that came in up to `until` and moves the last look there. Counts what changed.
pub(super) async fn mark_all(
    tx: &mut WriteTx<Practice>,
    client: MembershipId,
    until: DateTime<Utc>,
) -> Result<u64, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    let entries = sqlx::query(
        "update app.observation set viewed_at = now()
          where organisation_id = $1 and client_id = $2 and viewed_at is null and deleted_at is null and created_at <= least($3, now())",
    )
    .bind(organisation)
    .bind(client.0)
    .bind(until)
    .execute(tx.conn())
    .await?;
    let look = sqlx::query(
        "update app.care_relationship set last_looked_at = least($4, now())
          where organisation_id = $1 and client_id = $2 and practitioner_id = $3 and status = 'active'
            and (last_looked_at is null or last_looked_at < least($4, now()))",
    )
    .bind(organisation)
    .bind(client.0)
    .bind(me)
    .bind(until)
    .execute(tx.conn())
    .await?;
    Ok(entries.rows_affected() + look.rows_affected())
}

/// Moves the relationship to `status`; `ended` carries the day and the reason.
pub(super) async fn move_care(
    tx: &mut WriteTx<Practice>,
    relationship: Uuid,
    status: &str,
    ended: Option<(NaiveDate, &str)>,
) -> Result<(), Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    sqlx::query(
        "update app.care_relationship set status = $4, ended_on = $5, ended_why = $6
          where organisation_id = $1 and practitioner_id = $2 and relationship_id = $3",
    )
    .bind(organisation)
    .bind(me)
    .bind(relationship)
    .bind(status)
    .bind(ended.map(|(day, _)| day))
    .bind(ended.map(|(_, why)| why))
    .execute(tx.conn())
    .await?;
    Ok(())
}
