//! All SQL of payments. Every query pins the organisation, whatever row security does.

use chrono::{DateTime, Utc};
use contract::booking::{AppointmentStatus, DisputeState, PaymentStatus, ReleasedWhy};
use contract::id::{AppointmentId, MembershipId, OrganisationId};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::figures::Figures;

type Answer<T> = Result<T, sqlx::Error>;

/// Marks a payment whose amount at Stripe is another; whether it was not marked before.
pub(super) async fn claim_mismatch(c: &mut PgConnection, payment: Uuid) -> Answer<bool> {
    sqlx::query_scalar("select ops.claim_mismatch($1)").bind(payment).fetch_one(c).await
}

/// What a client is about to pay.
#[derive(FromRow)]
pub(super) struct DueRow {
    pub payment_id: Uuid,
    pub amount_minor: i64,
    pub currency: String,
    pub created_at: DateTime<Utc>,
    pub appointment_status: String,
    pub hold_open: bool,
}

pub(super) async fn find_due(
    c: &mut PgConnection,
    org: OrganisationId,
    client: MembershipId,
    appointment: AppointmentId,
) -> Answer<Option<DueRow>> {
    sqlx::query_as(
        "select p.payment_id, p.amount_minor, p.currency, p.created_at, a.status as appointment_status,
                coalesce(a.status = 'held' and a.hold_expires_at > now(), false) as hold_open
           from app.payment p join app.appointment a on a.organisation_id = p.organisation_id and a.appointment_id = p.appointment_id
          where p.organisation_id = $1 and p.client_id = $2 and p.appointment_id = $3",
    )
    .bind(org.0)
    .bind(client.0)
    .bind(appointment.0)
    .fetch_optional(c)
    .await
}

/// Says whether the payment is open with this checkout and its hold still lasts. Needs the practitioner's lock.
pub(super) async fn open_payment(
    c: &mut PgConnection,
    org: OrganisationId,
    payment: Uuid,
    checkout: &str,
) -> Answer<bool> {
    let done = sqlx::query(
        "update app.payment p set status = 'open', checkout_id = $3
          where p.organisation_id = $1 and p.payment_id = $2
            and (p.status = 'created' or (p.status = 'open' and p.checkout_id = $3))
            and exists (select from app.appointment a where a.organisation_id = p.organisation_id and a.appointment_id = p.appointment_id
                          and a.status = 'held' and a.hold_expires_at > now())",
    )
    .bind(org.0)
    .bind(payment)
    .bind(checkout)
    .execute(c)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// A payment with its appointment, as they are in the database.
#[derive(FromRow)]
pub(super) struct CaseRow {
    pub payment_id: Uuid,
    pub appointment_id: Uuid,
    pub client_id: Uuid,
    pub practitioner_id: Uuid,
    pub amount_minor: i64,
    pub refunded_minor: i64,
    pub refunding_minor: i64,
    pub refund_failed_minor: i64,
    pub settled_minor: i64,
    pub dispute: Option<String>,
    pub disputed_minor: i64,
    pub currency: String,
    pub payment_status: String,
    pub checkout_id: Option<String>,
    pub payment_intent: Option<String>,
    pub status: String,
    pub status_changed_at: DateTime<Utc>,
    pub released_why: Option<String>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub hold_over: bool,
    pub started: bool,
}

pub(super) async fn find_case(c: &mut PgConnection, org: OrganisationId, payment: Uuid) -> Answer<Option<CaseRow>> {
    sqlx::query_as(
        "select p.payment_id, p.appointment_id, p.client_id, a.practitioner_id, p.amount_minor, p.refunded_minor, p.refunding_minor,
                p.refund_failed_minor, p.settled_minor, p.dispute, p.disputed_minor, p.currency,
                p.status as payment_status, p.checkout_id, p.payment_intent, a.status, a.status_changed_at, a.released_why,
                a.starts_at, a.ends_at, coalesce(a.hold_expires_at <= now(), false) as hold_over, a.starts_at <= now() as started
           from app.payment p join app.appointment a on a.organisation_id = p.organisation_id and a.appointment_id = p.appointment_id
          where p.organisation_id = $1 and p.payment_id = $2",
    )
    .bind(org.0)
    .bind(payment)
    .fetch_optional(c)
    .await
}

/// Whose lock a case is read and changed under.
pub(super) async fn find_practitioner(
    c: &mut PgConnection,
    org: OrganisationId,
    payment: Uuid,
) -> Answer<Option<Uuid>> {
    sqlx::query_scalar(
        "select a.practitioner_id
           from app.payment p join app.appointment a on a.organisation_id = p.organisation_id and a.appointment_id = p.appointment_id
          where p.organisation_id = $1 and p.payment_id = $2",
    )
    .bind(org.0)
    .bind(payment)
    .fetch_optional(c)
    .await
}

/// Whether nobody else has the time. Needs the practitioner's lock and expired holds released.
pub(super) async fn is_free(c: &mut PgConnection, org: OrganisationId, case: &CaseRow) -> Answer<bool> {
    sqlx::query_scalar(
        "select not exists (select from app.appointment a where a.organisation_id = $1 and a.practitioner_id = $2 and a.appointment_id <> $3
           and a.status in ('held', 'confirmed') and tstzrange(a.starts_at, a.ends_at) && tstzrange($4, $5))",
    )
    .bind(org.0)
    .bind(case.practitioner_id)
    .bind(case.appointment_id)
    .bind(case.starts_at)
    .bind(case.ends_at)
    .fetch_one(c)
    .await
}

