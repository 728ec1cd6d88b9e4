//! Light or dark, kept in a cookie of its own: nothing about a person, so it needs no session.
//! The smallest whole feature: a form, its server function, its refusal.

pub mod api;
#[cfg(feature = "ssr")]
pub mod choice;
#[cfg(feature = "ssr")]
pub mod feature;
