//! Documents a client is asked to sign: the clinic's texts, each client's copy, the signed copy.
//!
//! Guarantee: what is signed is the text on the page (its hash travels with the form); a signed copy shows when, by
//! whom and with which hash, and only its end can follow, with a reason.

pub mod api;
#[cfg(feature = "ssr")]
pub mod clinic_page;
#[cfg(feature = "ssr")]
pub mod feature;
#[cfg(feature = "ssr")]
mod forms;
#[cfg(feature = "ssr")]
pub mod my_page;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(feature = "ssr")]
pub mod practice_page;
