//! Keys in the database: those of clients and organisations with their certificates, the rotation of everything that is
//! sealed, and the proof to the database that a step of signing in is this process's.
//!
//! Guarantees (T7): a rollback leaves no key, and concurrent creators share one; a key that was destroyed does not come back,
//! and says so by a signed certificate. What is done with a key is in `secret`.

pub mod certificate;
mod closed;
mod house;
mod keyring;
mod queries;
pub mod rotate;
pub mod step;

pub use certificate::Certificate;
pub use closed::closed;
pub use house::KeyStatus;
pub use keyring::ClientKeys;
pub(crate) use queries::key_work;
pub(crate) use step::{About, Step};
