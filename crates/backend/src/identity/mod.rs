//! Who somebody is: accounts, sessions, invitations.
//!
//! Guarantees: a known and an unknown address get the same answer after the same work; passwords exist here only as
//! argon2id hashes, links only as hashes of what was mailed; a link works once; a new password ends every session.
//! To add a step somebody takes before they are signed in: its function in `auth` (SQL), one query in `queries`, one
//! method beside its kin here, and its limit in `limits`.

mod account;
mod arrival;
mod breach;
mod change;
mod gate;
mod invitation;
mod limits;
mod pace;
mod password;
mod policy;
mod queries;
mod session_store;
mod sessions;
mod sign_in;

pub use crate::config::BreachConfig;
pub use crate::session_token::{NoToken, SessionToken};
pub use account::ResetLink;
pub use arrival::{Arrival, DeviceToken, describe};
pub use breach::Breaches;
pub use change::EmailChange;
pub use gate::{Gate, Ticket};
pub use invitation::{Joined, Mine};
pub use limits::Limits;
pub use password::Passwords;
pub use session_store::SessionStore;
pub use sign_in::{Proof, SignedIn, Suspended};

pub(crate) use account::sign_up;
