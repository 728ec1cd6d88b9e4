//! Who is asking, proved by the database: made only by opening a transaction, never by a caller.

use std::marker::PhantomData;

use contract::consent::Language;
use contract::id::{MembershipId, OrganisationId, PersonId};
use sqlx::FromRow;
use uuid::Uuid;

use super::portal::Portal;

/// A role in an organisation. The same words as in the database's check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Client,
    Practitioner,
    FrontDesk,
    Admin,
    Owner,
    /// The worker, acting for nobody or for the person who asked.
    System,
}

impl Role {
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "client" => Self::Client,
            "practitioner" => Self::Practitioner,
            "front_desk" => Self::FrontDesk,
            "admin" => Self::Admin,
            "owner" => Self::Owner,
            "system" => Self::System,
            _ => return None,
        })
    }

    pub fn is_admin(self) -> bool {
        matches!(self, Self::Admin | Self::Owner)
    }

    /// Where this role works: the first segment of its addresses.
    pub fn home(self) -> &'static str {
        match self {
            Self::Client => "/me",
            Self::Practitioner => "/practice",
            Self::FrontDesk | Self::Admin | Self::Owner => "/clinic",
            Self::System => "/",
        }
    }
}

/// The identity a transaction runs under. It has no public constructor:
///
/// ```compile_fail
/// fn forge() -> backend::db::Scope<backend::db::Practice> {
///     backend::db::Scope { person: todo!(), organisation: todo!(), member: todo!() }
/// }
/// ```
#[derive(Debug, Clone)]
pub struct Scope<P: Portal> {
    person: Option<PersonId>,
    organisation: OrganisationId,
    member: Option<MembershipId>,
    role: Role,
    pub display_name: String,
    pub organisation_name: String,
    /// IANA zone of the person, else of the organisation.
    pub zone: String,
    /// ISO 4217 in lower case.
    pub currency: String,
    /// What they chose to read in.
    pub language: Option<Language>,
    /// A client who has not agreed to terms and privacy.
    closed: bool,
    portal: PhantomData<P>,
}

impl<P: Portal> Scope<P> {
    pub(super) fn from_row(row: EnterRow) -> Option<Self> {
        Some(Self {
            person: row.person_id.map(PersonId),
            organisation: OrganisationId(row.organisation_id),
            member: row.membership_id.map(MembershipId),
            role: Role::parse(&row.role)?,
            display_name: row.display_name,
            organisation_name: row.organisation_name,
            zone: row.zone,
            currency: row.currency,
            language: row.language.as_deref().and_then(Language::parse),
            closed: row.closed,
            portal: PhantomData,
        })
    }

    /// The person; a job of the system itself has none.
    pub fn person(&self) -> Option<PersonId> {
        self.person
    }

    pub fn organisation(&self) -> OrganisationId {
        self.organisation
    }

    /// The asker's membership: for a client their client id, for a practitioner their practitioner id. Nil for the
    /// worker, which matches no row.
    pub fn member(&self) -> MembershipId {
        self.member.unwrap_or(MembershipId(Uuid::nil()))
    }

    pub fn role(&self) -> Role {
        self.role
    }

    /// Whether this client's portal is closed: nothing is theirs but their consents, their data and their account.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// The zone as a type; a name the tables do not know counts as UTC.
    pub fn tz(&self) -> chrono_tz::Tz {
        self.zone.parse().unwrap_or(chrono_tz::UTC)
    }
}

/// What `authz.enter` answers.
#[derive(FromRow)]
pub(super) struct EnterRow {
    person_id: Option<Uuid>,
    organisation_id: Uuid,
    membership_id: Option<Uuid>,
    role: String,
    display_name: String,
    organisation_name: String,
    zone: String,
    currency: String,
    pub(super) touch: bool,
    language: Option<String>,
    closed: bool,
}
