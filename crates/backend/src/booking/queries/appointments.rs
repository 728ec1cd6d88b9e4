//! Appointments: found, made, moved.

use contract::paging::Reach;
use std::ops::Range;

use chrono::{DateTime, Utc};
use contract::booking::{AppointmentStatus, ReleasedWhy};
use contract::id::{AppointmentId, MembershipId, OrganisationId, ServiceId};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::Answer;
use crate::booking::rows::{AgendaRow, AppointmentRow, TroubleRow};
use crate::db::{AgendaTx, Portal};

/// Whoever changes appointments of a practitioner takes this first, so that two never wait for each other crosswise.
pub(crate) async fn lock_practitioner(c: &mut PgConnection, practitioner: Uuid) -> Answer<()> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended($1, 7030267))")
        .bind(practitioner.to_string())
        .execute(c)
        .await?;
    Ok(())
}

/// Needs the practitioner's lock.
pub(crate) async fn release_expired_holds(c: &mut PgConnection, practitioner: Uuid) -> Answer<()> {
    sqlx::query("select ops.release_expired_holds($1)").bind(practitioner).execute(c).await?;
    Ok(())
}

#[derive(FromRow)]
pub(in crate::booking) struct BusyRow {
    pub(in crate::booking) starts_at: DateTime<Utc>,
    pub(in crate::booking) ends_at: DateTime<Utc>,
}

pub(in crate::booking) async fn list_busy(
    c: &mut PgConnection,
    practitioner: Uuid,
    since: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Answer<Vec<BusyRow>> {
    sqlx::query_as("select starts_at, ends_at from authz.busy($1, $2, $3)")
        .bind(practitioner)
        .bind(since)
        .bind(until)
        .fetch_all(c)
        .await
}

/// How many times the client holds just now.
pub(in crate::booking) async fn count_holds(
    c: &mut PgConnection,
    org: OrganisationId,
    client: MembershipId,
) -> Answer<i64> {
    sqlx::query_scalar(
        "select count(*) from app.appointment where organisation_id = $1 and client_id = $2 and status = 'held' and hold_expires_at > now()",
    )
    .bind(org.0)
    .bind(client.0)
    .fetch_one(c)
    .await
}

/// What is to be inserted: everything else is the service's own.
pub(in crate::booking) struct NewAppointment {
    pub id: AppointmentId,
    pub client: MembershipId,
    pub service: ServiceId,
    pub starts_at: DateTime<Utc>,
    pub hold_minutes: i64,
}

/// Held when it costs something, confirmed when it does not; answers the end of the hold. Needs the lock.
pub(in crate::booking) async fn insert_appointment(
    c: &mut PgConnection,
    org: OrganisationId,
    new: &NewAppointment,
) -> Answer<Option<(Option<DateTime<Utc>>,)>> {
    sqlx::query_as(
        "insert into app.appointment (organisation_id, appointment_id, client_id, practitioner_id, service_id, service_name, place,
                price_minor, currency, starts_at, ends_at, status, hold_expires_at)
         select s.organisation_id, $2, $3, s.practitioner_id, s.service_id, s.name, s.place, s.price_minor, s.currency, $5,
                $5 + make_interval(mins => s.minutes), case when s.price_minor > 0 then 'held' else 'confirmed' end,
                case when s.price_minor > 0 then now() + make_interval(mins => $6::integer) end
           from app.service s where s.organisation_id = $1 and s.service_id = $4 and s.active
         returning hold_expires_at",
    )
    .bind(org.0)
    .bind(new.id.0)
    .bind(new.client.0)
    .bind(new.service.0)
    .bind(new.starts_at)
    .bind(i32::try_from(new.hold_minutes).unwrap_or(15))
    .fetch_optional(c)
    .await
}

