//! Money and state agree (N13).
//!
//! Guarantees: nothing but what Stripe itself says, asked by us, confirms a paid booking; a payment has one checkout,
//! whose key is the payment's id, so a booking is charged once; whatever happens in which order, [`Backend::settle`]
//! leads to the same end: paid with its appointment, or given back.
//!
//! `settle` looks at the appointment, the payment and Stripe, and moves one step nearer to agreement. Events, jobs and
//! the way back from the payment page all call it and carry no state of their own: a duplicate, a late or a lost one
//! changes nothing. `docs/walks.md` follows one event from Stripe to the letter. The next kind of event: a line in
//! [`Backend::apply_event`].

mod checkout;
mod events;
mod figures;
mod mismatch;
mod movements;
mod outcome;
mod queries;
mod settle;
mod settlement;

pub use events::{ReceiveError, StripeEventJob};
pub use settle::Settled;

/// The job the event inbox enqueues (by a trigger, in the transaction that stores the event).
pub const APPLY_EVENT: &str = "apply_stripe_event";
