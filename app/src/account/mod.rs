//! `/account`: how somebody signs in and what protects it, the same pages for every role.
//!
//! Guarantee: these pages stand in the shell of the portal the session is in, and show nobody's account but its own.
//! To add one: a loader that begins with `ctx.account()`, and a row in `hub::ENTRIES` that leads to it.

#[cfg(feature = "ssr")]
pub mod hub;
