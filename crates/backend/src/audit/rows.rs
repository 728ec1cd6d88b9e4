//! What the queries answer, and how it becomes a line.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use contract::audit::{AuditLine, Cursor, LookView, Source};
use contract::grant::{ReadKind, Via};
use contract::id::MembershipId;
use insight::clock::Moment;
use sqlx::FromRow;
use uuid::Uuid;

/// A line of any log, with its place among the others.
pub(super) struct Line {
    pub at: DateTime<Utc>,
    pub source: Source,
    mark: String,
    view: AuditLine,
}

impl Line {
    pub fn cursor(&self) -> Cursor {
        Cursor { micros: self.at.timestamp_micros(), source: self.source, mark: self.mark.clone() }
    }

    pub fn view(self, tz: Tz) -> AuditLine {
        AuditLine { at: Moment::new(&tz, self.at), ..self.view }
    }
}

/// Filled in where a line leaves it out; the time is written when it is shown.
fn blank(source: Source) -> AuditLine {
    AuditLine {
        at: Moment::default(),
        source,
        seq: None,
        actor: None,
        actor_name: None,
        is_system: false,
        action: String::new(),
        via: None,
        client: None,
        client_name: None,
        from: None,
        to: None,
        request: None,
        subject: None,
    }
}

#[derive(FromRow)]
pub(super) struct ChangeRow {
    at: DateTime<Utc>,
    seq: i64,
    actor_kind: String,
    actor_member: Option<Uuid>,
    actor_name: Option<String>,
    action: String,
    client_id: Option<Uuid>,
    client_name: Option<String>,
    from_state: Option<String>,
    to_state: Option<String>,
    request_id: Option<String>,
    #[sqlx(default)]
    subject_id: Option<Uuid>,
}

impl From<ChangeRow> for Line {
    fn from(row: ChangeRow) -> Self {
        let view = AuditLine {
            seq: Some(row.seq),
            actor: row.actor_member.map(MembershipId),
            actor_name: row.actor_name,
            is_system: row.actor_kind == "system",
            action: row.action,
            client: row.client_id.map(MembershipId),
            client_name: row.client_name,
            from: row.from_state,
            to: row.to_state,
            request: row.request_id.filter(|id| !id.is_empty()),
            subject: row.subject_id,
            ..blank(Source::Change)
        };
        Self { at: row.at, source: Source::Change, mark: row.seq.to_string(), view }
    }
}

#[derive(FromRow)]
pub(super) struct LookRow {
    at: DateTime<Utc>,
    reader_id: Uuid,
    reader_name: Option<String>,
    kind: String,
    via: String,
    client_id: Uuid,
    client_name: Option<String>,
}

impl From<LookRow> for Line {
    fn from(row: LookRow) -> Self {
        let mark = format!("{}~{}~{}", row.reader_id, row.client_id, row.kind);
        let view = AuditLine {
            actor: Some(MembershipId(row.reader_id)),
            actor_name: row.reader_name,
            action: format!("look.{}", row.kind),
            via: Via::parse(&row.via),
            client: Some(MembershipId(row.client_id)),
            client_name: row.client_name,
            ..blank(Source::Look)
        };
        Self { at: row.at, source: Source::Look, mark, view }
    }
}

#[derive(FromRow)]
pub(super) struct AccountRow {
    at: DateTime<Utc>,
    event_id: i64,
    membership_id: Uuid,
    display_name: String,
    action: String,
}

impl From<AccountRow> for Line {
    fn from(row: AccountRow) -> Self {
        let view = AuditLine {
            actor: Some(MembershipId(row.membership_id)),
            actor_name: Some(row.display_name),
            action: row.action,
            ..blank(Source::Account)
        };
        Self { at: row.at, source: Source::Account, mark: row.event_id.to_string(), view }
    }
}

/// One look at the client's own record.
#[derive(FromRow)]
pub(super) struct SawRow {
    pub at: DateTime<Utc>,
    pub reader_id: Uuid,
    pub kind: String,
    via: String,
    reader_name: Option<String>,
    since: Option<NaiveDate>,
    reason: Option<String>,
    given_by_client: bool,
}

impl SawRow {
    /// None for a word this program does not know.
    pub fn view(self, tz: Tz) -> Option<LookView> {
        Some(LookView {
            at: Moment::new(&tz, self.at),
            reader: self.reader_name.unwrap_or_default(),
            kind: ReadKind::parse(&self.kind)?,
            via: Via::parse(&self.via)?,
            since: self.since,
            reason: self.reason,
            given_by_client: self.given_by_client,
        })
    }
}
