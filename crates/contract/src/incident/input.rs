//! What is posted about an incident, and what it is once it was checked.

use chrono::NaiveDateTime;
use insight::clock::Moment;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Authority, Decision, NOTE, PART, Risk, ScopeKind, TITLE};
use crate::error::{AppError, Code, Refused};
use crate::text::Text;
use crate::{amount, day};

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
        let title = refused.take("title", Text::line(TITLE).required(&self.title));
        let aware_at =
            refused.take("aware_at", day::parse_wall(&self.aware_at).and_then(|at| at.ok_or(Code::Required)));
        let text = refused.take("text", Text::lines(NOTE).required(&self.text));
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
pub struct Scope<At = Moment> {
    pub kind: ScopeKind,
    pub id: Option<Uuid>,
    pub from: Option<At>,
    pub until: Option<At>,
}

impl ScopeInput {
    /// # Errors
    /// `Invalid`, naming every refused field.
    pub fn parse(&self) -> Result<Scope<NaiveDateTime>, AppError> {
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
            let read =
                day::parse_wall(typed).and_then(|at| if needed && at.is_none() { Err(Code::Required) } else { Ok(at) });
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
        let people = amount::parse_whole(&self.people, 0, i32::MAX);
        let people = refused.take("people", people);
        let mut part =
            |name: &str, typed: &str, most| refused.take(name, Text::lines(most).required(typed)).unwrap_or_default();
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
        let reference = refused.take("reference", Text::line(200).or_empty(&self.reference)).unwrap_or_default();
        let text = refused.take("text", Text::lines(NOTE).required(&self.text)).unwrap_or_default();
        refused.finish()?;
        Ok(Notified { authorities, persons: !self.persons.is_empty(), reference, text })
    }
}

/// A note, checked.
///
/// # Errors
/// `Invalid` on `text`.
pub fn note(typed: &str) -> Result<String, AppError> {
    Text::lines(NOTE).required(typed).map_err(|code| AppError::field("text", code))
}
