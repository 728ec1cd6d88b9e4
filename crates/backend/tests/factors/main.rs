//! Second factors and step-up on a real database: what is used once, what a half session opens, what takes a fresh
//! proof. T5 T6 T7

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure in arranging fails the test")]

mod codes;
mod gate;
mod recovery;
mod rule;
mod shut_out;
mod support;
mod totp;
