//! The activity log, its signed heads and the ledger on a real database: what is sound says so, and whatever is done to
//! it by a superuser's hand is named (M4, T8, S5, T9).
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on stops")]

mod checkpoints;
mod ledger;
mod mutations;
mod outside;
mod proofs;
mod redaction;
mod support;
mod verified;
