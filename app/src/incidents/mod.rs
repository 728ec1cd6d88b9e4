//! Incidents: the register with its clock, the steps of one, what it touched, and letters to copy (N15).
//!
//! Guarantee: a page offers the steps that can be taken now and no other; what is weighty asks for a fresh proof; plain
//! forms, no script. To add a step: its form in `steps`, its function in `api`, its words.

pub mod api;
#[cfg(feature = "ssr")]
pub mod feature;

#[cfg(feature = "ssr")]
pub mod affected_page;
#[cfg(feature = "ssr")]
pub mod letters_page;
#[cfg(feature = "ssr")]
pub mod list_page;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(feature = "ssr")]
mod steps;
