//! An order to be paid at Stripe's checkout, and what a checkout session says about it.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::CheckoutUrl;

/// Metadata keys, at Stripe, that lead back to our rows.
pub(super) const PAYMENT_ID: &str = "payment_id";
pub(super) const APPOINTMENT_ID: &str = "appointment_id";

/// When a checkout opened for a payment made at `created_at` expires by itself: 46 minutes later.
///
/// Stripe refuses less than 30 minutes from the moment it is asked. A hold lasts 15, and its checkout may be opened (or
/// asked for again with the same key, which requires the same instant) until its last second; one minute is for clocks.
/// The end of a hold is therefore ours to enforce: expire the checkout then.
pub fn checkout_expiry(created_at: DateTime<Utc>) -> DateTime<Utc> {
    created_at + TimeDelta::minutes(46)
}

/// What is to be paid. Price and addresses come from the server, never from a request.
#[derive(Debug, Clone)]
pub struct CheckoutOrder {
    pub payment_id: Uuid,
    pub appointment_id: Uuid,
    /// In the currency's minor unit; more than zero.
    pub amount_minor: i64,
    /// ISO 4217 in lower case.
    pub currency: String,
    /// Stripe shows and stores this: something general ("Appointment"), never anything about health.
    pub product_name: String,
    /// `{CHECKOUT_SESSION_ID}` in it is replaced by Stripe. Proves nothing.
    pub success_url: String,
    pub cancel_url: String,
    /// See [`checkout_expiry`].
    pub expires_at: DateTime<Utc>,
    /// The same for the same payment, however often it is tried; at most 255 characters.
    pub idempotency_key: String,
    /// For the receipt; personal data given to Stripe.
    pub customer_email: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckoutStatus {
    Open,
    Complete,
    Expired,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentStatus {
    Unpaid,
    Paid,
    NoPaymentRequired,
}

/// A checkout session as Stripe has it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckoutSession {
    pub id: String,
    pub status: CheckoutStatus,
    pub payment_status: PaymentStatus,
    /// In the minor unit.
    pub amount_total: Option<i64>,
    /// ISO 4217 in lower case.
    pub currency: Option<String>,
    /// `pi_…`; there from the first attempt to pay.
    pub payment_intent: Option<String>,
    /// The payment's id, as we gave it.
    pub client_reference_id: Option<String>,
    pub payment_id: Option<Uuid>,
    pub appointment_id: Option<Uuid>,
    /// Where to pay; only while open, and only on the checkout host.
    pub url: Option<CheckoutUrl>,
    pub expires_at: Option<DateTime<Utc>>,
    pub livemode: bool,
}

/// Whether a session pays for an order of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settlement {
    /// Paid in full, in the right currency, for this payment: the only answer that confirms anything.
    Paid,
    /// Not paid, or not yet.
    Unpaid,
    /// Paid, but not what we asked for: leave the state alone and tell the operator.
    Mismatch,
}

impl CheckoutSession {
    /// Compares what Stripe says with our own row.
    pub fn settles(&self, payment_id: Uuid, amount_minor: i64, currency: &str) -> Settlement {
        if self.status != CheckoutStatus::Complete || self.payment_status != PaymentStatus::Paid {
            return Settlement::Unpaid;
        }
        let ours = self.payment_id == Some(payment_id)
            && self.client_reference_id.as_deref() == Some(payment_id.to_string().as_str())
            && self.amount_total == Some(amount_minor)
            && self.currency.as_deref() == Some(currency);
        if ours { Settlement::Paid } else { Settlement::Mismatch }
    }
}
