//! What this installation can show of itself: proofs that were run, backups, drills.

pub mod status;
