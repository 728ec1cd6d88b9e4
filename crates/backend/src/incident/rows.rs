//! What the queries answer, and how it becomes what a page shows.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use contract::id::IncidentId;
use contract::incident::{
    Assessment, Authority, Decision, Listed, NoteKind, NoteView, Risk, Scope, ScopeKind, Status, minutes_left,
};
use insight::clock::Moment;
use sqlx::FromRow;
use uuid::Uuid;

use super::windows::Ask;

#[derive(FromRow)]
pub(super) struct IncidentRow {
    pub incident_id: Uuid,
    number: i32,
    title: String,
    pub is_drill: bool,
    pub aware_at: DateTime<Utc>,
    scope_kind: Option<String>,
    scope_id: Option<Uuid>,
    pub began_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    status: String,
    pub contained_at: Option<DateTime<Utc>>,
    pub decided_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    authorities: Vec<String>,
    pub authority_ref: Option<String>,
    pub persons_told: bool,
    pub held_until: Option<DateTime<Utc>>,
}

impl IncidentRow {
    /// None for a word this program does not know.
    pub fn listed(&self, now: DateTime<Utc>, tz: Tz) -> Option<Listed> {
        let status = Status::parse(&self.status)?;
        Some(Listed {
            id: IncidentId(self.incident_id),
            number: self.number,
            title: self.title.clone(),
            is_drill: self.is_drill,
            status,
            aware_at: Moment::new(&tz, self.aware_at),
            minutes_left: status.is_undecided().then(|| minutes_left(self.aware_at, now)),
        })
    }

    pub fn scope(&self, tz: Tz) -> Option<Scope> {
        let here = |at: DateTime<Utc>| Moment::new(&tz, at);
        let kind = ScopeKind::parse(self.scope_kind.as_deref()?)?;
        Some(Scope { kind, id: self.scope_id, from: self.began_at.map(here), until: self.ended_at.map(here) })
    }

    /// The same as a question to the logs.
    pub fn ask(&self) -> Option<Ask> {
        let kind = ScopeKind::parse(self.scope_kind.as_deref()?)?;
        Some(Ask { kind, id: self.scope_id, since: self.began_at, until: self.ended_at })
    }

    pub fn authorities(&self) -> Vec<Authority> {
        self.authorities.iter().filter_map(|word| Authority::parse(word)).collect()
    }
}

#[derive(FromRow)]
pub(super) struct AssessmentRow {
    risk: String,
    pub decision: String,
    people: i32,
    who: String,
    what: String,
    likelihood: String,
    measures: String,
    reasons: String,
}

impl AssessmentRow {
    pub fn view(self) -> Option<Assessment> {
        Some(Assessment {
            risk: Risk::parse(&self.risk)?,
            decision: Decision::parse(&self.decision)?,
            people: self.people,
            who: self.who,
            what: self.what,
            likelihood: self.likelihood,
            measures: self.measures,
            reasons: self.reasons,
        })
    }
}

#[derive(FromRow)]
pub(super) struct NoteRow {
    created_at: DateTime<Utc>,
    kind: String,
    text: String,
    by_name: Option<String>,
}

impl NoteRow {
    pub fn view(self, tz: Tz) -> Option<NoteView> {
        Some(NoteView {
            at: Moment::new(&tz, self.created_at),
            by: self.by_name,
            kind: NoteKind::parse(&self.kind)?,
            scope: if self.kind == NoteKind::Scope.as_str() { noted_scope(&self.text, tz) } else { None },
            text: self.text,
        })
    }
}

/// How a moment stands in a note about the scope.
pub(super) const NOTED: &str = "%Y-%m-%d %H:%M UTC";

/// Reads back what `scope_incident` noted: `account ID, FROM to UNTIL`.
fn noted_scope(text: &str, tz: Tz) -> Option<Scope> {
    let (whose, when) = text.split_once(", ")?;
    let (from, until) = when.split_once(" to ")?;
    let (kind, id) = whose.split_once(' ').map_or((whose, None), |(kind, id)| (kind, Some(id)));
    let here = |text: &str| {
        let at = chrono::NaiveDateTime::parse_from_str(text, NOTED).ok()?;
        Some(Moment::new(&tz, at.and_utc()))
    };
    let id = id.map(str::parse).transpose().ok()?;
    Some(Scope { kind: ScopeKind::parse(kind)?, id, from: here(from), until: here(until) })
}

/// A reminder that is this job's to send.
#[derive(FromRow)]
pub(super) struct DueRow {
    pub number: i32,
    pub is_drill: bool,
    pub aware_at: DateTime<Utc>,
    pub organisation: String,
}
