//! Sending a client to Stripe's checkout, and what happens when they come back. Coming back proves nothing.

use contract::booking::{AppointmentStatus, ReleasedWhy, ReturnView};
use contract::id::AppointmentId;
use contract::{AppError, Code};

use super::queries::{self, DueRow};
use super::settle::{Named, Settled, Trigger};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::Client;
use crate::identity::SessionToken;
use crate::refusal::Refusal;
use crate::secret::Purpose;
use crate::stripe::{CheckoutOrder, CheckoutStatus, CheckoutUrl, StripeClient, StripeError, checkout_expiry};

impl Backend {
    /// Opens the checkout of a held appointment, or finds the one that is open: the address to pay at. When Stripe
    /// cannot be reached the time is given back.
    ///
    /// # Errors
    /// `NotFound`; `Gone(HoldExpired)`; `Conflict(AlreadyPaid)`; `Conflict(PaymentUnavailable)`.
    pub async fn open_checkout(
        &self,
        token: &SessionToken,
        request_id: &str,
        appointment: AppointmentId,
    ) -> Result<CheckoutUrl, Refusal> {
        let stripe = self.stripe.as_ref().ok_or(Refusal::conflict(Code::PaymentUnavailable))?;
        let due = {
            let mut tx = self.read::<Client>(token).await?;
            let (org, me) = (tx.scope().organisation(), tx.scope().member());
            queries::find_due(tx.conn(), org, me, appointment).await?.ok_or(Refusal::NOT_FOUND)?
        };
        if !due.hold_open {
            return Err(too_late(&due));
        }
        let session = match stripe.create_checkout(&self.order(&due, appointment)).await {
            Ok(session) => session,
            Err(error) => {
                // Nobody has the address of a checkout whose answer was lost, and its hold ends here.
                self.give_up(token, request_id, appointment, ReleasedWhy::Unavailable).await?;
                return Err(unavailable(error));
            }
        };
        let Some(url) = session.url.filter(|_| session.status == CheckoutStatus::Open) else {
            // Paid or run out in this very moment: the event is on its way.
            return Err(AppError::Gone(Code::HoldExpired).into());
        };
        let mut tx = self.write::<Client>(token, request_id).await?;
        let org = tx.scope().organisation();
        if !queries::open_payment(tx.conn(), org, due.payment_id, &session.id).await? {
            drop(tx);
            close(stripe, &session.id).await;
            return Err(AppError::Gone(Code::HoldExpired).into());
        }
        self.write_ledger(&mut tx, due.payment_id).await?;
        let client = tx.scope().member();
        tx.commit(Activity::new(Action::PaymentOpened).on(due.payment_id).about(client.0).moved("created", "open"))
            .await?;
        Ok(url)
    }

    /// The secret part of the address for whoever leaves the payment page of this appointment. Given to nobody but Stripe.
    pub fn return_code(&self, appointment: AppointmentId) -> String {
        hex::encode(self.keys.steady_mac(Purpose::CheckoutReturn, appointment.0.as_bytes()).split_at(16).0)
    }

    /// Whether a browser comes from the payment page of this appointment: `code` is the secret part of the address that
    /// is given to nobody but Stripe.
    pub fn is_return(&self, appointment: AppointmentId, code: &str) -> bool {
        hex::decode(code).is_ok_and(|code| self.keys.is_mac(Purpose::CheckoutReturn, appointment.0.as_bytes(), &code))
    }

    /// Gives back the time of somebody who left the payment: a form on the page behind `code`, which works without a
    /// session, since that page comes from Stripe's and so without the session's strict cookie. It may happen any number
    /// of times.
    ///
    /// # Errors
    /// `NotFound` for a wrong code. Stripe being away is no error: the hold runs out by itself.
    pub async fn leave_checkout(&self, appointment: AppointmentId, code: &str) -> Result<ReturnView, Refusal> {
        if !self.is_return(appointment, code) {
            return Err(Refusal::NOT_FOUND);
        }
        let token = SessionToken::random();
        let settled = self.settle(&token, Named::Appointment(appointment.0), Trigger::Left).await;
        self.close_session(&token).await;
        match settled {
            Ok(Settled { payment: None, .. }) => Err(Refusal::NOT_FOUND),
            Ok(settled) => Ok(match settled.appointment {
                Some(AppointmentStatus::Released) => ReturnView::Released,
                Some(AppointmentStatus::Confirmed) => ReturnView::Paid,
                _ => ReturnView::Unknown,
            }),
            Err(Refusal::App(AppError::Unavailable)) => Ok(ReturnView::Unknown),
            Err(error) => Err(error),
        }
    }

    /// The same order for the same payment, however often it is asked for: Stripe answers with the same checkout.
    fn order(&self, due: &DueRow, appointment: AppointmentId) -> CheckoutOrder {
        let site = &self.config.public_url;
        let code = self.return_code(appointment);
        CheckoutOrder {
            payment_id: due.payment_id,
            appointment_id: appointment.0,
            amount_minor: due.amount_minor,
            currency: due.currency.clone(),
            product_name: "Appointment".to_owned(),
            success_url: format!("{site}/paid/{appointment}"),
            cancel_url: format!("{site}/paid/{appointment}/left/{code}"),
            expires_at: checkout_expiry(due.created_at),
            idempotency_key: format!("checkout-{}", due.payment_id),
            customer_email: None,
        }
    }
}

fn too_late(due: &DueRow) -> Refusal {
    match AppointmentStatus::parse(&due.appointment_status) {
        Some(AppointmentStatus::Held | AppointmentStatus::Released) => AppError::Gone(Code::HoldExpired).into(),
        _ => Refusal::conflict(Code::AlreadyPaid),
    }
}

fn unavailable(error: StripeError) -> Refusal {
    match error {
        StripeError::Unavailable => Refusal::conflict(Code::PaymentUnavailable),
        other => other.into(),
    }
}

/// As well as it goes: nobody has the address of this checkout.
async fn close(stripe: &StripeClient, id: &str) {
    if let Err(error) = stripe.expire_checkout(id).await {
        tracing::warn!(%error, "an unused checkout stays open until it runs out");
    }
}
