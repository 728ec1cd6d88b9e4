//! Keys of clients: replacing them, how far that is, and the certificates of those that were destroyed.
//!
//! Guarantee: shows counts and certificates, never a key; a certificate is saved as the file that can be checked.

pub mod api;
#[cfg(feature = "ssr")]
pub mod feature;

#[cfg(feature = "ssr")]
pub mod clinic_page;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
pub mod my_page;
