//! Signing in and out, registration, invitations, forgotten passwords.
//!
//! Guarantees: a page with a link's secret never uses it up by being looked at (mail scanners look at everything), only
//! by its button; what is said about an address does not tell whether it has an account.

pub mod api;
pub mod choose_password;
#[cfg(feature = "ssr")]
pub mod feature;
pub mod reveal_password;
pub mod zone_select;

#[cfg(feature = "ssr")]
pub mod account_pages;
#[cfg(feature = "ssr")]
pub mod invitation_page;
#[cfg(feature = "ssr")]
pub mod link_page;
#[cfg(feature = "ssr")]
pub mod mailbox_page;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub(crate) mod parts;
#[cfg(feature = "ssr")]
pub mod session;
