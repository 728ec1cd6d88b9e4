//! What an incident asks about: stretches of time, of one member each or of everybody. Overlapping ones become one, so
//! that no line is counted twice.

use chrono::{DateTime, Utc};
use contract::incident::ScopeKind;
use sqlx::{FromRow, PgConnection};
use uuid::Uuid;

use super::queries;
use crate::refusal::Refusal;

/// A question to the logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    pub kind: ScopeKind,
    pub id: Option<Uuid>,
    pub since: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub(super) struct Window {
    pub member_id: Option<Uuid>,
    pub role: Option<String>,
    pub from_at: DateTime<Utc>,
    pub to_at: DateTime<Utc>,
}

/// The same, as the queries take it.
#[derive(Debug, Default)]
pub(super) struct Windows {
    pub members: Vec<Option<Uuid>>,
    pub froms: Vec<DateTime<Utc>>,
    pub tos: Vec<DateTime<Utc>>,
}

impl From<&[Window]> for Windows {
    fn from(windows: &[Window]) -> Self {
        let mut all = Self::default();
        for window in windows {
            all.members.push(window.member_id);
            all.froms.push(window.from_at);
            all.tos.push(window.to_at);
        }
        all
    }
}

/// What a question comes to in this house.
pub(super) async fn find(db: &mut PgConnection, house: Uuid, ask: &Ask) -> Result<Vec<Window>, Refusal> {
    Ok(merge(queries::list_windows(db, house, ask).await?))
}

fn merge(mut windows: Vec<Window>) -> Vec<Window> {
    windows.sort_by_key(|window| (window.member_id, window.from_at));
    let mut merged: Vec<Window> = Vec::new();
    for window in windows {
        match merged.last_mut() {
            Some(last) if last.member_id == window.member_id && window.from_at <= last.to_at => {
                last.to_at = last.to_at.max(window.to_at);
            }
            _ => merged.push(window),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_times_of_one_member_become_one() {
        let window = |member: u128, from: i64, to: i64| Window {
            member_id: Some(Uuid::from_u128(member)),
            role: None,
            from_at: DateTime::from_timestamp(from, 0).unwrap(),
            to_at: DateTime::from_timestamp(to, 0).unwrap(),
        };
        let merged = merge(vec![window(2, 0, 5), window(1, 8, 9), window(1, 0, 5), window(1, 3, 7), window(1, 4, 5)]);
        assert_eq!(merged, [window(1, 0, 7), window(1, 8, 9), window(2, 0, 5)]);
    }
}
