//! Access to one client's record beyond care (N4): what is asked for, who has it, who looked.
//!
//! Guarantee: a checked `Grant` or `Emergency` has a reason and an end within the bounds the database keeps too. To
//! open something new by a grant: a `Permission`, its word in the check of `app.access_grant`, its words in `app`.

use chrono::NaiveDate;
use insight::clock::Moment;
use serde::{Deserialize, Serialize};

use crate::amount;
use crate::error::{AppError, Code, Refused};
use crate::id::{GrantId, MembershipId};
use crate::text::{REASON, Text, WHOM};

/// The longest grant. An emergency lasts [`EMERGENCY_MINUTES`].
pub const MOST_DAYS: u32 = 90;
pub const EMERGENCY_MINUTES: u32 = 60;
/// Lengths offered, in days.
pub const DAYS: [u32; 5] = [1, 7, 14, 30, 90];
/// A grant may say why in a word; an emergency needs a sentence.
const WHY: Text = REASON.at_least(1);

/// What a grant opens; the words of the database. The journal is part of every grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    Journal,
    /// Saying which entries were seen.
    Marks,
    /// The client's appointments with anybody; never payments.
    Appointments,
}

impl Permission {
    pub const ALL: [Self; 3] = [Self::Journal, Self::Marks, Self::Appointments];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Journal => "observation.read",
            Self::Marks => "observation.view",
            Self::Appointments => "appointment.list",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.as_str() == word)
    }
}

/// A grant as posted. `client` is empty on the client's own form; the boxes hold "on" or nothing.
#[derive(Debug, Clone, Default)]
pub struct GrantInput {
    pub client: String,
    pub practitioner: String,
    pub marks: String,
    pub appointments: String,
    pub reason: String,
    pub days: String,
}

/// A grant, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub practitioner: MembershipId,
    pub permissions: Vec<Permission>,
    pub reason: String,
    pub days: u32,
}

impl GrantInput {
    /// # Errors
    /// `Invalid`, naming every refused field.
    pub fn parse(&self) -> Result<Grant, AppError> {
        let mut refused = Refused::default();
        let practitioner = refused.take("practitioner", chosen(&self.practitioner));
        let reason = refused.take("reason", WHY.required(&self.reason));
        let days = amount::parse_whole(&self.days, 1, MOST_DAYS as i32).map(i32::unsigned_abs);
        let days = refused.take("days", days);
        refused.finish()?;
        let ticked = [(&self.marks, Permission::Marks), (&self.appointments, Permission::Appointments)];
        let more = ticked.into_iter().filter(|(box_, _)| !box_.is_empty()).map(|(_, permission)| permission);
        let permissions = std::iter::once(Permission::Journal).chain(more).collect();
        match (practitioner, reason, days) {
            (Some(practitioner), Some(reason), Some(days)) => Ok(Grant { practitioner, permissions, reason, days }),
            _ => Err(AppError::field("", Code::Malformed)),
        }
    }

    /// The client on the administrator's form.
    ///
    /// # Errors
    /// `Invalid` on `client`.
    pub fn parse_client(&self) -> Result<MembershipId, AppError> {
        chosen(&self.client).map_err(|code| AppError::field("client", code))
    }
}

/// An id out of a list.
fn chosen(value: &str) -> Result<MembershipId, Code> {
    match value.trim() {
        "" => Err(Code::Required),
        id => id.parse().map_err(|_| Code::Unknown),
    }
}

/// Breaking the glass, checked: whose record (exact name or address) and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Emergency {
    pub whom: String,
    pub reason: String,
}

impl Emergency {
    /// # Errors
    /// `Invalid`, naming every refused field.
    pub fn parse(whom: &str, why: &str) -> Result<Self, AppError> {
        let mut refused = Refused::default();
        let whom = refused.take("whom", WHOM.required(whom));
        let reason = refused.take("reason", REASON.required(why));
        refused.finish()?;
        match (whom, reason) {
            (Some(whom), Some(reason)) => Ok(Self { whom, reason }),
            _ => Err(AppError::field("", Code::Malformed)),
        }
    }
}

/// By whose word a record is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GivenBy {
    Client,
    Clinic,
    /// An emergency, opened by its reader.
    Reader,
}

/// One grant or emergency as a list shows it. Times are in the reader's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantView {
    pub id: GrantId,
    pub client: MembershipId,
    pub client_name: String,
    pub reader_name: String,
    pub given_by: GivenBy,
    /// The administrator's name, where the clinic gave it.
    pub giver_name: String,
    pub permissions: Vec<Permission>,
    pub reason: String,
    pub from: Moment,
    pub until: Moment,
    pub is_running: bool,
    /// It ended sooner than `until`.
    pub was_ended: bool,
    /// The client has said that they know.
    pub is_seen: bool,
}

impl GrantView {
    pub fn is_emergency(&self) -> bool {
        self.given_by == GivenBy::Reader
    }
}

