//! Who works in an organisation and who is invited to it.
//!
//! Guarantees: a practitioner invites clients to their own care and sees their own invitations; an administrator
//! invites colleagues; the database refuses anything else, a role above the inviter's included. What is said to the
//! inviter does not tell whether an address has an account. To add a page about members: its query here, a method of
//! one transaction.

mod invite;
mod queries;

use contract::team::{ClinicOverview, InviteView, TeamView};

use crate::Backend;
use crate::db::{Clinic, Practice, ReadTx};
use crate::refusal::Refusal;

pub(crate) use invite::{invite_client, invite_member};

impl Backend {
    /// `/practice/clients/invite`: the practitioner's unanswered invitations.
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_client_invitations(&self, tx: &mut ReadTx<Practice>) -> Result<InviteView, Refusal> {
        let (me, now) = (queries::Me::of(tx.scope()), self.clock.now());
        let organisation = tx.scope().organisation_name.clone();
        let invitations = queries::list_invitations(tx.conn(), &me, true, now).await?;
        Ok(InviteView { organisation, invitations })
    }

    /// `/clinic/team`
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_team(&self, tx: &mut ReadTx<Clinic>) -> Result<TeamView, Refusal> {
        let (me, now) = (queries::Me::of(tx.scope()), self.clock.now());
        let (organisation, may_invite) = (tx.scope().organisation_name.clone(), tx.scope().role().is_admin());
        let members = queries::list_members(tx.conn(), &me).await?;
        let invitations = queries::list_invitations(tx.conn(), &me, false, now).await?;
        Ok(TeamView { organisation, may_invite, members, invitations })
    }

    /// `/clinic`
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_clinic_overview(&self, tx: &mut ReadTx<Clinic>) -> Result<ClinicOverview, Refusal> {
        let (me, now) = (queries::Me::of(tx.scope()), self.clock.now());
        let counts = queries::count_members(tx.conn(), &me, now).await?;
        let scope = tx.scope();
        Ok(ClinicOverview {
            organisation: scope.organisation_name.clone(),
            name: scope.display_name.clone(),
            practitioners: counts.practitioners,
            office: counts.office,
            clients: counts.clients,
            open_invitations: counts.invitations,
            may_invite: scope.role().is_admin(),
        })
    }
}
