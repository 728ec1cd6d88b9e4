//! All SQL of the caseload: three statements whatever the number of clients, beside the one for their keys.
//!
//! Entries are read for the clients of one page only and only of symptoms; the list itself is made of plain columns,
//! each client's along an index.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;
use uuid::Uuid;

use crate::db::{Practice, ReadTx};
use crate::journal::Stored;
use crate::refusal::Refusal;

/// A relationship that is active, paused or over; of the last two the name alone.
#[derive(FromRow)]
pub(super) struct ClientRow {
    pub client_id: Uuid,
    pub status: String,
    pub status_changed_at: DateTime<Utc>,
    /// None when the membership is not active.
    pub name: Option<String>,
    pub closed: bool,
    pub new_entries: i32,
    pub last_day: Option<NaiveDate>,
    pub starts_at: Option<DateTime<Utc>>,
    pub place: Option<String>,
    pub appointment_status: Option<String>,
    /// Of what is over: when, and whether the client ended it.
    pub ended_on: Option<NaiveDate>,
    pub by_client: bool,
}

pub(super) async fn list_clients(
    tx: &mut ReadTx<Practice>,
    most_new: u32,
    now: DateTime<Utc>,
) -> Result<Vec<ClientRow>, Refusal> {
    let (organisation, me) = (tx.scope().organisation().0, tx.scope().member().0);
    Ok(sqlx::query_as(
        "select r.client_id, r.status, r.status_changed_at, coalesce(m.display_name, p.display_name, e.display_name) as name,
                e.ended_on, coalesce(e.by_client, false) as by_client,
                not coalesce('observation.read' = any (b.permissions), false) as closed,
                coalesce(fresh.entries, 0) as new_entries, newest.local_date as last_day,
                visit.starts_at, visit.place, visit.status as appointment_status
           from app.care_relationship r
           left join app.membership m on m.organisation_id = r.organisation_id and m.membership_id = r.client_id
           left join authz.paused_clients() p on p.client_id = r.client_id
           left join authz.past_clients() e on e.client_id = r.client_id
           left join authz.bases() b on b.client_id = r.client_id and b.via = 'care'
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
          where r.organisation_id = $1 and r.practitioner_id = $2 and (r.status in ('active', 'paused') or r.status = 'ended' and e.client_id is not null)",
    )
    .bind(organisation)
    .bind(me)
    .bind(i64::from(most_new))
    .bind(now)
    .fetch_all(tx.conn())
    .await?)
}

/// A present symptom that counts, still sealed; or, with nothing in it, a day on which anything else was logged.
#[derive(FromRow)]
pub(super) struct LoggedRow {
    pub client_id: Uuid,
    pub local_date: NaiveDate,
    #[sqlx(flatten)]
    pub content: Stored,
}

/// Of the clients of one page. Meals are days and no more: what was eaten stays where it is.
pub(super) async fn list_logged(
    tx: &mut ReadTx<Practice>,
    clients: &[Uuid],
    first: NaiveDate,
    last: NaiveDate,
) -> Result<Vec<LoggedRow>, Refusal> {
    let organisation = tx.scope().organisation().0;
    Ok(sqlx::query_as(
        "select logged.client_id, logged.local_date, logged.observation_id, logged.kind, logged.payload, logged.note, logged.sealed
           from unnest($2::uuid[]) c (client_id)
          cross join lateral (
            select o.client_id, o.local_date, o.observation_id, o.kind, o.payload, null::text as note, o.sealed
              from app.observation o
             where o.organisation_id = $1 and o.client_id = c.client_id and o.deleted_at is null and o.local_date between $3 and $4
               and o.kind = 'symptom' and not o.exclude_from_statistics
            union all
            select distinct o.client_id, o.local_date, o.client_id, 'day', null::jsonb, null::text, null::bytea
              from app.observation o
             where o.organisation_id = $1 and o.client_id = c.client_id and o.deleted_at is null and o.local_date between $3 and $4
               and (o.kind <> 'symptom' or o.exclude_from_statistics)) logged",
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
