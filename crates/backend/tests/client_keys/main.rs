//! A key for each client: what it seals, who gets it, how it is replaced and destroyed. T7 M9 N6

#![expect(clippy::unwrap_used, clippy::panic, reason = "test support: a failure here fails the test")]

mod cost;
mod destroyed;
mod killed;
mod left;
mod misuse;
mod moved;
mod sealed;
mod support;
