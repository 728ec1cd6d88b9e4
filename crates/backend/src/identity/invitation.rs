//! Accepting an invitation: by a new person, who gets an account, or by one who has an account and its password.

use contract::error::Refused;
use contract::id::{MembershipId, PersonId};
use contract::identity::{AcceptInput, InvitationView, Name, NewPassword, parse_zone};
use contract::team::MemberRole;
use contract::{AppError, Code};

use super::account::check_zone;
use super::gate::{Gate, Ticket};
use super::{Arrival, Proof, SessionToken, queries};
use crate::Backend;
use crate::client_keys::{About, Step};
use crate::db::{Public, SignIn};
use crate::random;
use crate::refusal::Refusal;
use crate::secret::token_hash;

/// Somebody who has just joined; they may be signed in at once, since they hold link and password.
#[derive(Debug, Clone)]
pub struct Joined {
    pub person: PersonId,
    pub proof: Proof,
    pub membership: MembershipId,
    pub role: MemberRole,
    /// What link and password are worth for the session.
    pub ticket: Ticket,
}

/// Whoever is signed in where an invitation is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mine {
    pub name: String,
    pub email: String,
    /// The invitation went to their address.
    pub is_theirs: bool,
    /// Theirs, or to an address that is no account's: they may join with the account they have.
    pub may_join: bool,
}

/// Who is joining: name, zone, the hash of a new password, the person whose password was right.
struct Joining {
    name: String,
    zone: String,
    /// None for somebody who has an account.
    hash: Option<String>,
    known: Option<Proof>,
}

impl Backend {
    /// What an open invitation says; looking does not use it.
    ///
    /// # Errors
    /// Database faults.
    pub async fn find_invitation(&self, token: &str) -> Result<Option<InvitationView>, Refusal> {
        let mut tx = self.bare::<Public>().await?;
        Ok(queries::find_invitation(tx.conn(), &token_hash(token)).await?)
    }

    /// Joins the organisation that sent the invitation.
    ///
    /// # Errors
    /// `Gone` when the invitation is over; `Invalid` naming fields; `TooMany`; `ProofNeeded` after the right password of
    /// somebody who has a second factor: they sign in wholly first, and then `accept_invitation_as`.
    pub async fn accept_invitation(
        &self,
        token: &str,
        input: &AcceptInput,
        from: impl Into<Arrival>,
    ) -> Result<Joined, Refusal> {
        let from = from.into();
        self.limits.answer_link(from.address)?;
        let invitation = self.find_invitation(token).await?.ok_or_else(gone)?;
        let joining = match invitation.has_account {
            true => self.prove_account(&invitation, input, &from).await?,
            false => self.new_account(&invitation, input).await?,
        };
        let (person, proof, membership, role) = self.join(token, &joining, None).await?;
        let ticket = self.ticket_for_password(person.0).await?;
        Ok(Joined { person, proof, membership, role, ticket })
    }

    /// Who is signed in where an invitation is opened, past the factor, and what it is to them.
    ///
    /// # Errors
    /// Database faults.
    pub async fn whose_session(
        &self,
        session: &SessionToken,
        invitation: &InvitationView,
    ) -> Result<Option<Mine>, Refusal> {
        let mut tx = self.bare::<Public>().await?;
        let known = queries::session_person(tx.conn(), &session.stored_hash(&self.keys)).await?;
        Ok(known.map(|known| {
            let is_theirs = known.email.trim().eq_ignore_ascii_case(invitation.email.trim());
            Mine {
                name: known.display_name,
                email: known.email,
                may_join: is_theirs || !invitation.has_account,
                is_theirs,
            }
        }))
    }

