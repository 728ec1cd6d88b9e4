//! Which forms say where they were made, and the word for the portal they were made in.

use crate::access::{Role, Rule};

impl Rule {
    /// Whether a form that posts here must say where it was made. Named exemption: what is open to anyone (signing in and
    /// up, invitations, resets, choosing a place), which needs no membership.
    pub fn needs_seal(&self) -> bool {
        !self.roles.contains(&Role::Anyone)
    }
}

impl Role {
    /// The portal of this role, as sessions name it.
    pub fn portal(self) -> &'static str {
        match self {
            Self::Anyone => "none",
            Self::Client => "client",
            Self::Practitioner => "practice",
            Self::FrontDesk | Self::Admin => "clinic",
        }
    }
}
