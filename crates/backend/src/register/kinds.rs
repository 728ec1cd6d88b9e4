//! The words the register is written in.

/// How much care a value takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Says something of somebody's health.
    Health,
    /// Says something of somebody.
    Personal,
    /// Runs the house or the installation.
    Operational,
    /// The same for everybody.
    Reference,
}

/// Whom it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Client,
    /// Whoever has an account: clients and staff.
    Person,
    Staff,
    Nobody,
}

/// On what ground it is kept (GDPR articles 6 and 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// Article 9(2)(a): the client said yes to their health data being kept.
    HealthConsent,
    /// Article 6(1)(b): what was agreed cannot be done without it.
    Contract,
    /// Article 6(1)(c): a law says so.
    Law,
    /// Article 6(1)(f): keeping accounts and records safe.
    Safety,
    /// Nobody's data.
    NotPersonal,
}

/// What it is for, and what it is grouped by: what a client can ask to have erased, what a clinic sets a time for, and a
/// line of the page where clients read this register. Its words are in `app/src/words/register.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    Journal,
    Care,
    Appointments,
    Payments,
    Access,
    Activity,
    Account,
    SignIn,
    Letters,
    Clinic,
    Content,
    Installation,
}

impl Category {
    /// What a client can ask to have erased by itself; everything goes with the whole account.
    pub const ERASABLE: [Self; 2] = [Self::Journal, Self::Appointments];

    pub const ALL: [Self; 12] = [
        Self::Journal,
        Self::Care,
        Self::Appointments,
        Self::Payments,
        Self::Access,
        Self::Activity,
        Self::Account,
        Self::SignIn,
        Self::Letters,
        Self::Clinic,
        Self::Content,
        Self::Installation,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Journal => "journal",
            Self::Care => "care",
            Self::Appointments => "appointments",
            Self::Payments => "payments",
            Self::Access => "access",
            Self::Activity => "activity",
            Self::Account => "account",
            Self::SignIn => "sign_in",
            Self::Letters => "letters",
            Self::Clinic => "clinic",
            Self::Content => "content",
            Self::Installation => "installation",
        }
    }
}

/// How long it stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retention {
    /// As long as the account or the care it belongs to.
    Account,
    /// So many days after `from`, a condition's moment in the row; a clinic may choose within bounds (`Period`).
    Setting(Period, &'static str),
    /// So many days after a moment in the row, for every clinic.
    Days(u16, &'static str),
    /// As long as the clinic or the installation.
    House,
}

/// A period a clinic sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Period {
    /// What a client removed: how long it can come back.
    RemovedEntries,
    Entries,
    Appointments,
    Payments,
    Invitations,
    ReadLog,
    Grants,
}

/// What becomes of it in an export for its subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// In it, as it is.
    Full,
    /// Left out: a secret, or the trace of one, that would endanger the account.
    Secret,
    /// Left out: it says something of others, or runs the house.
    NotTheirs,
}

/// What becomes of it when its subject asks for erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasure {
    /// The row goes.
    Erase,
    /// The row stays without whom it is about: the value is replaced by this SQL expression (`null`, `'…'`, …).
    Anonymise(&'static str),
    /// The same in a row of the activity log, whose chain still verifies: `app.redact_activity` does it.
    Redact,
    /// It stays as it is, for a reason and a time.
    Keep(Reason),
    /// It is nobody's, so nobody can ask.
    NotPersonal,
}

/// Why something outlives an erasure, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Tax law asks for seven years of what was paid; without a name beside it.
    Tax,
    /// The proof that nothing was changed behind anybody's back: numbers that name nobody.
    Evidence,
    /// A number that ties kept rows together; whom it meant is gone.
    Pseudonym,
    /// It belongs to the clinic or to somebody else.
    Others,
}

/// How it lies in the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// As it is, on an encrypted disk.
    Disk,
    /// Sealed with AES-256-GCM under the installation's key.
    Sealed,
    /// Sealed under the client's own key.
    ClientKey,
    /// Only a hash.
    Hash,
}

impl Period {
    pub const ALL: [Self; 7] = [
        Self::RemovedEntries,
        Self::Entries,
        Self::Appointments,
        Self::Payments,
        Self::Invitations,
        Self::ReadLog,
        Self::Grants,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::RemovedEntries => "removed_entries",
            Self::Entries => "entries",
            Self::Appointments => "appointments",
            Self::Payments => "payments",
            Self::Invitations => "invitations",
            Self::ReadLog => "read_log",
            Self::Grants => "grants",
        }
    }

    /// Days without a choice, and the fewest and most a clinic may choose. The reasons are words of the page.
    pub const fn bounds(self) -> Bounds {
        let (usual, min, max) = match self {
            // A client can change their mind; after that a removal is a removal.
            Self::RemovedEntries => (30, 7, 90),
            // Records of treatment: eight years in the United Kingdom, twenty in the Netherlands (WGBO, 7:454 BW).
            Self::Entries | Self::Appointments => (2922, 365, 7305),
            // Tax law: six years and seven (AWR 52); longer has no ground.
            Self::Payments => (2557, 2557, 3653),
            // An invitation that was answered or ran out is an address without a purpose.
            Self::Invitations => (30, 7, 365),
            // NEN 7513: five years at the least.
            Self::ReadLog => (1827, 1827, 7305),
            // As provable as the looks they opened.
            Self::Grants => (1827, 365, 7305),
        };
        Bounds { usual, min, max }
    }
}

/// What a clinic may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    pub usual: i32,
    pub min: i32,
    pub max: i32,
}

/// How a row is tied to somebody. In the SQL `t` is the row, `$1` the organisation, `$2` the membership, `$3` the person,
/// `$4` whether nothing else ties that person to the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// A row of one client: the column that holds their membership.
    Client(&'static str),
    /// A row of one account, the same in every organisation: the column that holds the person.
    Person(&'static str),
    /// A row of one session.
    Session(&'static str),
    /// Any other condition.
    Where(&'static str),
    Nobody,
}

impl Whose {
    /// The condition that finds somebody's rows.
    pub fn condition(self) -> Option<String> {
        Some(match self {
            Self::Client(column) => format!("t.organisation_id = $1 and t.{column} = $2"),
            Self::Person(column) => format!("t.{column} = $3 and $4"),
            Self::Session(column) => {
                format!("t.{column} in (select s.session_id from auth.session s where s.person_id = $3) and $4")
            }
            Self::Where(condition) => condition.to_owned(),
            Self::Nobody => return None,
        })
    }
}
