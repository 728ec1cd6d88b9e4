//! The way back for who has lost every second factor: administrators ask, the person can refuse by their letter's link.
//!
//! Guarantee: both pages work without script; looking at a link changes nothing.

pub mod api;
#[cfg(feature = "ssr")]
pub mod feature;

#[cfg(feature = "ssr")]
pub mod clinic_page;
#[cfg(feature = "ssr")]
pub mod keep_page;
