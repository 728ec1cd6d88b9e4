//! Who works in an organisation, who is invited: roles, the invitation form, and what the team's pages show.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::error::{AppError, Code, Refused};
use crate::id::{InvitationId, MembershipId, OfferId};
use crate::identity::{Email, Name};

/// A person's part in an organisation; the same words as in the database's check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    Client,
    Practitioner,
    FrontDesk,
    Admin,
    Owner,
}

impl MemberRole {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Practitioner => "practitioner",
            Self::FrontDesk => "front_desk",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Client, Self::Practitioner, Self::FrontDesk, Self::Admin, Self::Owner]
            .into_iter()
            .find(|role| role.as_str() == word)
    }

    /// The portal this role works in: the first segment of its addresses.
    pub fn home(self) -> &'static str {
        match self {
            Self::Client => "/me",
            Self::Practitioner => "/practice",
            Self::FrontDesk | Self::Admin | Self::Owner => "/clinic",
        }
    }
}

/// Roles an administrator may invite to. Clients are invited by their practitioner; owners are not invited.
pub const TEAM_ROLES: [MemberRole; 3] = [MemberRole::Practitioner, MemberRole::FrontDesk, MemberRole::Admin];

/// An invitation as posted. `role` is empty on the practitioner's form, which invites clients only.
#[derive(Debug, Clone, Default)]
pub struct InviteInput {
    pub name: String,
    pub email: String,
    pub role: String,
}

/// An invitation, checked.
#[derive(Debug, Clone)]
pub struct Invite {
    pub name: Name,
    pub email: Email,
    pub role: MemberRole,
}

impl InviteInput {
    /// The practitioner's: always for a client.
    ///
    /// # Errors
    /// `Invalid`, naming every refused field.
    pub fn parse_client(&self) -> Result<Invite, AppError> {
        self.parse(Ok(MemberRole::Client))
    }

    /// The administrator's.
    ///
    /// # Errors
    /// As `parse_client`.
    pub fn parse_team(&self) -> Result<Invite, AppError> {
        let role = MemberRole::parse(&self.role).filter(|role| TEAM_ROLES.contains(role)).ok_or(Code::Unknown);
        self.parse(role)
    }

    fn parse(&self, role: Result<MemberRole, Code>) -> Result<Invite, AppError> {
        let mut refused = Refused::default();
        let name = refused.take("name", Name::parse(&self.name));
        let email = refused.take("email", Email::parse(&self.email));
        let role = refused.take("role", role);
        refused.finish()?;
        match (name, email, role) {
            (Some(name), Some(email), Some(role)) => Ok(Invite { name, email, role }),
            _ => Err(AppError::field("", Code::Malformed)),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationState {
    Open,
    Expired,
}

/// An invitation nobody has answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenInvitation {
    pub id: InvitationId,
    pub name: String,
    pub email: String,
    pub role: MemberRole,
    pub sent_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub state: InvitationState,
    /// Day it was sent and day it ends, in the reader's zone.
    pub sent_on: chrono::NaiveDate,
    pub expires_on: chrono::NaiveDate,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub id: MembershipId,
    pub name: String,
    pub role: MemberRole,
    pub suspended: bool,
    pub removed: bool,
    /// Clients in active care; zero for anybody but practitioners.
    pub clients: i64,
    pub is_you: bool,
}

/// `/practice/clients/invite`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InviteView {
    pub organisation: String,
    pub invitations: Vec<OpenInvitation>,
}

/// `/clinic/team`. Front desk sees the members; only administrators see and make invitations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamView {
    pub organisation: String,
    pub may_invite: bool,
    pub members: Vec<Member>,
    pub invitations: Vec<OpenInvitation>,
    /// Offers of ownership the reader made or was made.
    pub offers: Vec<OwnershipOffer>,
}

/// An offer that is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnershipOffer {
    pub id: OfferId,
    pub from: String,
    pub to: String,
    /// It is the reader's to take or decline; else theirs to withdraw.
    pub is_to_you: bool,
}

/// `/clinic/team/{member}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberView {
    pub id: MembershipId,
    pub name: String,
    pub role: MemberRole,
    pub is_suspended: bool,
    pub is_removed: bool,
    pub is_you: bool,
    /// Whether the reader may change them at all.
    pub may_change: bool,
    /// Whether the reader may offer them the clinic.
    pub may_offer: bool,
    /// In their care, paused care included.
    pub clients: i64,
    pub appointments: i64,
    /// Who could take their clients over.
    pub heirs: Vec<crate::grant::Named>,
}

/// `/clinic`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClinicOverview {
    pub organisation: String,
    pub name: String,
    pub practitioners: i64,
    pub office: i64,
    pub clients: i64,
    pub open_invitations: i64,
    pub may_invite: bool,
}
