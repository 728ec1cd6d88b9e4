//! A way back for who has lost every second factor (T4, T5): an administrator of their practice asks, they are told by
//! letter and can refuse, and two days later a job takes the factors off. They sign in with their password then.
//!
//! Guarantees, kept by `migrations/bootstrap/21_recovery.sql`: asking takes a fresh proof and is an administrator's of
//! the same organisation, for an owner an owner's, never one's own; the waiting begins with the letter; whoever proves a
//! factor meanwhile, or belongs to another organisation too, keeps theirs; refusing and carrying out exclude each other;
//! no password is touched; every step is in the log. To add a way to help: a function there first.

mod ask;
mod job;
mod operator;
mod queries;

pub use operator::reset_factors;

pub(crate) use job::{carry_out, tell};

/// The job that writes to the person; the waiting begins with it.
pub(crate) const TELL: &str = "tell_factor_reset";
/// The job that takes the factors off when the time has come.
pub(crate) const CARRY_OUT: &str = "carry_out_factor_reset";

/// What both carry.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct ResetJob {
    pub reset_id: uuid::Uuid,
}
