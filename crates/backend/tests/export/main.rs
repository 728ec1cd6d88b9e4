//! Exports (T12 P10 N7 N9): what is in them, who gets them, and that they survive being killed. `support` is the clinic.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failure in arranging or asking fails the test"
)]

mod canaries;
mod client;
mod every_kind;
mod fill;
mod house;
mod killed;
mod moving;
mod readable;
mod states;
mod support;
mod ways;