pub(super) async fn set_paid(
    c: &mut PgConnection,
    org: OrganisationId,
    payment: Uuid,
    intent: Option<&str>,
) -> Answer<()> {
    sqlx::query("update app.payment set status = 'paid', payment_intent = $3, paid_at = now() where organisation_id = $1 and payment_id = $2")
        .bind(org.0)
        .bind(payment)
        .bind(intent)
        .execute(c)
        .await?;
    Ok(())
}

pub(super) async fn set_payment(
    c: &mut PgConnection,
    org: OrganisationId,
    payment: Uuid,
    status: PaymentStatus,
) -> Answer<()> {
    sqlx::query("update app.payment set status = $3 where organisation_id = $1 and payment_id = $2")
        .bind(org.0)
        .bind(payment)
        .bind(status.as_str())
        .execute(c)
        .await?;
    Ok(())
}

pub(super) async fn set_figures(
    c: &mut PgConnection,
    org: OrganisationId,
    payment: Uuid,
    figures: &Figures,
) -> Answer<()> {
    sqlx::query(
        "update app.payment set status = $3, refunded_minor = $4, refunding_minor = $5, refund_failed_minor = $6, dispute = $7, disputed_minor = $8
          where organisation_id = $1 and payment_id = $2",
    )
    .bind(org.0)
    .bind(payment)
    .bind(figures.status.as_str())
    .bind(figures.refunded)
    .bind(figures.on_its_way)
    .bind(figures.failed)
    .bind(figures.dispute.map(DisputeState::as_str))
    .bind(figures.disputed)
    .execute(c)
    .await?;
    Ok(())
}

pub(super) async fn set_appointment(
    c: &mut PgConnection,
    org: OrganisationId,
    id: Uuid,
    status: AppointmentStatus,
    why: Option<ReleasedWhy>,
) -> Answer<()> {
    sqlx::query(
        "update app.appointment set status = $3, released_why = $4 where organisation_id = $1 and appointment_id = $2",
    )
    .bind(org.0)
    .bind(id)
    .bind(status.as_str())
    .bind(why.map(ReleasedWhy::as_str))
    .execute(c)
    .await?;
    Ok(())
}

/// A payment that may wait for a person of the clinic.
#[derive(FromRow)]
pub(super) struct TaskRow {
    pub payment_id: Uuid,
    pub client_id: Uuid,
    pub practitioner_id: Uuid,
    pub refund_failed_minor: i64,
    pub settled_minor: i64,
    pub is_mismatched: bool,
}

pub(super) async fn find_task(
    c: &mut PgConnection,
    org: OrganisationId,
    appointment: AppointmentId,
) -> Answer<Option<TaskRow>> {
    sqlx::query_as(
        "select p.payment_id, p.client_id, a.practitioner_id, p.refund_failed_minor, p.settled_minor,
                p.mismatch_at is not null and (p.settled_at is null or p.settled_at < p.mismatch_at) as is_mismatched
           from app.payment p join app.appointment a on a.organisation_id = p.organisation_id and a.appointment_id = p.appointment_id
          where p.organisation_id = $1 and p.appointment_id = $2",
    )
    .bind(org.0)
    .bind(appointment.0)
    .fetch_optional(c)
    .await
}

/// Settles what failed so far, and an amount that did not match.
pub(super) async fn set_settled(c: &mut PgConnection, org: OrganisationId, payment: Uuid, how: &str) -> Answer<()> {
    sqlx::query(
        "update app.payment set settled_minor = greatest(settled_minor, refund_failed_minor), settled_how = $3, settled_at = now()
          where organisation_id = $1 and payment_id = $2",
    )
    .bind(org.0)
    .bind(payment)
    .bind(how)
    .execute(c)
    .await?;
    Ok(())
}

/// Makes this hash a worker's session of the payment's organisation; false when there is no such payment.
pub(super) async fn open_session(c: &mut PgConnection, payment: Uuid, session_hash: &[u8]) -> Answer<bool> {
    let organisation: Option<Uuid> = sqlx::query_scalar("select ops.open_payment_session($1, $2)")
        .bind(payment)
        .bind(session_hash)
        .fetch_one(c)
        .await?;
    Ok(organisation.is_some())
}

pub(super) async fn close_session(c: &mut PgConnection, session_hash: &[u8]) -> Answer<()> {
    sqlx::query("select ops.close_payment_session($1)").bind(session_hash).execute(c).await?;
    Ok(())
}

pub(super) async fn find_by_intent(c: &mut PgConnection, intent: &str) -> Answer<Option<Uuid>> {
    sqlx::query_scalar("select ops.payment_of_intent($1)").bind(intent).fetch_one(c).await
}

pub(super) async fn find_by_appointment(c: &mut PgConnection, appointment: Uuid) -> Answer<Option<Uuid>> {
    sqlx::query_scalar("select ops.payment_of_appointment($1)").bind(appointment).fetch_one(c).await
}

/// Stores an event once; its trigger enqueues the job in the same transaction. False for one that is there already.
pub(super) async fn store_event(
    c: &mut PgConnection,
    id: &str,
    kind: &str,
    object: &str,
    created: DateTime<Utc>,
) -> Answer<bool> {
    let done = sqlx::query("insert into ops.stripe_event (event_id, kind, object_id, created_at) values ($1, $2, $3, $4) on conflict do nothing")
        .bind(id)
        .bind(kind)
        .bind(object)
        .bind(created)
        .execute(c)
        .await?;
    Ok(done.rows_affected() == 1)
}
