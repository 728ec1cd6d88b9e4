//! What the pages of an incident show. Times are in the reader's zone.

use insight::clock::Moment;
use serde::{Deserialize, Serialize};

use super::{Assessment, Authority, NoteKind, Scope, Status};
use crate::id::{IncidentId, MembershipId};

/// A line of the register. Times are in the reader's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    pub id: IncidentId,
    pub number: i32,
    pub title: String,
    pub is_drill: bool,
    pub status: Status,
    pub aware_at: Moment,
    /// Left of the 72 hours, while nothing is decided; below zero they are over.
    pub minutes_left: Option<i64>,
}

/// `/clinic/incidents`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    pub organisation: String,
    pub incidents: Vec<Listed>,
    /// Now, in the reader's zone, for the form.
    pub now: Moment,
}

/// A line of an incident's own log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteView {
    pub at: Moment,
    pub by: Option<String>,
    pub kind: NoteKind,
    pub text: String,
    /// What a note about the scope says, in the reader's zone.
    pub scope: Option<Scope>,
}

/// `/clinic/incidents/{incident}`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    pub listed: Listed,
    pub deadline: Moment,
    pub scope: Option<Scope>,
    pub contained_at: Option<Moment>,
    pub decided_at: Option<Moment>,
    pub closed_at: Option<Moment>,
    pub authorities: Vec<Authority>,
    pub authority_ref: String,
    pub persons_told: bool,
    /// The newest.
    pub assessment: Option<Assessment>,
    pub assessments: i64,
    /// Newest first.
    pub notes: Vec<NoteView>,
    /// Until when evidence is kept from retention; none while it is open.
    pub held_until: Option<Moment>,
    pub people: Vec<(MembershipId, String)>,
    pub organisation: String,
    pub now: Moment,
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
    pub first: Moment,
    pub last: Moment,
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
    pub from: Option<Moment>,
    pub until: Moment,
}

/// `/clinic/incidents/{incident}/affected`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Affected {
    pub incident: Listed,
    /// Everybody named below.
    pub named: Vec<MembershipId>,
    pub windows: Vec<Window>,
    /// All of them; the list holds the first of it.
    pub clients: usize,
    pub listed: Vec<Reached>,
    pub looks: i64,
    pub changes: i64,
    pub actions: Vec<Done>,
    /// Changes of accounts in that time.
    pub accounts: Vec<(Moment, Option<String>, String)>,
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
    pub aware_at: Moment,
    pub zone: String,
    pub began_at: Option<Moment>,
    pub ended_at: Option<Moment>,
    pub contained_at: Option<Moment>,
    pub assessment: Option<Assessment>,
    /// Clients whose records were reached, as far as a scope was given.
    pub clients: Option<usize>,
    pub status: Status,
    pub hours_since: i64,
}
