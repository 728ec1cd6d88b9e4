//! Changing a member's role, suspending, resuming, removing; handing ownership over.
//!
//! The rules are the database's (`app.membership_transition`): a clinic keeps an owner, an owner is an owner's to
//! change, nobody changes their own standing, a caseload is handed over before its practitioner goes, and all of it
//! takes a fresh proof (`authz.demand_proof`).

use std::collections::BTreeSet;

use chrono::TimeDelta;
use contract::id::{MembershipId, OfferId};
use contract::team::{MemberRole, TEAM_ROLES};
use contract::{AppError, Code};
use uuid::Uuid;

use super::queries::{self, Me};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::booking;
use crate::db::{Clinic, WriteTx};
use crate::refusal::Refusal;

/// How long an offer of ownership stands.
const OFFER_DAYS: i64 = 7;
/// The job that writes to clients whose practitioner left.
pub(crate) const TELL_HANDOVER: &str = "tell_handover";

/// The job that writes to all who must know of a new owner.
pub(crate) const TELL_OWNER: &str = "tell_owner";

/// Whose clinic it is now and whose it was.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct OwnerJob {
    pub owner: Uuid,
    pub before: Uuid,
}

/// What the job of a handover carries.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct HandoverJob {
    pub from: Uuid,
    pub to: Uuid,
    pub clients: Vec<Uuid>,
    pub cancelled: BTreeSet<Uuid>,
}

impl Backend {
    /// # Errors
    /// `NotFound` for who is not the caller's to change; `Conflict` for a caseload that is not handed over, the last
    /// owner, or a role they have already.
    pub async fn change_role(
        &self,
        mut tx: WriteTx<Clinic>,
        id: MembershipId,
        role: MemberRole,
    ) -> Result<(), Refusal> {
        if !TEAM_ROLES.contains(&role) {
            return Err(Refusal::field("role", Code::Unknown));
        }
        let me = Me::of(tx.scope());
        let from = queries::find_standing(tx.conn(), &me, id.0).await?.ok_or(Refusal::NOT_FOUND)?;
        queries::set_role(tx.conn(), &me, id.0, role.as_str()).await.map_err(refused)?.ok_or(Refusal::NOT_FOUND)?;
        tx.commit(Activity::new(Action::MemberRoleChanged).on(id.0).moved(from.role, role.as_str())).await
    }

    /// Closes the door to a member, or opens it again. Their sessions end; none is revived.
    ///
    /// # Errors
    /// As `change_role`.
    pub async fn suspend_member(&self, tx: WriteTx<Clinic>, id: MembershipId, away: bool) -> Result<(), Refusal> {
        match away {
            true => stand(tx, id, "suspended", Action::MemberSuspended).await,
            false => stand(tx, id, "active", Action::MemberResumed).await,
        }
    }

    /// Removes a member. A practitioner's clients go to `heir` and are told; their appointments ahead are cancelled,
    /// told and refunded.
    ///
    /// # Errors
    /// As `change_role`; `Invalid` on `heir` when clients are left without one.
    pub async fn remove_member(
        &self,
        mut tx: WriteTx<Clinic>,
        request_id: &str,
        id: MembershipId,
        heir: Option<MembershipId>,
    ) -> Result<(), Refusal> {
        let me = Me::of(tx.scope());
        let standing = queries::find_standing(tx.conn(), &me, id.0).await?.ok_or(Refusal::NOT_FOUND)?;
        if standing.role == "practitioner" {
            let heir = heir.map(|heir| heir.0);
            let cancelled = booking::cancel_ahead(&mut tx, id.0).await?;
            let clients = queries::hand_over(tx.conn(), id.0, heir, request_id).await.map_err(refused)?;
            if let (Some(to), false) = (heir, clients.is_empty()) {
                let job = HandoverJob { from: id.0, to, clients, cancelled };
                tx.enqueue(TELL_HANDOVER, &job, None, None).await?;
            }
        }
        stand(tx, id, "removed", Action::MemberRemoved).await
    }

    /// The owner offers the clinic to an administrator, who takes it signed in as themselves.
    ///
    /// # Errors
    /// `NotFound` for anyone who is not an owner, or offers it to nobody; `Conflict` while another offer stands.
    pub async fn offer_ownership(&self, mut tx: WriteTx<Clinic>, key: Uuid, to: MembershipId) -> Result<(), Refusal> {
        let me = Me::of(tx.scope());
        let standing = queries::find_standing(tx.conn(), &me, to.0).await?.ok_or(Refusal::NOT_FOUND)?;
        if tx.scope().role() != crate::db::Role::Owner || standing.role != "admin" || standing.status != "active" {
            return Err(Refusal::NOT_FOUND);
        }
        let until = self.clock.now() + TimeDelta::days(OFFER_DAYS);
        queries::insert_offer(tx.conn(), &me, key, to.0, until).await.map_err(refused)?;
        tx.commit(Activity::new(Action::OwnershipOffered).on(key)).await
    }

    /// Ends an open offer: withdrawn by whoever made it, declined by whom it was made to.
    ///
    /// # Errors
    /// `NotFound` when there is no such open offer.
    pub async fn end_offer(&self, mut tx: WriteTx<Clinic>, id: OfferId) -> Result<(), Refusal> {
        let me = Me::of(tx.scope());
        let to = queries::end_offer(tx.conn(), &me, id.0).await?.ok_or(Refusal::NOT_FOUND)?;
        let action = if to == "declined" { Action::OwnershipDeclined } else { Action::OwnershipWithdrawn };
        tx.commit(Activity::new(action).on(id.0).moved("open", to)).await
    }

    /// Takes an offered clinic: the caller becomes its owner, the one who offered it an administrator.
    ///
    /// # Errors
    /// `NotFound` for an offer that is not the caller's, or is over.
    pub async fn accept_ownership(&self, mut tx: WriteTx<Clinic>, id: OfferId) -> Result<(), Refusal> {
        let owner = tx.scope().member().0;
        let taken = queries::accept_ownership(tx.conn(), id.0).await.map_err(refused)?;
        let before = taken.ok_or(Refusal::NOT_FOUND)?;
        tx.enqueue(TELL_OWNER, &OwnerJob { owner, before }, None, None).await?;
        tx.commit(Activity::new(Action::OwnershipAccepted).on(id.0).moved("open", "accepted")).await
    }
}

async fn stand(mut tx: WriteTx<Clinic>, id: MembershipId, status: &'static str, action: Action) -> Result<(), Refusal> {
    let me = Me::of(tx.scope());
    let from = queries::find_standing(tx.conn(), &me, id.0).await?.ok_or(Refusal::NOT_FOUND)?;
    queries::set_status(tx.conn(), &me, id.0, status).await.map_err(refused)?.ok_or(Refusal::NOT_FOUND)?;
    tx.commit(Activity::new(action).on(id.0).moved(from.status, status)).await
}

/// The database's rules in the words of a form.
fn refused(error: sqlx::Error) -> Refusal {
    let refusal = Refusal::from(error);
    match refusal.constraint() {
        Some("proof_needed") => AppError::ProofNeeded.into(),
        Some("last_owner") => Refusal::conflict(Code::LastOwner),
        Some("member_caseload") => Refusal::conflict(Code::CaseloadLeft),
        Some("hand_over_heir") => Refusal::field("heir", Code::Required),
        Some("membership_organisation_id_person_id_role_key" | "ownership_offer_open" | "ownership_offer_pkey") => {
            Refusal::conflict(Code::AlreadyMember)
        }
        Some("member_self" | "member_role" | "ownership_over") => Refusal::NOT_FOUND,
        _ => refusal,
    }
}
