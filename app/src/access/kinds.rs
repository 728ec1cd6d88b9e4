//! What a row of the access matrix says: who, what, by which basis, and with which look in the log.

use contract::grant::ReadKind;

/// Who may call. A person acts in one portal at a time; the portal's role decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Anybody, signed in or not.
    Anyone,
    Client,
    Practitioner,
    FrontDesk,
    /// Administrators and owners.
    Admin,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    Read,
    Create,
    Change,
    Delete,
}

/// By what a client's record opens to the caller of a row. Decided in the database (`authz.bases`); said here for the
/// reviewer, and held against what is really answered by the sweep of statuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It is the caller's own.
    Own,
    /// Active care.
    Care,
    /// Care that is paused: a name and the way back, nothing of the record.
    Paused,
    /// A grant that has not run out.
    Grant,
    /// A grant that says so.
    GrantMarks,
    /// An emergency of the last hour.
    Emergency,
    /// The clinic's own business with everybody: names and times, no entries.
    House,
}

#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The page's pattern (`/me/{day}`) or the function's path (`/api/journal/save_meal`).
    pub endpoint: &'static str,
    pub resource: &'static str,
    pub action: Action,
    pub roles: &'static [Role],
    /// Empty where no client's record is reached.
    pub opens: &'static [Status],
    /// What is written into the log of each client it shows something of, before it shows it (T9). `Ctx` takes no look
    /// that stands not here; the sweep of looks holds what pages show against the log.
    pub looks: &'static [ReadKind],
    /// Whether all that is said there is written in English and in Dutch: then it is said in its reader's language.
    pub in_both: bool,
}

/// Folders of endpoints for which [`Rule::stays_open`].
const STAYS_OPEN: &[&str] =
    &["/me/consents", "/api/consent", "/me/privacy", "/api/privacy", "/me/export", "/api/export", "/api/erasure"];

impl Role {
    /// A member's role as the matrix names it: who owns a clinic administers it. The worker calls no endpoint.
    pub fn of(role: backend::db::Role) -> Option<Self> {
        use backend::db::Role as Member;
        Some(match role {
            Member::Client => Self::Client,
            Member::Practitioner => Self::Practitioner,
            Member::FrontDesk => Self::FrontDesk,
            Member::Admin | Member::Owner => Self::Admin,
            Member::System => return None,
        })
    }
}

impl Role {
    /// The same of the word that pages and letters use.
    pub fn of_member(role: contract::team::MemberRole) -> Self {
        use contract::team::MemberRole as Member;
        match role {
            Member::Client => Self::Client,
            Member::Practitioner => Self::Practitioner,
            Member::FrontDesk => Self::FrontDesk,
            Member::Admin | Member::Owner => Self::Admin,
        }
    }
}

impl Rule {
    /// Says by what the record behind this row opens.
    pub(crate) const fn under(mut self, opens: &'static [Status]) -> Self {
        self.opens = opens;
        self
    }

    /// Says how whoever calls looks at clients.
    pub(crate) const fn looking(mut self, looks: &'static [ReadKind]) -> Self {
        self.looks = looks;
        self
    }

    /// Whether it is there also for a client who has not agreed to terms and privacy (P13): what they agree to, their own
    /// data, its export and its deletion. What belongs to the account lies beside the portals.
    pub fn stays_open(&self) -> bool {
        let rest = |folder: &str| self.endpoint.strip_prefix(folder);
        STAYS_OPEN.iter().filter_map(|folder| rest(folder)).any(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Whether somebody signed in as `role` may call.
    pub fn admits(&self, role: Option<Role>) -> bool {
        self.roles.contains(&Role::Anyone) || role.is_some_and(|role| self.roles.contains(&role))
    }
}

pub(crate) const fn rule(
    endpoint: &'static str,
    resource: &'static str,
    action: Action,
    roles: &'static [Role],
) -> Rule {
    Rule { endpoint, resource, action, roles, opens: &[], looks: &[], in_both: false }
}