pub(in crate::booking) async fn insert_payment(
    c: &mut PgConnection,
    org: OrganisationId,
    payment: Uuid,
    appointment: AppointmentId,
) -> Answer<()> {
    sqlx::query(
        "insert into app.payment (organisation_id, payment_id, appointment_id, client_id, amount_minor, currency, status)
         select a.organisation_id, $2, a.appointment_id, a.client_id, a.price_minor, a.currency, 'created'
           from app.appointment a where a.organisation_id = $1 and a.appointment_id = $3",
    )
    .bind(org.0)
    .bind(payment)
    .bind(appointment.0)
    .execute(c)
    .await?;
    Ok(())
}

macro_rules! appointment_columns {
    () => {
        "select a.appointment_id, a.service_id, a.service_name, coalesce(m.display_name, a.practitioner_name) as practitioner_name,
                a.place, a.price_minor, a.currency, a.starts_at, a.ends_at, a.status, a.status_changed_at, a.released_why, a.hold_expires_at,
                p.status as payment_status, p.amount_minor as payment_amount, p.refunded_minor, p.refunding_minor, p.refund_failed_minor,
                p.dispute, p.disputed_minor, p.settled_minor, p.settled_how,
                p.mismatch_at is not null and (p.settled_at is null or p.settled_at < p.mismatch_at) as is_mismatched, now() as now,
                exists (select from app.service s where s.organisation_id = a.organisation_id and s.service_id = a.service_id and s.active) as offered
           from app.appointment a
           left join app.membership m on m.organisation_id = a.organisation_id and m.membership_id = a.practitioner_id
           left join app.payment p on p.organisation_id = a.organisation_id and p.appointment_id = a.appointment_id
          where a.organisation_id = $1 and a.client_id = $2 "
    };
}

/// The newest of a client: what is ahead, then the past.
pub(in crate::booking) async fn list_appointments(
    c: &mut PgConnection,
    org: OrganisationId,
    client: MembershipId,
    reach: Reach,
) -> Answer<Vec<AppointmentRow>> {
    sqlx::query_as(concat!(appointment_columns!(), "order by a.starts_at desc, a.appointment_id limit $3"))
        .bind(org.0)
        .bind(client.0)
        .bind(reach.limit())
        .fetch_all(c)
        .await
}

pub(in crate::booking) async fn find_appointment(
    c: &mut PgConnection,
    org: OrganisationId,
    client: MembershipId,
    id: AppointmentId,
) -> Answer<Option<AppointmentRow>> {
    sqlx::query_as(concat!(appointment_columns!(), "and a.appointment_id = $3"))
        .bind(org.0)
        .bind(client.0)
        .bind(id.0)
        .fetch_optional(c)
        .await
}

/// What was given up is listed where money moved. What is not in the log of reads is not in the agenda either: a booking of this very moment comes with the next look.
pub(in crate::booking) async fn list_agenda<P: Portal>(
    tx: &mut AgendaTx<P>,
    org: OrganisationId,
    practitioner: Option<MembershipId>,
    when: Range<DateTime<Utc>>,
) -> Answer<Vec<AgendaRow>> {
    sqlx::query_as(
        "select a.appointment_id, a.client_id, c.display_name as client_name,
                coalesce(m.display_name, a.practitioner_name) as practitioner_name, a.service_name,
                a.place, a.price_minor, a.currency, a.starts_at, a.ends_at, a.status, a.status_changed_at,
                p.status as payment_status, p.amount_minor as payment_amount, p.refunded_minor, p.refunding_minor, p.refund_failed_minor,
                p.dispute, p.disputed_minor, p.settled_minor, p.settled_how,
                p.mismatch_at is not null and (p.settled_at is null or p.settled_at < p.mismatch_at) as is_mismatched
           from app.appointment a
           left join app.membership c on c.organisation_id = a.organisation_id and c.membership_id = a.client_id
           left join app.membership m on m.organisation_id = a.organisation_id and m.membership_id = a.practitioner_id
           left join app.payment p on p.organisation_id = a.organisation_id and p.appointment_id = a.appointment_id
          where a.organisation_id = $1 and ($2::uuid is null or a.practitioner_id = $2) and a.starts_at >= $3 and a.starts_at < $4
            and (a.status <> 'released' or p.paid_at is not null) and a.client_id = any ((select authz.agenda_ids())::uuid[])
          order by a.starts_at, a.appointment_id",
    )
    .bind(org.0)
    .bind(practitioner.map(|practitioner| practitioner.0))
    .bind(when.start)
    .bind(when.end)
    .fetch_all(tx.conn())
    .await
}

