//! What this installation can show of itself: proofs that were run, backups, drills.

mod facts;
mod queries;
pub mod status;
