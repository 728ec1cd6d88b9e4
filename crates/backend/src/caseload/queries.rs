//! All SQL of the caseload: three statements whatever the number of clients.
//!
//! Payloads are read for the clients of one page only and only of symptoms; the list itself is made of plain columns,
//! each client's along an index.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Practice, ReadTx};
use crate::refusal::Refusal;

/// A relationship that is active or paused.
#[derive(FromRow)]
pub(super) struct ClientRow {
    pub client_id: Uuid,
    pub status: String,
    pub status_changed_at: DateTime<Utc>,
    /// None when the membership is not active.
    pub name: Option<String>,
    pub new_entries: i32,
    pub last_day: Option<NaiveDate>,
    pub starts_at: Option<DateTime<Utc>>,
    pub place: Option<String>,
    pub appointment_status: Option<String>,
}

pub(super) async fn list_clients(
    tx: &mut ReadTx<Practice>,
    most_new: u32,
    now: DateTime<Utc>,
) -> Result<Vec<ClientRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(
        "select r.client_id, r.status, r.status_changed_at, coalesce(m.display_name, p.display_name) as name,
                coalesce(fresh.entries, 0) as new_entries, newest.local_date as last_day,
                visit.starts_at, visit.place, visit.status as appointment_status
           from app.care_relationship r
           left join app.membership m on m.organisation_id = r.organisation_id and m.membership_id = r.client_id
           left join authz.paused_clients() p on p.client_id = r.client_id
           left join lateral (
                select count(*)::int as entries from (
                  select from app.observation o
                   where o.organisation_id = r.organisation_id and o.client_id = r.client_id and o.deleted_at is null
                     and o.created_at > coalesce(r.last_looked_at, '-infinity') and o.viewed_by is distinct from r.practitioner_id
                   limit $3) few
                ) fresh on r.status = 'active'
           left join lateral (
                select o.local_date from app.observation o
                 where o.organisation_id = r.organisation_id and o.client_id = r.client_id and o.deleted_at is null
                 order by o.local_date desc limit 1
                ) newest on r.status = 'active'
           left join lateral (
                select a.starts_at, a.place, a.status from app.appointment a
                 where a.organisation_id = r.organisation_id and a.client_id = r.client_id and a.practitioner_id = r.practitioner_id
                   and a.starts_at > $4 and (a.status = 'confirmed' or (a.status = 'held' and a.hold_expires_at > $4))
                 order by a.starts_at limit 1
                ) visit on r.status = 'active'
          where r.organisation_id = $1 and r.practitioner_id = $2 and r.status in ('active', 'paused')",
    )
    .bind(organisation)
    .bind(me)
    .bind(i64::from(most_new))
    .bind(now)
    .fetch_all(tx.conn())
    .await?)
}

/// One symptom of one client; without a label, the days on which anything was logged. The arrays run in parallel.
#[derive(FromRow)]
pub(super) struct SeriesRow {
    pub client_id: Uuid,
    pub label: Option<String>,
    pub scale: Option<String>,
    pub days: Vec<NaiveDate>,
    pub entries: Vec<i64>,
    /// Sum and highest of the severities of the day; zero where there is no label.
    pub sums: Vec<f64>,
    pub highest: Vec<f64>,
}

pub(super) async fn list_series(
    tx: &mut ReadTx<Practice>,
    clients: &[Uuid],
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<SeriesRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "with counted as (
           select o.client_id, o.local_date, said.code, said.own_label, said.scale, count(*) as entries,
                  coalesce(sum(said.severity), 0) as total, coalesce(max(said.severity), 0) as highest
             from app.observation o
             left join lateral (
                  select o.payload->>'code' as code, o.payload->>'own_label' as own_label, o.payload->>'scale' as scale,
                         (o.payload->>'severity')::float8 as severity
                   where (o.payload->>'present')::boolean
                  ) said on o.kind = 'symptom' and not o.exclude_from_statistics
            where o.organisation_id = $1 and o.client_id = any($2) and o.deleted_at is null and o.local_date between $3 and $4
            group by o.client_id, o.local_date, said.code, said.own_label, said.scale)
         select c.client_id, coalesce(s.label_en, c.own_label, c.code) as label, c.scale,
                array_agg(c.local_date) as days, array_agg(c.entries) as entries, array_agg(c.total) as sums, array_agg(c.highest) as highest
           from counted c left join ref.symptom s on s.code = c.code
          group by c.client_id, coalesce(s.label_en, c.own_label, c.code), c.scale",
    )
    .bind(organisation)
    .bind(clients)
    .bind(first)
    .bind(last)
    .fetch_all(tx.conn())
    .await?)
}

#[derive(FromRow)]
pub(super) struct InvitationRow {
    pub display_name: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

/// Open invitations of clients by this practitioner, newest first.
pub(super) async fn list_invited(tx: &mut ReadTx<Practice>) -> Result<Vec<InvitationRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(
        "select display_name, created_at, expires_at from app.invitation
          where organisation_id = $1 and invited_by = $2 and role = 'client' and status = 'open'
          order by created_at desc limit 200",
    )
    .bind(organisation)
    .bind(me)
    .fetch_all(tx.conn())
    .await?)
}
