//! Who works in an organisation, who is invited; the clinic's first page.

pub mod api;
#[cfg(feature = "ssr")]
pub mod feature;
#[cfg(feature = "ssr")]
mod invitations;
pub mod manage;
#[cfg(feature = "ssr")]
pub mod member_page;
#[cfg(feature = "ssr")]
pub mod page;
