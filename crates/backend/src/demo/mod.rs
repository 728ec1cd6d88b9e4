//! Demo data, made through the same functions real people use.
//!
//! To add a feature's data: a file here that is handed who it writes as.

mod dishes;
pub mod journal;
