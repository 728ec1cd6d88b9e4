//! Incidents (N15): what is known, how far it is, what was thought of it, what it may have touched.
//!
//! Guarantee: a checked input lies within the bounds the database keeps too. The order of states is the database's; this
//! says which step comes next, so that a page offers no other. To add a state: the migration first, then `Status`.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{AppError, Code, Refused};
use crate::id::{IncidentId, MembershipId};

/// From the time of awareness the authority is to be told within so many hours (GDPR 33, UK GDPR 33).
pub const HOURS: i64 = 72;
/// When the administrators are reminded while nothing is decided.
pub const REMINDERS: [i16; 3] = [24, 48, 66];
/// The longest title, note and part of an assessment.
pub const TITLE: usize = 120;
pub const NOTE: usize = 4000;
const PART: usize = 2000;

macro_rules! words_of {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident => $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$of])* $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

words_of! {
    /// How far it is.
    Status {
        Opened => "opened",
        Contained => "contained",
        Assessed => "assessed",
        Notified => "notified",
        NotNotifiable => "not_notifiable",
        Closed => "closed",
    }
}

impl Status {
    /// Whether the clock still runs.
    pub fn is_undecided(self) -> bool {
        matches!(self, Self::Opened | Self::Contained | Self::Assessed)
    }
}

words_of! {
    /// What it means for the persons concerned.
    Risk {
        None => "none",
        Unlikely => "unlikely",
        Risk => "risk",
        High => "high",
    }
}

words_of! {
    /// Who is to be told.
    Decision {
        Nobody => "nobody",
        Authority => "authority",
        AuthorityAndPersons => "authority_and_persons",
    }
}

words_of! {
    /// An authority: the Information Commissioner's Office, the Autoriteit Persoonsgegevens.
    Authority {
        Ico => "ico",
        Ap => "ap",
    }
}

words_of! {
    /// How what it may have touched is said.
    ScopeKind {
        /// Everybody, in a time.
        Range => "range",
        /// What one account did.
        Account => "account",
        /// What one sign-in did, by the number that the log gives it.
        Session => "session",
        /// What every sign-in from that one's network did.
        Network => "network",
    }
}

words_of! {
    /// What a line of an incident's own log is.
    NoteKind {
        Note => "note",
        Scope => "scope",
        Opened => "opened",
        Contained => "contained",
        Assessed => "assessed",
        Notified => "notified",
        NotNotifiable => "not_notifiable",
        Closed => "closed",
        Reminded => "reminded",
    }
}

/// A new incident as posted; times as `datetime-local` writes them, in the poster's zone.
#[derive(Debug, Clone, Default)]
pub struct OpenInput {
    pub title: String,
    pub aware_at: String,
    pub text: String,
    /// "on" or nothing.
    pub drill: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    pub title: String,
    pub aware_at: NaiveDateTime,
    pub text: String,
    pub is_drill: bool,
}

impl OpenInput {
    /// # Errors
    /// `Invalid`, naming every refused field.
    pub fn parse(&self) -> Result<Opening, AppError> {
        let mut refused = Refused::default();
        let title = refused.take("title", text(&self.title, TITLE));
        let aware_at = refused.take("aware_at", moment(&self.aware_at).and_then(|at| at.ok_or(Code::Required)));
        let text = refused.take("text", text(&self.text, NOTE));
        refused.finish()?;
        match (title, aware_at, text) {
            (Some(title), Some(aware_at), Some(text)) => {
                Ok(Opening { title, aware_at, text, is_drill: !self.drill.is_empty() })
            }
            _ => Err(AppError::field("", Code::Malformed)),
        }
    }
}

/// What it may have touched, as posted.
#[derive(Debug, Clone, Default)]
pub struct ScopeInput {
    pub kind: String,
    /// A colleague's or client's membership.
    pub account: String,
    /// A sign-in's number.
    pub session: String,
    pub from: String,
    pub until: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    pub kind: ScopeKind,
    pub id: Option<Uuid>,
    pub from: Option<NaiveDateTime>,
    pub until: Option<NaiveDateTime>,
}

