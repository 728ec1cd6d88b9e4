//! What the queries answer, and how it becomes what a page shows.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use contract::grant::{Alert, Carer, GivenBy, GrantView, Permission, ReadKind, ReadView, Via};
use contract::id::{GrantId, MembershipId};
use insight::clock::Moment;
use sqlx::FromRow;
use uuid::Uuid;

#[derive(FromRow)]
pub(super) struct GrantRow {
    grant_id: Uuid,
    client_id: Uuid,
    practitioner_id: Uuid,
    granted_by: Uuid,
    permissions: Vec<String>,
    reason: String,
    starts_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
    seen_at: Option<DateTime<Utc>>,
    client_name: Option<String>,
    reader_name: Option<String>,
    giver_name: Option<String>,
}

impl GrantRow {
    pub fn view(self, now: DateTime<Utc>, tz: Tz) -> GrantView {
        let here = |instant: DateTime<Utc>| Moment::new(&tz, instant);
        let given_by = match self.granted_by {
            by if by == self.client_id => GivenBy::Client,
            by if by == self.practitioner_id => GivenBy::Reader,
            _ => GivenBy::Clinic,
        };
        GrantView {
            id: GrantId(self.grant_id),
            client: MembershipId(self.client_id),
            client_name: self.client_name.unwrap_or_default(),
            reader_name: self.reader_name.unwrap_or_default(),
            given_by,
            giver_name: self.giver_name.unwrap_or_default(),
            permissions: self.permissions.iter().filter_map(|word| Permission::parse(word)).collect(),
            reason: self.reason,
            from: here(self.starts_at),
            until: here(self.ended_at.unwrap_or(self.expires_at)),
            is_running: self.ended_at.is_none() && self.expires_at > now,
            was_ended: self.ended_at.is_some(),
            is_seen: self.seen_at.is_some(),
        }
    }
}

#[derive(FromRow)]
pub(super) struct ReadRow {
    at: DateTime<Utc>,
    reader_name: Option<String>,
    kind: String,
    via: String,
}

impl ReadRow {
    /// None for a word this program does not know.
    pub fn view(self, tz: Tz) -> Option<ReadView> {
        let (kind, via) = (ReadKind::parse(&self.kind)?, Via::parse(&self.via)?);
        let at = Moment::new(&tz, self.at);
        Some(ReadView { at, reader: self.reader_name.unwrap_or_default(), kind, via })
    }
}

#[derive(FromRow)]
pub(super) struct CarerRow {
    practitioner_id: Uuid,
    display_name: String,
    starts_on: NaiveDate,
    paused: bool,
}

impl CarerRow {
    pub fn view(self) -> Carer {
        let id = MembershipId(self.practitioner_id);
        Carer { id, name: self.display_name, since: self.starts_on, paused: self.paused }
    }
}

#[derive(FromRow)]
pub(super) struct AlertRow {
    display_name: String,
    starts_at: DateTime<Utc>,
}

impl AlertRow {
    pub fn view(self, tz: Tz) -> Alert {
        Alert { reader: self.display_name, at: Moment::new(&tz, self.starts_at) }
    }
}

/// What the letters about a grant need.
#[derive(FromRow)]
pub(super) struct ToldRow {
    pub client_id: Uuid,
    pub practitioner_id: Uuid,
    pub granted_by: Uuid,
    pub kind: String,
    pub expires_at: DateTime<Utc>,
    pub organisation: String,
}
