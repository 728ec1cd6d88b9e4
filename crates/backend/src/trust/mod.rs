//! What this installation can show of itself: proofs that were run, backups, drills.

mod facts;
pub(crate) mod file;
mod queries;
pub mod status;