impl ScopeInput {
    /// # Errors
    /// `Invalid`, naming every refused field.
    pub fn parse(&self) -> Result<Scope, AppError> {
        let mut refused = Refused::default();
        let kind = refused.take("kind", ScopeKind::parse(&self.kind).ok_or(Code::Unknown));
        let (field, typed) = match kind {
            Some(ScopeKind::Account) => ("account", Some(&self.account)),
            Some(ScopeKind::Session | ScopeKind::Network) => ("session", Some(&self.session)),
            _ => ("", None),
        };
        let id = typed.and_then(|typed| match typed.trim() {
            "" => refused.take(field, Err(Code::Required)),
            id => refused.take(field, id.parse::<Uuid>().map_err(|_| Code::Malformed)),
        });
        let needed = kind == Some(ScopeKind::Range);
        let mut time = |field, typed| {
            let read = moment(typed).and_then(|at| if needed && at.is_none() { Err(Code::Required) } else { Ok(at) });
            refused.take(field, read).flatten()
        };
        let (from, until) = (time("from", &self.from), time("until", &self.until));
        if from.zip(until).is_some_and(|(from, until)| until <= from) {
            refused.add("until", Code::TooSmall);
        }
        refused.finish()?;
        let kind = kind.ok_or(AppError::NotFound)?;
        Ok(Scope { kind, id, from, until })
    }
}

/// An assessment as posted.
#[derive(Debug, Clone, Default)]
pub struct AssessInput {
    pub risk: String,
    pub decision: String,
    pub people: String,
    pub who: String,
    pub what: String,
    pub likelihood: String,
    pub measures: String,
    pub reasons: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessment {
    pub risk: Risk,
    pub decision: Decision,
    /// About how many are concerned.
    pub people: i32,
    pub who: String,
    pub what: String,
    pub likelihood: String,
    pub measures: String,
    pub reasons: String,
}

impl AssessInput {
    /// # Errors
    /// `Invalid`, naming every refused field; on `decision` when it tells fewer than the risk asks for.
    pub fn parse(&self) -> Result<Assessment, AppError> {
        let mut refused = Refused::default();
        let risk = refused.take("risk", Risk::parse(&self.risk).ok_or(Code::Required));
        let decision = refused.take("decision", Decision::parse(&self.decision).ok_or(Code::Required));
        let too_few = match (risk, decision) {
            (Some(Risk::High), Some(decision)) => decision != Decision::AuthorityAndPersons,
            (Some(Risk::Risk), Some(decision)) => decision == Decision::Nobody,
            _ => false,
        };
        if too_few {
            refused.add("decision", Code::TooSmall);
        }
        let people = match self.people.trim().parse::<i32>() {
            Ok(people) if people < 0 => Err(Code::TooSmall),
            Ok(people) => Ok(people),
            Err(_) if self.people.trim().is_empty() => Err(Code::Required),
            Err(_) => Err(Code::Malformed),
        };
        let people = refused.take("people", people);
        let mut part = |name: &str, typed: &str, most| refused.take(name, text(typed, most)).unwrap_or_default();
        let who = part("who", &self.who, PART);
        let what = part("what", &self.what, PART);
        let likelihood = part("likelihood", &self.likelihood, PART);
        let measures = part("measures", &self.measures, PART);
        let reasons = part("reasons", &self.reasons, NOTE);
        refused.finish()?;
        match (risk, decision, people) {
            (Some(risk), Some(decision), Some(people)) => {
                Ok(Assessment { risk, decision, people, who, what, likelihood, measures, reasons })
            }
            _ => Err(AppError::field("", Code::Malformed)),
        }
    }
}

/// That those concerned were told, as posted; boxes hold "on" or nothing.
#[derive(Debug, Clone, Default)]
pub struct NotifyInput {
    pub ico: String,
    pub ap: String,
    pub persons: String,
    pub reference: String,
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notified {
    pub authorities: Vec<Authority>,
    pub persons: bool,
    pub reference: String,
    pub text: String,
}

impl NotifyInput {
    /// # Errors
    /// `Invalid`, naming every refused field.
    pub fn parse(&self) -> Result<Notified, AppError> {
        let mut refused = Refused::default();
        let ticked = [(&self.ico, Authority::Ico), (&self.ap, Authority::Ap)];
        let authorities: Vec<_> =
            ticked.into_iter().filter(|(box_, _)| !box_.is_empty()).map(|(_, authority)| authority).collect();
        if authorities.is_empty() {
            refused.add("ico", Code::Required);
        }
        let reference = self.reference.trim().to_owned();
        if reference.chars().count() > 200 {
            refused.add("reference", Code::TooLong);
        }
        let text = refused.take("text", text(&self.text, NOTE)).unwrap_or_default();
        refused.finish()?;
        Ok(Notified { authorities, persons: !self.persons.is_empty(), reference, text })
    }
}

/// A note, checked.
///
/// # Errors
/// `Invalid` on `text`.
pub fn note(typed: &str) -> Result<String, AppError> {
    text(typed, NOTE).map_err(|code| AppError::field("text", code))
}

fn text(typed: &str, most: usize) -> Result<String, Code> {
    let typed = typed.trim();
    match typed.chars().count() {
        0 => Err(Code::Required),
        many if many > most => Err(Code::TooLong),
        _ if typed.contains('\0') => Err(Code::Malformed),
        _ => Ok(typed.to_owned()),
    }
}

/// `2026-11-22T09:15`, or nothing.
fn moment(typed: &str) -> Result<Option<NaiveDateTime>, Code> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
    let read = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(typed, format).ok());
    // What Postgres cannot hold is no time of an incident either.
    read.filter(|at| (1990..2200).contains(&chrono::Datelike::year(at))).map(Some).ok_or(Code::Malformed)
}

