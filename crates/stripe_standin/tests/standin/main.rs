//! The stand-in over real connections.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod api;
mod deliveries;
mod page;
mod support;
