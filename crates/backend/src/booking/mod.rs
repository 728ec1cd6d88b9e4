//! What can be booked, when, and what was booked.
//!
//! Guarantees: a time is booked once (one lock per practitioner, taken before any row of theirs is touched, and an
//! exclusion constraint underneath); price, length and practitioner are the service's own; a paid booking is only
//! ever held here, [`crate::payment`] confirms it. To add a transition: the trigger in the migration first, then one
//! function that takes the lock, changes the row and commits its activity entry.

mod agenda;
mod appointments;
mod book;
mod leave;
mod letters;
mod offer;
mod queries;
mod rows;
mod times;

pub(crate) use leave::cancel_ahead;

pub use book::{BookOrder, Booked};

pub(crate) use letters::{
    MoneyJob, TELL_CLIENT, TELL_CLIENT_OF_MONEY, TELL_PRACTITIONER, TELL_PRACTITIONER_OF_MONEY, tell, tell_money,
};
pub(crate) use queries::{lock_practitioner, release_expired_holds};
pub(crate) use rows::refund_is_due;

/// A job that looks at a payment again when its hold has run out.
pub(crate) const RELEASE_HOLD: &str = "release_hold";
/// A job that looks at a payment now: something was cancelled or released.
pub(crate) const SETTLE_PAYMENT: &str = "settle_payment";

/// A job that sends a refund again which had failed: an administrator asked for it.
pub(crate) const REFUND_AGAIN: &str = "refund_again";

/// What those jobs carry.
#[derive(Debug, Clone, Copy, serde::Serialize, serde::Deserialize)]
pub struct PaymentJob {
    pub payment_id: uuid::Uuid,
}
