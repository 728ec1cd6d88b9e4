//! Rows of exports as the pages show them.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use contract::export::{ExportScope, ExportState, ExportView};
use contract::id::ExportId;
use insight::clock::Moment;
use sqlx::FromRow;
use uuid::Uuid;

use crate::secret::Recipient;

#[derive(FromRow)]
pub(super) struct ExportRow {
    export_id: Uuid,
    scope: String,
    member_id: Uuid,
    asked_by: Uuid,
    reason: Option<String>,
    status: String,
    rows_total: Option<i64>,
    rows_done: i64,
    bytes: Option<i64>,
    expires_at: Option<DateTime<Utc>>,
    downloaded_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    member_name: Option<String>,
    asker_name: Option<String>,
    recipient: Option<String>,
    lapses_at: Option<DateTime<Utc>>,
    agreer_name: Option<String>,
}

impl ExportRow {
    /// What ran out is shown as such, whether or not its files are gone already.
    pub fn view(self, now: DateTime<Utc>, tz: Tz, me: Uuid) -> Option<ExportView> {
        let local = |at: DateTime<Utc>| Moment::new(&tz, at);
        let mut state = ExportState::parse(&self.status)?;
        if state.is_there() && self.expires_at.is_some_and(|until| until <= now) {
            state = ExportState::Expired;
        }
        if state == ExportState::Proposed && self.lapses_at.is_some_and(|until| until <= now) {
            state = ExportState::Expired;
        }
        let is_live = state == ExportState::Proposed || state.is_under_way() || state.is_there();
        let is_move = self.scope == ExportScope::Move.as_str();
        Some(ExportView {
            id: ExportId(self.export_id),
            scope: ExportScope::parse(&self.scope)?,
            state,
            whose: self.member_name.unwrap_or_default(),
            // A client does not see the team's rows: somebody of the clinic, then.
            asked_by: (self.asked_by != self.member_id || is_move).then(|| self.asker_name.unwrap_or_default()),
            reason: self.reason,
            asked_at: local(self.created_at),
            rows_done: self.rows_done,
            rows_total: self.rows_total,
            bytes: self.bytes,
            until: self.expires_at.or(self.lapses_at.filter(|_| state == ExportState::Proposed)).map(local),
            fingerprint: self.recipient.as_deref().and_then(Recipient::parse).map(|key| key.fingerprint()),
            agreed_by: self.agreer_name,
            may_agree: state == ExportState::Proposed && self.asked_by != me,
            fetched_at: self.downloaded_at.map(local),
            is_own: self.member_id == me,
            may_cancel: is_live && (self.member_id == me || self.asked_by == me || is_move),
        })
    }
}
