//! Copies of data: asking for one, seeing how far it is, fetching it; the same list for everybody.
//!
//! Guarantee: how far it is is a figure of the database, shown without script; fetching is a form that posts, since it
//! is written into the log. The file itself is answered by the server (`/api/export/download`).

pub mod api;
#[cfg(feature = "ssr")]
pub mod feature;

#[cfg(feature = "ssr")]
pub mod clinic_page;
#[cfg(feature = "ssr")]
pub mod list;
#[cfg(feature = "ssr")]
pub mod own_pages;
