//! The ledger of an AI service: that it was asked about somebody and what for, never what (P20).
//!
//! Guarantee: a page shows the ledger's lines as row security hands them out, and says whether a service is connected.

#[cfg(feature = "ssr")]
pub mod clinic_page;
#[cfg(feature = "ssr")]
pub mod feature;
#[cfg(feature = "ssr")]
pub mod my_page;
