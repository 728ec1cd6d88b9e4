//! Documents to sign and the ledger of an AI service, on a real database. S9 P12 P20
#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure in arranging fails the test")]

mod ai;
mod letter;
mod signing;
mod support;