/// How somebody looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadKind {
    /// The list of clients: name, days logged, trend.
    List,
    /// The entries.
    Review,
    Agenda,
    /// What happened in the record and when, without the entries.
    Timeline,
    /// The record was packed, sealed, for a move: nobody read it.
    Move,
    /// The name, appointments and payments were copied with the organisation's.
    Copy,
    /// Documents to sign, and signed ones.
    Documents,
    /// What was agreed to.
    Consents,
    /// Requests to erase data, or to take a second factor off.
    Requests,
    /// Legal holds that the client is told of.
    Holds,
    /// Exports that were made for them.
    Exports,
    /// What an AI service was asked.
    Ai,
    /// Who was given access.
    Access,
    /// Lines of the activity log.
    Log,
    /// Whom an incident reached.
    Incident,
    /// A name in a list or a form, and nothing else.
    Names,
}

impl ReadKind {
    pub const ALL: [Self; 16] = [
        Self::List,
        Self::Review,
        Self::Agenda,
        Self::Timeline,
        Self::Documents,
        Self::Consents,
        Self::Requests,
        Self::Holds,
        Self::Exports,
        Self::Ai,
        Self::Access,
        Self::Log,
        Self::Incident,
        Self::Names,
        Self::Move,
        Self::Copy,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Review => "review",
            Self::Agenda => "agenda",
            Self::Timeline => "timeline",
            Self::Move => "move",
            Self::Copy => "copy",
            Self::Documents => "documents",
            Self::Consents => "consents",
            Self::Requests => "requests",
            Self::Holds => "holds",
            Self::Exports => "exports",
            Self::Ai => "ai",
            Self::Access => "access",
            Self::Log => "log",
            Self::Incident => "incident",
            Self::Names => "names",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// For which reason it was open to them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Via {
    Care,
    Grant,
    Emergency,
    /// The clinic's own business, by what the reader does there.
    House,
}

impl Via {
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "care" => Self::Care,
            "grant" => Self::Grant,
            "emergency" => Self::Emergency,
            "house" => Self::House,
            _ => return None,
        })
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadView {
    pub at: Moment,
    pub reader: String,
    pub kind: ReadKind,
    pub via: Via,
}

/// Who cares for the client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Carer {
    pub id: MembershipId,
    pub name: String,
    pub since: NaiveDate,
    /// Paused: they see nothing at present.
    pub paused: bool,
}

/// Somebody to choose from a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub id: MembershipId,
    pub name: String,
}

/// `/me/access`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MyAccess {
    pub carers: Vec<Carer>,
    /// Newest first.
    pub grants: Vec<GrantView>,
    /// Newest first.
    pub reads: Vec<ReadView>,
    /// There are older ones than these.
    pub more_reads: bool,
    pub colleagues: Vec<Named>,
}

/// `/clinic/access`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClinicAccess {
    pub organisation: String,
    pub grants: Vec<GrantView>,
    pub colleagues: Vec<Named>,
    /// Those the search finds, at most [`MOST_FOUND`].
    pub clients: Vec<Named>,
    pub more_clients: bool,
}

/// Clients offered at once on the administrator's form.
pub const MOST_FOUND: usize = 50;

/// `/practice/access`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PracticeAccess {
    pub grants: Vec<GrantView>,
}

/// An emergency the client has not yet said they know of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    pub reader: String,
    pub at: Moment,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(days: &str, reason: &str) -> GrantInput {
        let practitioner = "0190a7c4-0000-7000-8000-000000000000".to_owned();
        GrantInput { practitioner, days: days.into(), reason: reason.into(), ..GrantInput::default() }
    }

    fn codes(error: AppError) -> Vec<(String, Code)> {
        let AppError::Invalid(fields) = error else { return vec![] };
        fields.into_iter().map(|field| (field.field, field.code)).collect()
    }

    // N4: scope, reason and end are all there, and within bounds.
    #[test]
    fn a_grant_has_a_reason_and_an_end() {
        let grant = GrantInput { marks: "on".into(), ..input("7", " Holiday cover ") }.parse().unwrap();
        assert_eq!((grant.days, grant.reason.as_str()), (7, "Holiday cover"));
        assert_eq!(grant.permissions, [Permission::Journal, Permission::Marks]);
        for (days, code) in
            [("0", Code::TooSmall), ("91", Code::TooLarge), ("-1", Code::TooSmall), ("", Code::Required)]
        {
            assert_eq!(codes(input(days, "x").parse().unwrap_err()), [("days".to_owned(), code)]);
        }
        let all = codes(GrantInput::default().parse().unwrap_err());
        let fields: Vec<_> = all.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["practitioner", "reason", "days"]);
        assert_eq!(codes(input("1", &"x".repeat(501)).parse().unwrap_err()), [("reason".to_owned(), Code::TooLong)]);
    }

    #[test]
    fn breaking_the_glass_needs_a_sentence() {
        assert!(Emergency::parse("Maya Osei", "Fainted at the clinic").is_ok());
        assert_eq!(codes(Emergency::parse("Maya", "help").unwrap_err()), [("reason".to_owned(), Code::TooShort)]);
        assert_eq!(codes(Emergency::parse(" ", "Fainted here").unwrap_err()), [("whom".to_owned(), Code::Required)]);
    }
}
