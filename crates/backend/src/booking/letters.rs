//! Letters about appointments: to the client with the time in their zone, to the practitioner without the client's name.
//!
//! Written by a job when it runs, so that a letter says what is true then: one that was overtaken is not sent.

use chrono::{DateTime, Utc};
use contract::booking::AppointmentStatus;
use contract::id::MembershipId;
use uuid::Uuid;

use super::queries::{self, LetterRow, Members};
use super::rows;
use crate::Backend;
use crate::db::{Portal, Worker, WriteTx};
use crate::jobs::{Failure, Job};
use crate::mail::{self, Envelope, Letter};
use crate::refusal::Refusal;

/// A job that tells the client of their appointment.
pub(crate) const TELL_CLIENT: &str = "tell_client_of_appointment";
/// The same for the practitioner. Apart, so that one address that fails does not write to the other again.
pub(crate) const TELL_PRACTITIONER: &str = "tell_practitioner_of_appointment";

/// What those jobs carry.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct LetterJob {
    pub appointment: Uuid,
    /// It was cancelled; otherwise it was confirmed.
    pub cancelled: bool,
}

/// Tells them with the change that is being committed: the client, and the practitioner unless they did it themselves.
pub(crate) async fn tell<P: Portal>(
    tx: &mut WriteTx<P>,
    appointment: Uuid,
    cancelled: bool,
    practitioner_too: bool,
) -> Result<(), Refusal> {
    let letter = LetterJob { appointment, cancelled };
    tx.enqueue(TELL_CLIENT, &letter, None, None).await?;
    if practitioner_too {
        tx.enqueue(TELL_PRACTITIONER, &letter, None, None).await?;
    }
    Ok(())
}

impl Backend {
    /// Sends one of the two letters, or none when something else happened meanwhile.
    ///
    /// # Errors
    /// Why it could not be sent.
    pub(crate) async fn send_appointment_letter(&self, job: &Job) -> Result<(), Failure> {
        let about: LetterJob = job.payload()?;
        let mut tx = self.read::<Worker>(&job.token).await?;
        let found = queries::find_letter(tx.conn(), about.appointment).await.map_err(Refusal::from)?;
        let envelope = match found {
            Some(row) => {
                let members = queries::find_members(tx.conn(), about.appointment).await.map_err(Refusal::from)?;
                self.appointment_letter(row, members, about, job.kind == TELL_CLIENT)?
            }
            None => None,
        };
        match envelope {
            Some(envelope) => mail::deliver(self, job.id, &envelope).await,
            None => Ok(()),
        }
    }

    fn appointment_letter(
        &self,
        row: LetterRow,
        members: Members,
        about: LetterJob,
        to_client: bool,
    ) -> Result<Option<Envelope>, Refusal> {
        let status = rows::known(AppointmentStatus::parse(&row.status))?;
        let still_true = match status {
            AppointmentStatus::Confirmed => !about.cancelled,
            AppointmentStatus::CancelledByClient | AppointmentStatus::CancelledByPractice => about.cancelled,
            _ => false,
        };
        if !still_true {
            return Ok(None);
        }
        let organisation = row.organisation;
        if !to_client {
            let when = written(row.starts_at, &row.practitioner_zone);
            let link = self.mailed_link(MembershipId(members.practitioner_id), "/practice/agenda");
            let letter = Letter::AgendaChanged { organisation, cancelled: about.cancelled, when, link };
            return Ok(Some(Envelope { to: row.practitioner_email, name: Some(row.practitioner_name), letter }));
        }
        let (with, when) = (row.practitioner_name, written(row.starts_at, &row.client_zone));
        let page = format!("/me/appointments/{}", about.appointment);
        let link = self.mailed_link(MembershipId(members.client_id), &page);
        let refunded = row.paid && rows::refund_is_due(status, row.status_changed_at, row.starts_at);
        let letter = if about.cancelled {
            Letter::AppointmentCancelled { organisation, with, when, refunded, link }
        } else {
            Letter::AppointmentConfirmed { organisation, with, when, link }
        };
        Ok(Some(Envelope { to: row.client_email, name: Some(row.client_name), letter }))
    }
}

/// `Tuesday 24 November 2026 at 14:30 (Europe/London)`
fn written(at: DateTime<Utc>, zone: &str) -> String {
    let tz: chrono_tz::Tz = zone.parse().unwrap_or(chrono_tz::UTC);
    format!("{} ({tz})", at.with_timezone(&tz).format("%A %-d %B %Y at %H:%M"))
}
