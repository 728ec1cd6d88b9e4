//! Access beyond care: given, taken in an emergency, ended, told and listed; and the log of who looked.
// N4 T9 M5

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail and panic")]

mod care;
mod emergency;
mod given;
mod injected;
mod logged;
mod support;
mod team;
