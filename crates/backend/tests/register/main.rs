//! The data register against the database, and what is driven by it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod catalogue;
mod erase;
mod holds;
mod jobs;
mod killed;
mod last_letter;
mod restore;
mod retain;
mod signed;
mod support;
mod written;
