//! Who works in an organisation and who is invited to it.
//!
//! Guarantees: a practitioner invites clients to their own care and sees their own invitations; an administrator
//! invites colleagues; the database refuses anything else, a role above the inviter's included. What is said to the
//! inviter does not tell whether an address has an account. To add a page about members: its query here, a method of
//! one transaction.

mod handover;
mod invite;
mod manage;
mod queries;

use contract::grant::Named;
use contract::id::{MembershipId, OfferId};
use contract::paging::Reach;
use contract::team::{ClinicOverview, InviteView, MemberRole, MemberView, OwnershipOffer, TeamView};

use crate::Backend;
use crate::db::{Clinic, Practice, ReadTx};
use crate::refusal::Refusal;

pub(crate) use handover::{tell as tell_handover, tell_owner};
pub(crate) use invite::{invite_client, invite_member};
pub(crate) use manage::{TELL_HANDOVER, TELL_OWNER};
pub(crate) use queries::tell_once;

impl Backend {
    /// `/practice/clients/invite`: the practitioner's unanswered invitations.
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_client_invitations(
        &self,
        tx: &mut ReadTx<Practice>,
        reach: Reach,
    ) -> Result<InviteView, Refusal> {
        let (me, now) = (queries::Me::of(tx.scope()), self.clock.now());
        let organisation = tx.scope().organisation_name.clone();
        let invitations = queries::list_invitations(tx.conn(), &me, true, now, reach).await?;
        Ok(InviteView { organisation, invitations })
    }

    /// `/clinic/team`
    ///
    /// # Errors
    /// Database faults.
    pub async fn load_team(&self, tx: &mut ReadTx<Clinic>, reach: Reach) -> Result<TeamView, Refusal> {
        let (me, now) = (queries::Me::of(tx.scope()), self.clock.now());
        let (organisation, may_invite) = (tx.scope().organisation_name.clone(), tx.scope().role().is_admin());
        let members = queries::list_members(tx.conn(), &me).await?;
        let invitations = queries::list_invitations(tx.conn(), &me, false, now, reach).await?;
        let offers = queries::list_offers(tx.conn(), &me).await?;
        let offers = offers
            .into_iter()
            .map(|row| OwnershipOffer {
                id: OfferId(row.offer_id),
                from: row.from_name,
                to: row.to_name,
                is_to_you: row.is_to_me,
            })
            .collect();
        Ok(TeamView { organisation, may_invite, members, invitations, offers })
    }

    /// `/clinic/team/{member}`
    ///
    /// # Errors
    /// `NotFound` for who does not work here.
    pub async fn load_member(&self, tx: &mut ReadTx<Clinic>, id: MembershipId) -> Result<MemberView, Refusal> {
        let (me, role) = (queries::Me::of(tx.scope()), tx.scope().role());
        let row = queries::find_member(tx.conn(), &me, id.0).await?.ok_or(Refusal::NOT_FOUND)?;
        let heirs = queries::list_heirs(tx.conn(), &me, id.0).await?;
        let (is_you, is_owner) = (id.0 == me.member, role == crate::db::Role::Owner);
        let member_role = MemberRole::parse(&row.role).ok_or(Refusal::NOT_FOUND)?;
        let is_active = row.status == "active";
        Ok(MemberView {
            id,
            name: row.display_name,
            role: member_role,
            is_suspended: row.status == "suspended",
            is_removed: row.status == "removed",
            is_you,
            may_change: role.is_admin() && !is_you && (is_owner || member_role != MemberRole::Owner),
            may_offer: is_owner && is_active && member_role == MemberRole::Admin,
            clients: row.clients,
            appointments: row.appointments,
            heirs: heirs.into_iter().map(|(id, name)| Named { id: MembershipId(id), name }).collect(),
        })
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
