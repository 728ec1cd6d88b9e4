//! The access matrix (T1): who may do what with what, for every page and every server function.
//!
//! Guarantee: closed unless a row opens it; the server answers 404 for a page or function without one, and `Ctx` opens
//! no transaction for a role that the row does not name. Which client's data it reaches is decided in the database.
//! The rows stand with the features (`<feature>/feature.rs`). To add an endpoint: one row there, then write the snapshot
//! anew (see `features_tests`).

mod kinds;

pub use kinds::{Action, Role, Rule, Status};

pub(crate) use kinds::rule;

use Role::{Admin, Client, FrontDesk, Practitioner};

/// Everybody who is signed in: their own account.
pub(crate) const SIGNED_IN: &[Role] = &[Client, Practitioner, FrontDesk, Admin];
