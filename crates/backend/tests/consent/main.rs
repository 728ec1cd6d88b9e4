//! What clients agree to, and its effects, on a real database. T13 P12 P13
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure in arranging fails the test")]

mod effects;
mod history;
mod order;
mod receipt;
mod support;
