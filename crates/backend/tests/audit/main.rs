//! Timelines, who saw a record, and the administrators' viewer: what each portal may know, page by page, and as a file.
// S5 T9 M5 P15

#![expect(clippy::unwrap_used, reason = "a test may fail and panic")]

mod copies;
mod support;
mod timelines;
mod viewer;
