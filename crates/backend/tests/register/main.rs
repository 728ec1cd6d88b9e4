//! The data register against the database, and what is driven by it.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod catalogue;
mod jobs;
