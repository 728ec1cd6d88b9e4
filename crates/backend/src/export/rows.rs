//! Rows of exports as the pages show them.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use contract::export::{ExportScope, ExportState, ExportView};
use contract::id::ExportId;
use sqlx::FromRow;
use uuid::Uuid;

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
}

impl ExportRow {
    /// What ran out is shown as such, whether or not its files are gone already.
    pub fn view(self, now: DateTime<Utc>, tz: Tz, me: Uuid) -> Option<ExportView> {
        let local = |at: DateTime<Utc>| at.with_timezone(&tz).naive_local();
        let mut state = ExportState::parse(&self.status)?;
        if state.is_there() && self.expires_at.is_some_and(|until| until <= now) {
            state = ExportState::Expired;
        }
        let is_live = state.is_under_way() || state.is_there();
        Some(ExportView {
            id: ExportId(self.export_id),
            scope: ExportScope::parse(&self.scope)?,
            state,
            whose: self.member_name.unwrap_or_default(),
            // A client does not see the team's rows: somebody of the clinic, then.
            asked_by: (self.asked_by != self.member_id).then(|| self.asker_name.unwrap_or_default()),
            reason: self.reason,
            asked_at: local(self.created_at),
            rows_done: self.rows_done,
            rows_total: self.rows_total,
            bytes: self.bytes,
            until: self.expires_at.map(local),
            fetched_at: self.downloaded_at.map(local),
            is_own: self.member_id == me,
            may_cancel: is_live && (self.member_id == me || self.asked_by == me),
        })
    }
}
