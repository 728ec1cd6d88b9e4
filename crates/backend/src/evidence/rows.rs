//! An entry of the log as it lies in the database, and what it ought to commit to.

use chrono::{DateTime, Utc};
use evidence::{Entry, Hash, Through, commitment_v1};
use sqlx::FromRow;
use uuid::Uuid;

/// Every column of `app.activity`.
#[derive(Debug, Clone, FromRow)]
pub struct EntryRow {
    pub organisation_id: Uuid,
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub actor_kind: String,
    pub actor_id: Option<Uuid>,
    pub actor_member: Option<Uuid>,
    pub action: String,
    pub subject_id: Option<Uuid>,
    pub client_id: Option<Uuid>,
    pub from_state: Option<String>,
    pub to_state: Option<String>,
    pub request_id: Option<String>,
    pub via: Option<String>,
    pub basis_id: Option<Uuid>,
    pub salt: Option<Vec<u8>>,
    pub veil: Option<Vec<u8>>,
    pub commitment: Vec<u8>,
    pub hash: Vec<u8>,
    pub encoding: i16,
    pub redacted: bool,
}

impl EntryRow {
    pub(super) fn number(&self) -> u64 {
        u64::try_from(self.seq).unwrap_or(0)
    }

    pub(super) fn entry(&self) -> Entry {
        let id = |id: Option<Uuid>| id.map(|id| id.to_string());
        Entry {
            organisation: self.organisation_id.to_string(),
            seq: self.number(),
            at: self.at.timestamp_micros(),
            actor_kind: self.actor_kind.clone(),
            action: self.action.clone(),
            actor: id(self.actor_id),
            member: id(self.actor_member),
            subject: id(self.subject_id),
            client: id(self.client_id),
            from: self.from_state.clone(),
            to: self.to_state.clone(),
            request: self.request_id.clone(),
            through: Through { via: self.via.clone(), basis: id(self.basis_id) },
        }
    }

    fn kind_of_actor(&self) -> &'static str {
        if self.actor_id.is_some() { "person" } else { "system" }
    }

    /// What it commits to as it lies there; none when it cannot have been written like this.
    pub fn expected(&self) -> Option<Hash> {
        self.expected_as(&self.entry())
    }

    /// The same, had it stood at another place.
    pub(super) fn expected_at(&self, seq: u64) -> Option<Hash> {
        self.expected_as(&Entry { seq, ..self.entry() })
    }

    fn expected_as(&self, entry: &Entry) -> Option<Hash> {
        match (self.encoding, self.redacted, &self.salt, &self.veil) {
            (2, false, Some(salt), None) => Some(entry.commitment(&entry.veil(salt))),
            (2, true, None, Some(veil)) if entry.is_blank() => {
                Some(entry.commitment(&veil.as_slice().try_into().ok()?))
            }
            // Nothing that the older commitment does not cover may stand in an older entry.
            (1, ..) if self.via.is_some() || self.basis_id.is_some() => None,
            (1, false, Some(salt), None) if self.actor_kind == self.kind_of_actor() => Some(commitment_v1(entry, salt)),
            // Older entries had one commitment over everything: once names are gone, chain and tree alone speak for it.
            (1, true, None, Some(_)) if entry.is_blank() => self.commitment.as_slice().try_into().ok(),
            _ => None,
        }
    }
}
