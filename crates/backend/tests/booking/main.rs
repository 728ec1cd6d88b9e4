//! Booking and paying on a real database, with the stand-in for Stripe in this process (N12, N13).
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on stops")]

mod agreement;
mod crowd;
mod forgery;
mod house;
mod letters;
mod limits;
mod mismatch;
mod money;
mod offer;
mod one_event;
mod paying;
mod settlement;
