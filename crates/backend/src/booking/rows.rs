//! Rows as they come from the database, and the views made of them.

use chrono::{DateTime, NaiveTime, Utc};
use contract::booking::{
    AgendaEntry, AppointmentStatus, AppointmentView, BookingLimits, DisputeState, Money, MoneyTask, Paid,
    PaymentStatus, Place, Practitioner, REFUND_HOURS, ReleasedWhy, ServiceView, Window,
};
use contract::id::{AppointmentId, MembershipId, ServiceId};
use sqlx::FromRow;
use uuid::Uuid;

use crate::refusal::Refusal;

/// A word the database allows and the program does not know is a fault, never a guess.
pub(crate) fn known<T>(word: Option<T>) -> Result<T, Refusal> {
    word.ok_or_else(|| Refusal::Fault("a stored state is unknown".into()))
}

/// Whether money that was paid must go back. The one place that says so.
///
/// Released: there is no appointment. Cancelled by the practice: always. Cancelled by the client: when it was in time.
pub(crate) fn refund_is_due(
    status: AppointmentStatus,
    status_changed_at: DateTime<Utc>,
    starts_at: DateTime<Utc>,
) -> bool {
    match status {
        AppointmentStatus::Released | AppointmentStatus::CancelledByPractice => true,
        AppointmentStatus::CancelledByClient => status_changed_at <= starts_at - chrono::TimeDelta::hours(REFUND_HOURS),
        AppointmentStatus::Held
        | AppointmentStatus::Confirmed
        | AppointmentStatus::Completed
        | AppointmentStatus::NoShow => false,
    }
}

#[derive(FromRow)]
pub(super) struct PractitionerRow {
    membership_id: Uuid,
    display_name: String,
    zone: String,
}

impl From<PractitionerRow> for Practitioner {
    fn from(row: PractitionerRow) -> Self {
        Self { id: MembershipId(row.membership_id), name: row.display_name, zone: row.zone }
    }
}

#[derive(FromRow)]
pub(super) struct ServiceRow {
    service_id: Uuid,
    pub(super) practitioner_id: Uuid,
    name: String,
    minutes: i32,
    price_minor: i64,
    currency: String,
    place: String,
    active: bool,
    most_ahead: i16,
    most_daily: i16,
    most_cancelled: i16,
}

impl ServiceRow {
    pub(super) fn view(self) -> Result<ServiceView, Refusal> {
        Ok(ServiceView {
            id: ServiceId(self.service_id),
            practitioner: MembershipId(self.practitioner_id),
            name: self.name,
            minutes: self.minutes,
            price: Money::new(self.price_minor, self.currency),
            place: known(Place::parse(&self.place))?,
            active: self.active,
            limits: BookingLimits {
                ahead: self.most_ahead.unsigned_abs(),
                daily: self.most_daily.unsigned_abs(),
                cancelled: self.most_cancelled.unsigned_abs(),
            },
        })
    }
}

/// A service somebody may book, with whose it is.
#[derive(FromRow)]
pub(super) struct BookableRow {
    #[sqlx(flatten)]
    pub(super) service: ServiceRow,
    pub(super) practitioner_name: String,
    pub(super) practitioner_zone: String,
}

#[derive(FromRow)]
pub(super) struct WindowRow {
    pub(super) practitioner_id: Uuid,
    weekday: i16,
    starts: NaiveTime,
    ends: NaiveTime,
}

impl WindowRow {
    pub(super) fn window(&self) -> Window {
        Window { weekday: u8::try_from(self.weekday).unwrap_or_default(), starts: self.starts, ends: self.ends }
    }
}

/// The figures of a payment as a reader may see them; all absent where there is none.
#[derive(Default, FromRow)]
pub(super) struct PaidRow {
    payment_status: Option<String>,
    payment_amount: Option<i64>,
    refunded_minor: Option<i64>,
    refunding_minor: Option<i64>,
    refund_failed_minor: Option<i64>,
    dispute: Option<String>,
    disputed_minor: Option<i64>,
    settled_minor: Option<i64>,
    settled_how: Option<String>,
    is_mismatched: Option<bool>,
}

impl PaidRow {
    pub(super) fn view(self, currency: &str, due: bool) -> Result<Option<Paid>, Refusal> {
        let Some(status) = self.payment_status else { return Ok(None) };
        let settled = self.settled_minor.unwrap_or_default();
        Ok(Some(Paid {
            status: known(PaymentStatus::parse(&status))?,
            currency: currency.to_owned(),
            amount: self.payment_amount.unwrap_or_default(),
            went_back: self.refunded_minor.unwrap_or_default(),
            on_its_way: self.refunding_minor.unwrap_or_default(),
            failed: (self.refund_failed_minor.unwrap_or_default() - settled).max(0),
            settled,
            how: self.settled_how,
            mismatched: self.is_mismatched.unwrap_or_default(),
            dispute: self.dispute.map(|word| known(DisputeState::parse(&word))).transpose()?,
            disputed: self.disputed_minor.unwrap_or_default(),
            due,
        }))
    }
}

