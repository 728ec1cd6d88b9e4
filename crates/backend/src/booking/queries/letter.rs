//! Who is to be told of an appointment.

use chrono::{DateTime, Utc};
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::Answer;
use crate::booking::rows::PaidRow;

/// An appointment with the addresses of both people. Only the worker's login may ask.
#[derive(FromRow)]
pub(in crate::booking) struct LetterRow {
    pub organisation: String,
    pub status: String,
    pub starts_at: DateTime<Utc>,
    pub status_changed_at: DateTime<Utc>,
    pub language: Option<String>,
    pub client_email: String,
    pub client_name: String,
    pub client_zone: String,
    pub practitioner_email: String,
    pub practitioner_name: String,
    pub practitioner_zone: String,
    #[sqlx(flatten)]
    pub paid: PaidRow,
    pub currency: Option<String>,
}

pub(in crate::booking) async fn find_letter(c: &mut PgConnection, appointment: Uuid) -> Answer<Option<LetterRow>> {
    sqlx::query_as(
        "select organisation, status, starts_at, status_changed_at, client_email, client_name, client_zone, language,
                practitioner_email, practitioner_name, practitioner_zone, currency,
                payment_status, amount_minor as payment_amount, refunded_minor, refunding_minor, refund_failed_minor, dispute, disputed_minor,
                settled_minor, settled_how, is_mismatched
           from ops.appointment_letter($1)",
    )
    .bind(appointment)
    .fetch_optional(c)
    .await
}

/// Whose letters they are: what their links belong to.
#[derive(Debug, Clone, Copy, FromRow)]
pub(in crate::booking) struct Members {
    pub client_id: Uuid,
    pub practitioner_id: Uuid,
}

pub(in crate::booking) async fn find_members(c: &mut PgConnection, appointment: Uuid) -> Answer<Members> {
    sqlx::query_as("select client_id, practitioner_id from app.appointment where appointment_id = $1")
        .bind(appointment)
        .fetch_one(c)
        .await
}
