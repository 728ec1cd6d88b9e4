//! Stripe-hosted Checkout: opening, reading, expiring, refunding, and the proof that an event came from Stripe.
//!
//! Guarantees
//! - an event that was not verified has no type: [`VerifiedEvent`] is made by [`verify_event`] alone, over the raw body;
//! - a verified event says only that something happened: whoever applies it reads the object again ([`StripeClient`])
//!   and asks [`CheckoutSession::settles`] whether it pays for our own order;
//! - a browser is sent only to a [`CheckoutUrl`], which is Stripe's own checkout host or, in development, the stand-in;
//! - every change carries the caller's idempotency key and keeps it when it is tried again;
//! - neither errors nor log lines hold personal data, keys or product names.
//!
//! The next call: one method in `client.rs` that builds the library's request and goes through `StripeClient::retried`,
//! and a type in `checkout.rs` or beside it with the few fields we rely on. The next kind of event: [`EventKind`].

mod checkout;
mod client;
mod config;
mod error;
mod refunds;
mod retry;
mod verify;

#[cfg(test)]
mod checkout_tests;
#[cfg(test)]
mod config_tests;
#[cfg(test)]
mod verify_properties;
#[cfg(test)]
mod verify_tests;

pub use checkout::{CheckoutOrder, CheckoutSession, CheckoutStatus, PaymentStatus, Settlement, checkout_expiry};
pub use client::StripeClient;
pub use config::{CheckoutUrl, StripeConfig};
pub use error::StripeError;
pub use refunds::{Charge, Dispute, DisputeStatus, Movements, Refund, RefundStatus};
pub use retry::Patience;
pub use verify::{EventKind, RefusedEvent, VerifiedEvent, verify_event};
