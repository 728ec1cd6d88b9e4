//! The journal on a real database with the client's own login: N2 N8 N9 P1 M10.

#![expect(clippy::unwrap_used, clippy::panic, reason = "test support: a failure here fails the test")]

mod day;
mod demo;
mod every_kind;
mod save;
mod search;
mod sleep;
mod support;
mod undo;
