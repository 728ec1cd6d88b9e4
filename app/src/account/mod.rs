//! `/account`: how somebody signs in and what protects it, the same pages for every role.
//!
//! Guarantee: these pages stand in the shell of the portal the session is in, and show nobody's account but its own.
//! To add one: a loader that begins with `ctx.account()` (or `ctx.proved_account()`, which asks for a fresh proof first),
//! and a row in `hub::ENTRIES` that leads to it.

pub mod api;
#[cfg(feature = "ssr")]
pub mod feature;
pub mod passkey_button;

#[cfg(feature = "ssr")]
pub mod app_page;
#[cfg(feature = "ssr")]
pub mod change_pages;
#[cfg(feature = "ssr")]
pub mod hub;
#[cfg(feature = "ssr")]
mod onward;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
pub mod passkey_page;
#[cfg(feature = "ssr")]
pub mod profile_page;
#[cfg(feature = "ssr")]
pub mod prove;
#[cfg(feature = "ssr")]
pub mod recovery_page;
#[cfg(feature = "ssr")]
pub mod rule_page;
#[cfg(feature = "ssr")]
pub mod sessions_page;
