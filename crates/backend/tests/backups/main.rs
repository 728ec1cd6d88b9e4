//! Backups on a real Postgres: whole or not at all, and back again. M9 P16
//!
//! One file each for taking and keeping (`taking`), for damage (`damage`), for restoring and the drill (`restoring`).

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod damage;
mod erased;
mod restoring;
mod support;
mod taking;
