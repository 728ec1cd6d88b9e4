//! The account of whoever is signed in, whatever their role: what the pages under `/account` stand on.
//!
//! Guarantee: answers only for a session that opens something. A feature of the account that changes something takes
//! the session's token, not a person's id, so that nobody's account is ever named by a caller.

mod profile;
mod queries;

pub use profile::Profile;

use chrono::{DateTime, Utc};
use contract::id::{MembershipId, OrganisationId, PersonId};
use contract::team::MemberRole;

use crate::Backend;
use crate::db::Public;
use crate::factor::Gate;
use crate::identity::SessionToken;
use crate::refusal::Refusal;

/// Somebody signed in, in one of their places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub person: PersonId,
    /// Where letters go.
    pub email: String,
    pub name: String,
    pub organisation: OrganisationId,
    pub organisation_name: String,
    pub member: MembershipId,
    pub role: MemberRole,
    /// IANA zone of the person.
    pub zone: String,
    /// `Enrol` opens nothing but adding a factor; a session before its factor has no account at all.
    pub gate: Gate,
    /// Who is there was proved within the last ten minutes.
    pub is_fresh: bool,
    pub has_factor: bool,
    /// For staff: from when the organisation wants a strong factor.
    pub staff_factor_from: Option<DateTime<Utc>>,
}

impl Backend {
    /// Whose session this is; `None` for one that is over or has not proved its factor.
    ///
    /// # Errors
    /// Database faults.
    pub async fn find_account(&self, token: &SessionToken) -> Result<Option<Account>, Refusal> {
        let mut tx = self.bare::<Public>().await?;
        Ok(queries::find_account(tx.conn(), &token.stored_hash(&self.keys)).await?)
    }
}
