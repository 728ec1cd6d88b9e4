//! What a client agrees to: the page that asks, the receipt, and the clinic's list.
//!
//! Guarantee: nothing is chosen beforehand, and taking consent back stands where giving it stands. A form carries the
//! hashes of the texts it stands beside, so an answer is to what was read.

pub mod api;
#[cfg(feature = "ssr")]
mod ask;
#[cfg(feature = "ssr")]
pub mod client_page;
#[cfg(feature = "ssr")]
pub mod clinic_page;
#[cfg(feature = "ssr")]
pub mod feature;
#[cfg(feature = "ssr")]
pub mod my_page;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(feature = "ssr")]
pub mod receipt_page;

/// The choice between the two languages, for other pages that clients read in both.
#[cfg(feature = "ssr")]
pub use {my_page::Query, parts::Languages};
