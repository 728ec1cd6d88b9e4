//! Operating it: what the logs hold and what they do not, what is counted, what is rung for. P16 S12 N8

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a failure here fails the test")]

mod canaries;
mod closed_pipe;
mod metrics;
mod postgres_log;
#[path = "../http/support.rs"]
#[expect(dead_code, reason = "shared with the other tests over HTTP")]
mod support;
mod ways;
