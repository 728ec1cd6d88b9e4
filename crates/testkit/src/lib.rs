//! What tests stand on: a real Postgres with the real roles, one fresh database per test, and people whose kind is a
//! type, so that a test says who calls.
//!
//! Needs `NS_TEST_BOOTSTRAP_URL`, a superuser's address of a throw-away cluster; `./dev test` makes one.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "test support: a failure here fails the test"
)]

mod database;
mod functions;
mod house;
mod journal;
mod mail_sink;
pub mod marked;
mod people;
mod step;
mod worker;

pub use database::{TestDatabase, config};
pub use functions::{Function, functions};
pub use house::{House, refused};
pub use journal::Journal;
pub use mail_sink::{Mail, MailSink};
pub use people::{Actor, World};
pub use step::{step, step_under};
pub use worker::{Work, Worker, be_child, kill_often, rounds};
