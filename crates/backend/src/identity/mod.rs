//! Who somebody is: accounts, sessions, invitations.

mod session_store;
mod token;

pub use session_store::SessionStore;
pub use token::SessionToken;
