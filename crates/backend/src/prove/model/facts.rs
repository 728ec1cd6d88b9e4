//! What the model needs to know: people, what lies between them, and what a row says of them.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Client,
    Practitioner,
    FrontDesk,
    Admin,
    Owner,
}

impl Role {
    pub fn word(self) -> &'static str {
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
            .find(|role| role.word() == word)
    }

    /// The database login of this role's portal.
    pub fn login(self) -> &'static str {
        match self {
            Self::Client => "ns_client",
            Self::Practitioner => "ns_practice",
            _ => "ns_clinic",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    pub org: Uuid,
    pub id: Uuid,
    pub role: Role,
    pub status: &'static str,
}

impl Member {
    pub fn active(&self) -> bool {
        self.status == "active"
    }
}

/// What a client's consents open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consents {
    /// Practitioners read their entries.
    pub shows: bool,
    /// New entries are taken from them.
    pub logs: bool,
    /// Their portal is open.
    pub open: bool,
}

/// What an erasure that was asked for and is not over hides from practitioners.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hidden {
    pub journal: bool,
    /// The client altogether, their journal included.
    pub account: bool,
}

/// What may be asked for under a grant or an emergency that lasts.
pub type Grant = BTreeSet<String>;

/// Who there is, and what lies between a practitioner and a client (in this order).
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub members: BTreeMap<Uuid, Member>,
    pub relations: BTreeMap<(Uuid, Uuid), &'static str>,
    pub grants: BTreeMap<(Uuid, Uuid), Grant>,
    pub consents: BTreeMap<Uuid, Consents>,
    pub hidden: BTreeMap<Uuid, Hidden>,
}

impl Facts {
    pub fn active(&self, id: Option<Uuid>) -> bool {
        id.and_then(|id| self.members.get(&id)).is_some_and(Member::active)
    }

    /// Practitioners read entries of whom.
    pub fn shows(&self, client: Option<Uuid>) -> bool {
        client.and_then(|client| self.consents.get(&client)).is_some_and(|consents| consents.shows)
    }

    /// New entries are taken from whom.
    pub fn logs(&self, client: Option<Uuid>) -> bool {
        client.and_then(|client| self.consents.get(&client)).is_some_and(|consents| consents.logs)
    }

    /// Whose portal is open.
    pub fn is_open(&self, client: Uuid) -> bool {
        self.consents.get(&client).is_some_and(|consents| consents.open)
    }

    pub fn hidden(&self, client: Option<Uuid>) -> Hidden {
        client.and_then(|client| self.hidden.get(&client)).copied().unwrap_or_default()
    }
}

/// Whom a background job is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    Client(Uuid),
    House,
    Nobody,
}

/// Somebody who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Principal {
    pub member: Member,
    /// Whether there is a session that is worth anything at the login where it is used.
    pub live: bool,
    /// Whether the look at records is in the log, as the program sees to.
    pub logs: bool,
    /// Whether they showed within the last minutes who they are, with their password or their factor.
    pub fresh: bool,
    /// Set for the worker: whom the job is about.
    pub job: Option<About>,
}

/// What a stored row says of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    pub table: &'static str,
    pub org: Uuid,
    pub client: Option<Uuid>,
    pub practitioner: Option<Uuid>,
    /// The member a membership, invitation or entry is of or by.
    pub by: Option<Uuid>,
    /// "private", "deleted", "client" …: what else decides.
    pub mark: &'static str,
    /// Written before its client asked for it to be erased, which is not over yet: hidden from them too.
    pub leaving: bool,
}
