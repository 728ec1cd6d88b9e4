//! Registers, controls, reviews, and what the trust page may say. P14 P16 T16

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod claims;
mod keeping;
mod reviews;