#[derive(FromRow)]
pub(super) struct AppointmentRow {
    appointment_id: Uuid,
    service_id: Uuid,
    service_name: String,
    practitioner_name: Option<String>,
    place: String,
    price_minor: i64,
    currency: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    status: String,
    status_changed_at: DateTime<Utc>,
    released_why: Option<String>,
    hold_expires_at: Option<DateTime<Utc>>,
    #[sqlx(flatten)]
    paid: PaidRow,
    offered: bool,
    now: DateTime<Utc>,
}

impl AppointmentRow {
    pub(super) fn view(self, zone: &str) -> Result<AppointmentView, Refusal> {
        let status = known(AppointmentStatus::parse(&self.status))?;
        let due = refund_is_due(status, self.status_changed_at, self.starts_at);
        let paid = self.paid.view(&self.currency, due)?;
        Ok(AppointmentView {
            id: AppointmentId(self.appointment_id),
            service: ServiceId(self.service_id),
            service_name: self.service_name,
            practitioner_name: self.practitioner_name.unwrap_or_default(),
            place: known(Place::parse(&self.place))?,
            price: Money::new(self.price_minor, self.currency),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            zone: zone.to_owned(),
            status,
            released_why: self.released_why.map(|word| known(ReleasedWhy::parse(&word))).transpose()?,
            hold_expires_at: self.hold_expires_at,
            paid,
            offered: self.offered,
            now: self.now,
        })
    }
}

#[derive(FromRow)]
pub(super) struct AgendaRow {
    appointment_id: Uuid,
    client_id: Uuid,
    client_name: Option<String>,
    practitioner_name: Option<String>,
    service_name: String,
    place: String,
    price_minor: i64,
    currency: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    status: String,
    status_changed_at: DateTime<Utc>,
    #[sqlx(flatten)]
    paid: PaidRow,
}

impl AgendaRow {
    pub(super) fn entry(self) -> Result<AgendaEntry, Refusal> {
        let status = known(AppointmentStatus::parse(&self.status))?;
        let paid = self.paid.view(&self.currency, refund_is_due(status, self.status_changed_at, self.starts_at))?;
        Ok(AgendaEntry {
            id: AppointmentId(self.appointment_id),
            client: MembershipId(self.client_id),
            client_name: self.client_name.unwrap_or_default(),
            practitioner_name: self.practitioner_name.unwrap_or_default(),
            service_name: self.service_name,
            place: known(Place::parse(&self.place))?,
            price: Money::new(self.price_minor, self.currency),
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            status,
            paid,
        })
    }
}

/// A payment that waits for a person.
#[derive(FromRow)]
pub(super) struct TroubleRow {
    appointment_id: Uuid,
    starts_at: DateTime<Utc>,
    status: String,
    status_changed_at: DateTime<Utc>,
    currency: String,
    #[sqlx(flatten)]
    paid: PaidRow,
}

impl TroubleRow {
    pub(super) fn view(self, tz: chrono_tz::Tz) -> Result<MoneyTask, Refusal> {
        let status = known(AppointmentStatus::parse(&self.status))?;
        let due = refund_is_due(status, self.status_changed_at, self.starts_at);
        let paid = known(self.paid.view(&self.currency, due)?)?;
        Ok(MoneyTask {
            appointment: AppointmentId(self.appointment_id),
            day: self.starts_at.with_timezone(&tz).date_naive(),
            facts: paid.facts(status),
            failed: paid.failed,
            mismatched: paid.mismatched,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // N13: the refund policy is what the screen promises.
    #[test]
    fn money_goes_back_when_there_is_no_appointment_or_it_was_cancelled_in_time() {
        let starts: DateTime<Utc> = "2026-11-30T10:00:00Z".parse().unwrap();
        let before = |hours: i64| starts - chrono::TimeDelta::hours(hours);
        for (status, changed, due) in [
            (AppointmentStatus::Released, before(0), true),
            (AppointmentStatus::CancelledByPractice, before(0), true),
            (AppointmentStatus::CancelledByClient, before(24), true),
            (AppointmentStatus::CancelledByClient, before(24) + chrono::TimeDelta::seconds(1), false),
            (AppointmentStatus::Confirmed, before(48), false),
            (AppointmentStatus::NoShow, before(0), false),
        ] {
            assert_eq!(refund_is_due(status, changed, starts), due, "{status:?}");
        }
    }
}