/// A line of the register. Times are in the reader's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub id: IncidentId,
    pub number: i32,
    pub title: String,
    pub is_drill: bool,
    pub status: Status,
    pub aware_at: NaiveDateTime,
    /// Left of the 72 hours, while nothing is decided; below zero they are over.
    pub minutes_left: Option<i64>,
}

/// `/clinic/incidents`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    pub organisation: String,
    pub incidents: Vec<Listed>,
    /// Now, in the reader's zone, for the form.
    pub now: NaiveDateTime,
}

/// A line of an incident's own log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteView {
    pub at: NaiveDateTime,
    pub by: Option<String>,
    pub kind: NoteKind,
    pub text: String,
}

/// `/clinic/incidents/{incident}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    pub listed: Listed,
    pub deadline: NaiveDateTime,
    pub scope: Option<Scope>,
    pub contained_at: Option<NaiveDateTime>,
    pub decided_at: Option<NaiveDateTime>,
    pub closed_at: Option<NaiveDateTime>,
    pub authorities: Vec<Authority>,
    pub authority_ref: String,
    pub persons_told: bool,
    /// The newest.
    pub assessment: Option<Assessment>,
    pub assessments: i64,
    /// Newest first.
    pub notes: Vec<NoteView>,
    /// Until when evidence is kept from retention; none while it is open.
    pub held_until: Option<NaiveDateTime>,
    pub people: Vec<(MembershipId, String)>,
    pub organisation: String,
    pub now: NaiveDateTime,
}

/// One client whose record was reached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reached {
    pub client: MembershipId,
    pub name: Option<String>,
    pub looks: i64,
    pub changes: i64,
    /// It was their own sign-in: they see all of their record.
    pub is_own: bool,
    pub first: NaiveDateTime,
    pub last: NaiveDateTime,
}

/// One kind of what was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    pub action: String,
    pub amount: i64,
    pub people: usize,
}

/// A stretch of time that was looked at: whose, from, to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    pub member: Option<MembershipId>,
    pub name: Option<String>,
    pub from: Option<NaiveDateTime>,
    pub until: NaiveDateTime,
}

