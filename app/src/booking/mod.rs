//! Booking and paying: services and hours (`/practice`, `/clinic`), free times and appointments (`/me`), the agenda,
//! and the pages Stripe sends people back to.
//!
//! Guarantee: no page here confirms anything. Coming back from the payment shows what the database says, which only a
//! verified event has changed.

pub mod api;
#[cfg(feature = "ssr")]
pub mod feature;
pub mod hold_timer;

#[cfg(feature = "ssr")]
pub mod agenda;
#[cfg(feature = "ssr")]
pub mod alert;
#[cfg(feature = "ssr")]
pub mod appointment;
#[cfg(feature = "ssr")]
pub mod availability;
#[cfg(feature = "ssr")]
pub mod choose;
#[cfg(feature = "ssr")]
pub mod list;
#[cfg(feature = "ssr")]
pub mod money;
#[cfg(feature = "ssr")]
pub mod paid;
#[cfg(feature = "ssr")]
pub mod services;
#[cfg(feature = "ssr")]
pub(crate) mod when;
