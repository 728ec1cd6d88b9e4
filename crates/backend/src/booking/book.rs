//! Booking, giving back, cancelling: the client's side.

use chrono::{DateTime, Utc};
use contract::booking::{AppointmentStatus, BookingLimits, HOLD_MINUTES, ReleasedWhy};
use contract::id::{AppointmentId, ServiceId};
use contract::{AppError, Code};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::queries::{self, NewAppointment, StateRow};
use super::{PaymentJob, RELEASE_HOLD, SETTLE_PAYMENT, letters, rows, times};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Client, WriteTx};
use crate::identity::SessionToken;
use crate::random;
use crate::refusal::Refusal;

/// More holds at once than this are no indecision any more.
const MOST_HOLDS: i64 = 3;

/// What the client asks for. `key` was made when the form was rendered: the same order twice is one appointment.
#[derive(Debug, Clone, Copy)]
pub struct BookOrder {
    pub service: ServiceId,
    pub starts_at: DateTime<Utc>,
    pub key: Uuid,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Booked {
    pub appointment: AppointmentId,
    /// It is held and waits for its payment; otherwise it is confirmed.
    pub must_pay: bool,
}

impl Backend {
    /// Books a time: confirmed at once when it is free of charge, else held for [`HOLD_MINUTES`].
    ///
    /// # Errors
    /// `Conflict(SlotTaken)` when somebody was faster; `Conflict(NotBookable)` for a time that is not offered;
    /// `Conflict(NoLongerOffered)` for a service that is not; `Limit` with the figure past the limits of the
    /// service; `TooMany` with several holds open; `Conflict(PaymentUnavailable)` where no payment is set up.
    pub async fn book(&self, token: &SessionToken, request_id: &str, order: BookOrder) -> Result<Booked, Refusal> {
        self.book_and(token, request_id, order, true).await
    }

    /// As `book`; nobody is written to without `tell`.
    pub(crate) async fn book_and(
        &self,
        token: &SessionToken,
        request_id: &str,
        order: BookOrder,
        tell: bool,
    ) -> Result<Booked, Refusal> {
        let mut tx = self.write::<Client>(token, request_id).await?;
        let (org, me) = (tx.scope().organisation(), tx.scope().member());
        let bookable = queries::list_bookable(tx.conn(), org).await?;
        let mut offered = None;
        for row in bookable {
            let zone = row.practitioner_zone;
            let service = row.service.view()?;
            if service.id == order.service {
                offered = Some((service, zone));
            }
        }
        // Withdrawn since the page was shown, or never offered to them: it says the same.
        let (service, zone) = offered.ok_or(Refusal::conflict(Code::NoLongerOffered))?;
        let must_pay = !service.price.is_free();
        if must_pay && self.stripe.is_none() {
            return Err(Refusal::conflict(Code::PaymentUnavailable));
        }
        queries::lock_practitioner(tx.conn(), service.practitioner.0).await?;
        let id = appointment_id(&order);
        if queries::find_appointment(tx.conn(), org, me, id).await?.is_some() {
            return Ok(Booked { appointment: id, must_pay });
        }
        queries::release_expired_holds(tx.conn(), service.practitioner.0).await?;
        let times = times::free_times(tx.conn(), org, &service, &zone, self.clock.now()).await?;
        if !times.free.contains(&order.starts_at) {
            let taken = times.open.contains(&order.starts_at);
            return Err(Refusal::conflict(if taken { Code::SlotTaken } else { Code::NotBookable }));
        }
        if must_pay && queries::count_holds(tx.conn(), org, me).await? >= MOST_HOLDS {
            return Err(AppError::TooMany { retry_seconds: 60 * u32::try_from(HOLD_MINUTES).unwrap_or(15) }.into());
        }
        let new = NewAppointment {
            id,
            client: me,
            service: order.service,
            starts_at: order.starts_at,
            hold_minutes: HOLD_MINUTES,
        };
        let inserted = queries::insert_appointment(tx.conn(), org, &new).await;
        let inserted = inserted.map_err(|error| clash(error, service.limits))?;
        let (hold_expires_at,) = inserted.ok_or(Refusal::NOT_FOUND)?;
        let about = |action: Action| Activity::new(action).on(id.0).about(me.0);
        if must_pay {
            let payment_id = random::id(self.clock.now());
            queries::insert_payment(tx.conn(), org, payment_id, id).await?;
            tx.enqueue(RELEASE_HOLD, &PaymentJob { payment_id }, None, hold_expires_at).await?;
            self.write_ledger(&mut tx, payment_id).await?;
            tx.commit(about(Action::AppointmentHeld).moved("free", AppointmentStatus::Held.as_str())).await?;
        } else {
            if tell {
                letters::tell(&mut tx, id.0, false, true).await?;
            }
            let done = about(Action::AppointmentConfirmed).moved("free", AppointmentStatus::Confirmed.as_str());
            tx.commit(done).await?;
        }
        Ok(Booked { appointment: id, must_pay })
    }

