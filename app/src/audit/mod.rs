//! What happened, for those it concerns: the client, the practitioner, the administrators (S5 T9 M5).
//!
//! Guarantee: plain pages and forms, no script; an address holds ids and dates, never a name.
//! To show lines elsewhere: `lines::Lines`.

pub mod api;
#[cfg(feature = "ssr")]
pub mod feature;

#[cfg(feature = "ssr")]
pub mod integrity;
#[cfg(feature = "ssr")]
mod lines;
#[cfg(feature = "ssr")]
pub mod timelines;
#[cfg(feature = "ssr")]
pub mod viewer;
#[cfg(feature = "ssr")]
pub mod who_saw;
