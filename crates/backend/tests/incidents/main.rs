//! Incidents: the order of their states, the clock and its letters, what they touched, the operator's bundle.
// N15

#![expect(clippy::unwrap_used, reason = "a test may fail and panic")]

mod bundle;
mod clock;
mod steps;
mod support;
mod touched;
