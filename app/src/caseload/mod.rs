//! `/practice`: the clients in one's care, what is new, who comes next.

pub mod api;
pub mod client_filter;
#[cfg(feature = "ssr")]
pub mod feature;
#[cfg(feature = "ssr")]
pub mod page;
pub mod shortcuts;
#[cfg(feature = "ssr")]
mod table;