/// Refunds that failed, amounts that did not match and disputes that wait, the latest appointment first.
pub(in crate::booking) async fn list_trouble(c: &mut PgConnection, org: OrganisationId) -> Answer<Vec<TroubleRow>> {
    sqlx::query_as(
        "select a.appointment_id, a.starts_at, a.status, a.status_changed_at, p.currency, p.status as payment_status, p.amount_minor as payment_amount,
                p.refunded_minor, p.refunding_minor, p.refund_failed_minor, p.dispute, p.disputed_minor, p.settled_minor, p.settled_how,
                p.mismatch_at is not null and (p.settled_at is null or p.settled_at < p.mismatch_at) as is_mismatched
           from app.payment p join app.appointment a on a.organisation_id = p.organisation_id and a.appointment_id = p.appointment_id
          where p.organisation_id = $1 and (p.refund_failed_minor > 0 and p.refund_failed_minor > p.settled_minor or p.dispute = 'open'
              or p.mismatch_at is not null and (p.settled_at is null or p.settled_at < p.mismatch_at))
          order by a.starts_at desc, a.appointment_id",
    )
    .bind(org.0)
    .fetch_all(c)
    .await
}

/// What a transition needs to know.
#[derive(FromRow)]
pub(in crate::booking) struct StateRow {
    pub(in crate::booking) practitioner_id: Uuid,
    pub(in crate::booking) client_id: Uuid,
    pub(in crate::booking) status: String,
    pub(in crate::booking) started: bool,
    pub(in crate::booking) payment_id: Option<Uuid>,
}

pub(in crate::booking) async fn find_state(
    c: &mut PgConnection,
    org: OrganisationId,
    id: AppointmentId,
) -> Answer<Option<StateRow>> {
    sqlx::query_as(
        "select a.practitioner_id, a.client_id, a.status, a.starts_at <= now() as started, p.payment_id
           from app.appointment a
           left join app.payment p on p.organisation_id = a.organisation_id and p.appointment_id = a.appointment_id
          where a.organisation_id = $1 and a.appointment_id = $2",
    )
    .bind(org.0)
    .bind(id.0)
    .fetch_optional(c)
    .await
}

/// Needs the lock; says whether the row was still in `from`.
pub(in crate::booking) async fn move_appointment(
    c: &mut PgConnection,
    org: OrganisationId,
    id: AppointmentId,
    from: AppointmentStatus,
    to: AppointmentStatus,
) -> Answer<bool> {
    let done = sqlx::query(
        "update app.appointment set status = $4 where organisation_id = $1 and appointment_id = $2 and status = $3",
    )
    .bind(org.0)
    .bind(id.0)
    .bind(from.as_str())
    .bind(to.as_str())
    .execute(c)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// As `move_appointment`, from held to released.
pub(in crate::booking) async fn release(
    c: &mut PgConnection,
    org: OrganisationId,
    id: AppointmentId,
    why: ReleasedWhy,
) -> Answer<bool> {
    let done = sqlx::query(
        "update app.appointment set status = 'released', released_why = $3 where organisation_id = $1 and appointment_id = $2 and status = 'held'",
    )
    .bind(org.0)
    .bind(id.0)
    .bind(why.as_str())
    .execute(c)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Held and confirmed ones of a practitioner that are not over. Needs their lock.
pub(in crate::booking) async fn list_ahead(
    c: &mut PgConnection,
    org: OrganisationId,
    practitioner: Uuid,
) -> Answer<Vec<Uuid>> {
    sqlx::query_scalar(
        "select appointment_id from app.appointment
          where organisation_id = $1 and practitioner_id = $2 and status in ('held', 'confirmed') and ends_at > now() order by starts_at",
    )
    .bind(org.0)
    .bind(practitioner)
    .fetch_all(c)
    .await
}
