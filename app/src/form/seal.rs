//! Which forms say where they were made, and the word for the portal they were made in.

use crate::{
    access::{Role, Rule},
    ctx::Ctx,
};

impl Ctx {
    /// What says where a form of this page belongs, with the fields of it that stay as they are. `None` where nobody is
    /// known: such a form can only be one that is open to anyone.
    pub fn seal(&self, fixed: &[(String, String)]) -> Option<String> {
        self.viewer().map(|viewer| self.backend().seal_form(&viewer.made, fixed))
    }

    /// Finds out who is looking, for a closed page that has asked the back half without a transaction of its own: its
    /// forms say where they belong, too, and its frame says where one is.
    pub async fn know_viewer(&self, rule: Option<&Rule>) {
        if rule.is_some_and(Rule::needs_seal) && self.viewer().is_none() {
            // Where that fails the forms are refused, with what was typed.
            _ = self.account_to_enrol().await;
        }
    }
}

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
