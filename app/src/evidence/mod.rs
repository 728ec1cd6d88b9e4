//! `/me/evidence`: what the log says happened to a client, each with a proof, and checking it oneself (M4).
//!
//! Guarantee: a proof is checked in the reader's browser by a module that does nothing else, or on their own machine by
//! `nutriscope verify-proof`; without script the pages show how. No island: the verifier is loaded where it is used.

pub mod api;
#[cfg(feature = "ssr")]
pub mod feature;

#[cfg(feature = "ssr")]
pub mod files;
#[cfg(feature = "ssr")]
pub mod list_page;
#[cfg(feature = "ssr")]
pub mod proof_page;
