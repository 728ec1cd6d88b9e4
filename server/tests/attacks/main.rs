//! What outsiders try, over HTTP, on the real database: each test is somebody who means harm. What each promise is, says
//! the line above it. To add an attack: a test in the file of its kind.

#![expect(clippy::unwrap_used, reason = "a failure here fails the test")]

mod accounts;
mod flood;
mod foreign_ids;
mod forgery;
mod injection;
mod nasty;
#[path = "../http/support.rs"]
#[expect(dead_code, reason = "shared with the other tests over HTTP")]
mod support;
mod town;
mod webhook;
