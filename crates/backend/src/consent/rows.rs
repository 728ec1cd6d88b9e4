//! What the queries answer, and how it becomes what a page shows.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use contract::consent::{
    ConsentEvent, ConsentKind, ConsentRow, ConsentView, Decision, Language, Last, Method, Standing,
};
use contract::id::MembershipId;
use insight::clock::Moment;
use sqlx::FromRow;
use uuid::Uuid;

/// A text that is asked, and the last decision about its kind.
#[derive(FromRow)]
pub(super) struct AskedRow {
    kind: String,
    version: i32,
    earlier_until: Option<DateTime<Utc>>,
    title: String,
    body: String,
    effect: String,
    text_hash: Vec<u8>,
    holds: bool,
    decision: Option<String>,
    decided_version: Option<i32>,
    decided_at: Option<DateTime<Utc>>,
}

impl AskedRow {
    /// None for a word this program does not know.
    pub fn view(self, now: DateTime<Utc>, tz: Tz) -> Option<ConsentView> {
        let last = last(self.decision.as_deref(), self.decided_version, self.decided_at, tz);
        let ahead = self.earlier_until.filter(|until| *until > now);
        Some(ConsentView {
            kind: ConsentKind::parse(&self.kind)?,
            version: self.version,
            title: self.title,
            body: self.body,
            effect: self.effect,
            hash: hex::encode(self.text_hash),
            last,
            holds: self.holds,
            earlier_until: ahead.map(|until| Moment::new(&tz, until)),
        })
    }
}

fn last(decision: Option<&str>, version: Option<i32>, at: Option<DateTime<Utc>>, tz: Tz) -> Option<Last> {
    let decision = Decision::parse(decision?)?;
    Some(Last { decision, version: version?, at: Moment::new(&tz, at?) })
}

/// A decision.
#[derive(FromRow)]
pub(super) struct EventRow {
    pub kind: String,
    pub version: i32,
    pub language: String,
    pub text_hash: Vec<u8>,
    pub decision: String,
    pub method: String,
    pub reason: Option<String>,
    pub at: DateTime<Utc>,
    pub device: Option<String>,
}

impl EventRow {
    pub fn view(self, tz: Tz) -> Option<ConsentEvent> {
        Some(ConsentEvent {
            kind: ConsentKind::parse(&self.kind)?,
            version: self.version,
            language: Language::parse(&self.language)?,
            decision: Decision::parse(&self.decision)?,
            method: Method::parse(&self.method)?,
            reason: self.reason,
            at: Moment::new(&tz, self.at),
            device: self.device,
            hash: hex::encode(self.text_hash),
        })
    }
}

/// A client and how one kind stands with them.
#[derive(FromRow)]
pub(super) struct StandingRow {
    client_id: Uuid,
    display_name: String,
    kind: String,
    standing: String,
    decision: Option<String>,
    version: Option<i32>,
    at: Option<DateTime<Utc>>,
    method: Option<String>,
}

impl StandingRow {
    pub fn view(self, tz: Tz) -> Option<ConsentRow> {
        Some(ConsentRow {
            client: MembershipId(self.client_id),
            name: self.display_name,
            kind: ConsentKind::parse(&self.kind)?,
            standing: Standing::parse(&self.standing)?,
            last: last(self.decision.as_deref(), self.version, self.at, tz),
            method: self.method.as_deref().and_then(Method::parse),
        })
    }
}
