//! What pages show. Instants are UTC; `zone` beside them is the IANA name in which they are to be read.

use super::{AppointmentStatus, BookingLimits, Money, MoneyFact, Paid, Place, ReleasedWhy, Window};
use crate::id::{AppointmentId, MembershipId, ServiceId};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Practitioner {
    pub id: MembershipId,
    pub name: String,
    pub zone: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceView {
    pub id: ServiceId,
    pub practitioner: MembershipId,
    pub name: String,
    pub minutes: i32,
    pub price: Money,
    pub place: Place,
    pub active: bool,
    pub limits: BookingLimits,
}

/// What practitioners offer: for a practitioner their own, for a clinic everybody's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferView {
    pub practitioners: Vec<Practitioner>,
    pub services: Vec<ServiceView>,
    pub windows: Vec<(MembershipId, Window)>,
    /// ISO 4217 in lower case.
    pub currency: String,
    pub clinic_zone: String,
    pub now: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookableService {
    pub service: ServiceView,
    pub practitioner_name: String,
}

/// The booking page: what for, which day, which time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookView {
    pub services: Vec<BookableService>,
    pub chosen: Option<ServiceId>,
    /// The client's zone, and the practitioner's.
    pub zone: String,
    pub practitioner_zone: String,
    /// Seven days of the strip with how many times are free, in the client's zone.
    pub days: Vec<(NaiveDate, usize)>,
    pub day: NaiveDate,
    /// Free starts of the chosen day: instant and the client's wall clock.
    pub slots: Vec<(DateTime<Utc>, NaiveTime)>,
    /// The next day after the strip with a free time.
    pub next_free: Option<NaiveDate>,
    pub today: NaiveDate,
    pub last_day: NaiveDate,
}

/// One appointment as its client sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentView {
    pub id: AppointmentId,
    pub service: ServiceId,
    pub service_name: String,
    pub practitioner_name: String,
    pub place: Place,
    pub price: Money,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub zone: String,
    pub status: AppointmentStatus,
    pub released_why: Option<ReleasedWhy>,
    pub hold_expires_at: Option<DateTime<Utc>>,
    /// What became of its money; none where it is free.
    pub paid: Option<Paid>,
    /// Whether the service can be booked by this client today.
    pub offered: bool,
    pub now: DateTime<Utc>,
}

impl AppointmentView {
    /// Held, the time to pay is not over, and nothing came in that has to be settled first.
    pub fn can_pay(&self) -> bool {
        let mismatched = self.paid.as_ref().is_some_and(|paid| paid.mismatched);
        !mismatched && self.status == AppointmentStatus::Held && self.hold_expires_at.is_some_and(|end| end > self.now)
    }

    /// Until it starts.
    pub fn can_cancel(&self) -> bool {
        self.status == AppointmentStatus::Confirmed && self.starts_at > self.now
    }

    /// Whether cancelling now is in time for the money to go back.
    pub fn refund_if_cancelled(&self) -> bool {
        self.refund_until() >= self.now
    }

    /// What is to be said of its money.
    pub fn facts(&self) -> Vec<MoneyFact> {
        self.paid.as_ref().map_or_else(Vec::new, |paid| paid.facts(self.status))
    }

    /// A refund is owed and not made yet.
    pub fn refund_due(&self) -> bool {
        self.paid.as_ref().is_some_and(|paid| paid.due && paid.returnable().minor > 0)
    }

    pub fn refund_until(&self) -> DateTime<Utc> {
        self.starts_at - chrono::TimeDelta::hours(super::REFUND_HOURS)
    }
}

/// One line of the practice's agenda.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaEntry {
    pub id: AppointmentId,
    pub client: MembershipId,
    pub client_name: String,
    pub practitioner_name: String,
    pub service_name: String,
    pub place: Place,
    pub price: Money,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub status: AppointmentStatus,
    /// What became of its money; none where it is free, or where payments are not for this reader.
    pub paid: Option<Paid>,
}

/// Money that waits for a person of the clinic; nobody is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyTask {
    pub appointment: AppointmentId,
    /// Of the appointment, in the reader's zone.
    pub day: NaiveDate,
    pub facts: Vec<MoneyFact>,
    /// What could not be sent back and can be sent again, in the smallest unit.
    pub failed: i64,
    /// Stripe was paid another amount than was asked for.
    pub mismatched: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MoneyView {
    pub tasks: Vec<MoneyTask>,
    /// Whether the reader may settle them: administrators do.
    pub may_settle: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgendaView {
    pub zone: String,
    pub monday: NaiveDate,
    pub now: DateTime<Utc>,
    pub entries: Vec<AgendaEntry>,
}

/// What the page behind the payment says; it proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReturnView {
    /// Given back; nothing was charged.
    Released,
    /// Paid after all: the payment was faster.
    Paid,
    /// Not known yet.
    Unknown,
}
