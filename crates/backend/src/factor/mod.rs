//! Second factors and step-up: what somebody proves besides a password, and how fresh that proof is.
//!
//! Guarantees, kept by the functions of `migrations/bootstrap/10_factors*.sql`: a session that has not proved the factor
//! its person has opens nothing; an app's step, a recovery code, a mailed code and a passkey's signature are each used
//! once, whatever is sent at the same time; a proof is worth a ticket, and a ticket a session under a new id; changing a
//! factor takes a proof of the last ten minutes. Secrets lie sealed in the row they belong to; codes as keyed hashes.
//!
//! To demand a fresh proof for something: `ctx.proved_account()` in its page and function (or `tx.demand_proof()` in a
//! portal's transaction), and `authz.fresh()` or `auth.proved_person()` in its SQL. The person is led to
//! `/account/prove` and back.

mod email_code;
mod manage;
mod passkey;
mod prove;
mod qr;
mod queries;
mod recovery;
mod rule;
mod sealing;
mod totp;

pub use crate::identity::{Gate, Ticket};
pub use manage::{Enrolment, FactorView, Overview};
pub use passkey::{Passkeys, Purpose as PasskeyPurpose};
pub use prove::Ways;
pub use qr::Qr;
pub use rule::FactorRule;
