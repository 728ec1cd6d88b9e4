//! The practitioner's caseload and review on a real database, with the real logins.
// N2 P1 M10

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test support: a failure here fails the test"
)]

mod aggregates;
mod care;
mod cost;
mod naive;
mod support;
mod viewed;
mod visibility;
mod wire;
