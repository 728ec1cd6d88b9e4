//! What is kept of people and for how long: for the client, who can have it erased, and for the clinic, which decides.
//!
//! Guarantee: what the pages say of data comes from the register that is obeyed. To link a page from one of the two
//! hubs: a line in `LINKS` of `my_page` or `clinic_page`; it shows once the page exists.

pub mod api;
#[cfg(feature = "ssr")]
pub mod feature;

#[cfg(feature = "ssr")]
pub mod clinic_page;
#[cfg(feature = "ssr")]
pub mod holds_page;
#[cfg(feature = "ssr")]
pub mod kept_page;
#[cfg(feature = "ssr")]
mod links;
#[cfg(feature = "ssr")]
pub mod my_page;
#[cfg(feature = "ssr")]
pub mod requests_page;
#[cfg(feature = "ssr")]
pub mod retention_page;