    /// Joins by the session of whom the invitation is for, or with the account of whoever is signed in where its address
    /// is no account's.
    ///
    /// # Errors
    /// `Gone`; `TooMany`; `NotFound` for somebody else's; `ProofNeeded`.
    pub async fn accept_invitation_as(
        &self,
        session: &SessionToken,
        token: &str,
        from: impl Into<Arrival>,
    ) -> Result<Joined, Refusal> {
        self.limits.answer_link(from.into().address)?;
        let invitation = self.find_invitation(token).await?.ok_or_else(gone)?;
        if !self.whose_session(session, &invitation).await?.is_some_and(|mine| mine.may_join) {
            return Err(Refusal::NOT_FOUND);
        }
        if !matches!(self.find_gate(session).await?, Some((gate, true)) if gate != Gate::Factor) {
            return Err(AppError::ProofNeeded.into());
        }
        let mut tx = self.bare::<Public>().await?;
        let mine = queries::session_person(tx.conn(), &session.stored_hash(&self.keys)).await?;
        let mine = mine.ok_or(AppError::NotSignedIn)?;
        drop(tx);
        let known = Some(Proof { person: PersonId(mine.person_id), version: mine.version });
        let joining = Joining { name: mine.display_name, zone: invitation.zone.clone(), hash: None, known };
        let (person, proof, membership, role) = self.join(token, &joining, Some(session)).await?;
        let ticket = self.carry_proof(session).await?;
        Ok(Joined { person, proof, membership, role, ticket })
    }

    async fn join(
        &self,
        token: &str,
        joining: &Joining,
        session: Option<&SessionToken>,
    ) -> Result<(PersonId, Proof, MembershipId, MemberRole), Refusal> {
        let now = self.clock.now();
        let session = session.map(|session| session.stored_hash(&self.keys));
        let (invitation_hash, person) = (token_hash(token), random::id(now));
        let known = joining.known.map(|proof| proof.person.0);
        let password = joining.hash.as_ref().map(|hash| self.seal_password(person, hash));
        let about = [
            About::Bytes(&invitation_hash),
            About::id(known),
            About::Id(person),
            About::hash(password.as_deref()),
            About::bytes(session.as_deref()),
        ];
        let step = self.keys.step(Step::AcceptInvitation, &about);
        let mut tx = self.bare::<SignIn>().await?;
        let row = queries::AcceptRow {
            step: &step,
            invitation_hash: &invitation_hash,
            known,
            person,
            name: &joining.name,
            zone: &joining.zone,
            password: password.as_deref(),
            member: random::id(now),
            relationship: random::id(now),
            session_hash: session.as_deref(),
        };
        let joined = queries::accept_invitation(tx.conn(), row).await.map_err(|error| match &error {
            sqlx::Error::Database(inner) if inner.constraint() == Some("proof_needed") => AppError::ProofNeeded.into(),
            // A suspended member, or an account made a moment ago under another invitation.
            sqlx::Error::Database(inner) if inner.code().is_some_and(|code| code == "42501" || code == "23505") => {
                gone()
            }
            _ => error.into(),
        })?;
        let (person, membership, role, version) = joined.ok_or_else(gone)?;
        tx.commit().await?;
        let role = MemberRole::parse(&role).ok_or_else(|| Refusal::Fault("a membership of no role".into()))?;
        Ok((person, joining.known.unwrap_or(Proof { person, version }), membership, role))
    }

    async fn new_account(&self, invitation: &InvitationView, input: &AcceptInput) -> Result<Joining, Refusal> {
        let mut refused = Refused::default();
        let name = refused.take("name", Name::parse(&input.name));
        let zone = refused.take("zone", parse_zone(&input.zone));
        let password = refused.take("new_password", NewPassword::parse(&input.new_password));
        refused.finish()?;
        let (Some(name), Some(zone), Some(password)) = (name, zone, password) else {
            return Err(Refusal::field("", Code::Malformed));
        };
        check_zone(&zone)?;
        let about = [name.as_str(), &invitation.email, &invitation.organisation];
        self.judge_new_password("new_password", &password, &about).await?;
        let hash = self.passwords.hash(password.expose()).await?;
        Ok(Joining { name: name.as_str().to_owned(), zone, hash: Some(hash), known: None })
    }

    async fn prove_account(
        &self,
        invitation: &InvitationView,
        input: &AcceptInput,
        from: &Arrival,
    ) -> Result<Joining, Refusal> {
        if input.password.is_empty() {
            return Err(Refusal::field("password", Code::Required));
        }
        let credential = self.check_password("password", &invitation.email, &input.password, from).await?;
        Ok(Joining {
            name: credential.display_name,
            zone: invitation.zone.clone(),
            hash: None,
            known: Some(Proof { person: PersonId(credential.person_id), version: credential.version }),
        })
    }
}

fn gone() -> Refusal {
    AppError::Gone(Code::LinkUsedOrExpired).into()
}