/// `/clinic/incidents/{incident}/affected`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affected {
    pub incident: Listed,
    pub windows: Vec<Window>,
    /// All of them; the list holds the first of it.
    pub clients: usize,
    pub listed: Vec<Reached>,
    pub looks: i64,
    pub changes: i64,
    pub actions: Vec<Done>,
    /// Changes of accounts in that time.
    pub accounts: Vec<(NaiveDateTime, Option<String>, String)>,
}

/// Clients listed on the page; the command's bundle has all.
pub const MOST_LISTED: usize = 200;

/// What the templates are filled from: facts and counts, nobody's name (N15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub organisation: String,
    pub number: i32,
    pub title: String,
    pub is_drill: bool,
    pub aware_at: NaiveDateTime,
    pub zone: String,
    pub began_at: Option<NaiveDateTime>,
    pub ended_at: Option<NaiveDateTime>,
    pub contained_at: Option<NaiveDateTime>,
    pub assessment: Option<Assessment>,
    /// Clients whose records were reached, as far as a scope was given.
    pub clients: Option<usize>,
    pub status: Status,
    pub hours_since: i64,
}

/// Left of the 72 hours at a moment.
pub fn minutes_left(aware_at: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    (aware_at + chrono::TimeDelta::hours(HOURS) - now).num_minutes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(error: AppError) -> Vec<(String, Code)> {
        let AppError::Invalid(fields) = error else { return vec![] };
        fields.into_iter().map(|field| (field.field, field.code)).collect()
    }

    // N15: what has a risk is told, what has a high one is told to the persons too.
    #[test]
    fn a_decision_tells_no_fewer_than_the_risk_asks_for() {
        let part = "x".to_owned();
        let input = |risk: &str, decision: &str| AssessInput {
            risk: risk.into(),
            decision: decision.into(),
            people: "3".into(),
            who: part.clone(),
            what: part.clone(),
            likelihood: part.clone(),
            measures: part.clone(),
            reasons: part.clone(),
        };
        for (risk, decision, allowed) in [
            ("none", "nobody", true),
            ("unlikely", "authority", true),
            ("risk", "nobody", false),
            ("risk", "authority", true),
            ("high", "authority", false),
            ("high", "authority_and_persons", true),
        ] {
            assert_eq!(input(risk, decision).parse().is_ok(), allowed, "{risk} {decision}");
        }
        assert_eq!(fields(AssessInput::default().parse().unwrap_err()).len(), 8, "all at once");
        let long = AssessInput { who: "x".repeat(2001), ..input("none", "nobody") };
        assert_eq!(fields(long.parse().unwrap_err()), [("who".to_owned(), Code::TooLong)]);
    }

    #[test]
    fn a_scope_says_whose_and_when() {
        let range = ScopeInput { kind: "range".into(), from: "2026-11-22T09:00".into(), ..ScopeInput::default() };
        assert_eq!(fields(range.parse().unwrap_err()), [("until".to_owned(), Code::Required)]);
        let back = ScopeInput { until: "2026-11-22T08:00".into(), ..range.clone() };
        assert_eq!(fields(back.parse().unwrap_err()), [("until".to_owned(), Code::TooSmall)]);
        let session = ScopeInput { kind: "session".into(), session: "'; drop".into(), ..ScopeInput::default() };
        assert_eq!(fields(session.parse().unwrap_err()), [("session".to_owned(), Code::Malformed)]);
        let far = ScopeInput { until: "999999-11-22T08:00".into(), ..range };
        assert_eq!(fields(far.parse().unwrap_err()), [("until".to_owned(), Code::Malformed)]);
        assert!(
            ScopeInput { kind: "account".into(), account: Uuid::nil().to_string(), ..ScopeInput::default() }
                .parse()
                .is_ok()
        );
    }

    #[test]
    fn the_clock_counts_down_from_awareness() {
        let aware = DateTime::UNIX_EPOCH;
        assert_eq!(minutes_left(aware, aware + chrono::TimeDelta::hours(71)), 60);
        assert_eq!(minutes_left(aware, aware + chrono::TimeDelta::hours(73)), -60);
    }
}