    /// Gives a held time back, before it is paid. What is still paid afterwards is refunded.
    ///
    /// # Errors
    /// `NotFound`; `Conflict(AlreadyPaid)` when it is confirmed meanwhile; `Gone(HoldExpired)`.
    pub async fn give_back(&self, token: &SessionToken, request_id: &str, id: AppointmentId) -> Result<(), Refusal> {
        self.give_up(token, request_id, id, ReleasedWhy::Cancelled).await
    }

    /// As `give_back`, for this reason.
    pub(crate) async fn give_up(
        &self,
        token: &SessionToken,
        request_id: &str,
        id: AppointmentId,
        why: ReleasedWhy,
    ) -> Result<(), Refusal> {
        let (mut tx, state) = self.lock_own(token, request_id, id).await?;
        let org = tx.scope().organisation();
        if !queries::release(tx.conn(), org, id, why).await? {
            let confirmed = AppointmentStatus::parse(&state.status) == Some(AppointmentStatus::Confirmed);
            return Err(if confirmed {
                Refusal::conflict(Code::AlreadyPaid)
            } else {
                AppError::Gone(Code::HoldExpired).into()
            });
        }
        settle_later(&mut tx, &state).await?;
        let done = Activity::new(Action::AppointmentReleased).on(id.0).about(state.client_id).moved("held", "released");
        tx.commit(done).await
    }

    /// Cancels a confirmed appointment that has not started. A paid one is refunded when it is in time.
    ///
    /// # Errors
    /// `NotFound`; `Conflict(NotCancellable)` when it is not confirmed or has started.
    pub async fn cancel_appointment(
        &self,
        token: &SessionToken,
        request_id: &str,
        id: AppointmentId,
    ) -> Result<(), Refusal> {
        let (mut tx, state) = self.lock_own(token, request_id, id).await?;
        let org = tx.scope().organisation();
        let (from, to) = (AppointmentStatus::Confirmed, AppointmentStatus::CancelledByClient);
        if state.started || !queries::move_appointment(tx.conn(), org, id, from, to).await? {
            return Err(Refusal::conflict(Code::NotCancellable));
        }
        settle_later(&mut tx, &state).await?;
        letters::tell(&mut tx, id.0, true, true).await?;
        let done = Activity::new(Action::AppointmentCancelled).on(id.0).about(state.client_id);
        tx.commit(done.moved(from.as_str(), to.as_str())).await
    }

    /// The client's own appointment, its practitioner's lock taken before its row is.
    async fn lock_own(
        &self,
        token: &SessionToken,
        request_id: &str,
        id: AppointmentId,
    ) -> Result<(WriteTx<Client>, StateRow), Refusal> {
        let mut tx = self.write::<Client>(token, request_id).await?;
        let org = tx.scope().organisation();
        let seen = queries::find_state(tx.conn(), org, id).await?.ok_or(Refusal::NOT_FOUND)?;
        queries::lock_practitioner(tx.conn(), seen.practitioner_id).await?;
        let state = queries::find_state(tx.conn(), org, id).await?.ok_or(Refusal::NOT_FOUND)?;
        rows::known(AppointmentStatus::parse(&state.status))?;
        Ok((tx, state))
    }
}

/// Money follows in a job: it ends the checkout, or refunds, whatever Stripe says by then.
pub(super) async fn settle_later<P: crate::db::Portal>(tx: &mut WriteTx<P>, state: &StateRow) -> Result<(), Refusal> {
    match state.payment_id {
        Some(payment_id) => tx.enqueue(SETTLE_PAYMENT, &PaymentJob { payment_id }, None, None).await,
        None => Ok(()),
    }
}

/// One id per form, service and time: pressing twice is one booking, going back and choosing another time is another.
fn appointment_id(order: &BookOrder) -> AppointmentId {
    let mut hash = Sha256::new();
    hash.update(order.key.as_bytes());
    hash.update(order.service.0.as_bytes());
    hash.update(order.starts_at.timestamp().to_be_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(hash.finalize().split_at(16).0);
    AppointmentId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
}

/// What stands in the way of a booking. The limits are the service's; the database counts (`app.appointment_limits`).
fn clash(error: sqlx::Error, limits: BookingLimits) -> Refusal {
    let refusal = Refusal::from(error);
    let limit = |code, most| AppError::Limit { code, most }.into();
    match refusal.constraint() {
        Some("appointment_no_overlap") => Refusal::conflict(Code::SlotTaken),
        Some("appointment_service") => Refusal::conflict(Code::NotBookable),
        Some("booking_ahead") => limit(Code::TooManyAhead, limits.ahead),
        Some("booking_daily") => limit(Code::TooManyToday, limits.daily),
        Some("booking_cancelled") => limit(Code::TooManyCancelled, limits.cancelled),
        _ => refusal,
    }
}
