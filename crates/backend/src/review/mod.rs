//! A client's tracker review, and what a practitioner may change from it: seen marks and the care itself.
//!
//! Guarantees: reading changes nothing; what the database does not show (private, deleted, another's client) is
//! neither shown nor counted (N2); three statements read a review of any length; seen marks and steps of care are
//! committed with their activity entry and may be repeated without harm.
//! To add a kind of entry: its arms in `entries` and `assemble`, its variant in `contract`.

mod assemble;
mod entries;
mod foods;
mod queries;
mod symptoms;

use chrono::{DateTime, Days, Utc};
use contract::Code;
use contract::caseload::Paused;
use contract::id::{MembershipId, ObservationId};
use contract::review::{CareStep, ClientPage, Rows, Span};
use insight::timeline::Period;

use crate::activity::{Action, Activity};
use crate::db::{Practice, RecordTx, RecordWriteTx, WriteTx};
use crate::grants::{CareJob, TELL_CARE};
use crate::refusal::Refusal;

/// Entries on one page, both periods together; beyond it the oldest are left out and the page says so.
pub const MOST_ENTRIES: usize = 5000;

/// Which entries have been seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    One(ObservationId),
    /// All that came in up to the moment the page was read.
    AllUntil(DateTime<Utc>),
}

/// A client's page. A client who is not in one's active or paused care, nor open by a grant or an emergency,
/// is not found.
///
/// # Errors
/// `NotFound`, database faults.
pub async fn open(
    tx: &mut RecordTx,
    now: DateTime<Utc>,
    client: MembershipId,
    span: Span,
    rows: &Rows,
) -> Result<ClientPage, Refusal> {
    let zone = tx.scope().tz();
    let today = now.with_timezone(&zone).date_naive();
    // East of the practitioner the client's day may have begun already.
    let latest = today.checked_add_days(Days::new(1)).unwrap_or(today);
    let head = queries::find_head(tx, client, now, latest).await?.ok_or(Refusal::NOT_FOUND)?;
    // Without a name the membership is not active: nothing of it can be read.
    let Some(name) = head.name.clone() else { return Err(Refusal::NOT_FOUND) };
    if head.via == "paused" {
        let since = head.status_changed_at.unwrap_or(now).with_timezone(&zone).date_naive();
        return Ok(ClientPage::Paused(Paused { client, name, since }));
    }
    // In care, and yet nothing opens: the client does not consent to the use of their health data (P12).
    if head.via == "active" {
        return Ok(ClientPage::Closed { client, name });
    }
    let last = head.newest_day.map_or(today, |day| day.max(today));
    let period = Period::ending(last, span.days());
    let wanted = queries::Wanted {
        client,
        first: period.previous().first(),
        last,
        last_looked_at: head.last_looked_at,
        most: i64::try_from(MOST_ENTRIES + 1).unwrap_or(i64::MAX),
    };
    let key = tx.client_key(client).await?;
    let entries = queries::list_entries(tx, &wanted).await?;
    let entries = entries::open(entries, &key, rows.nutrient)?;
    Ok(ClientPage::Open(Box::new(assemble::review(client, name, &head, entries, period, span, rows, zone))))
}

/// Marks entries as seen. Repeating it changes nothing and is no error.
///
/// # Errors
/// `NotFound` for what the practitioner may not see, or may see and not mark; database faults.
pub async fn mark_viewed(tx: RecordWriteTx, client: MembershipId, seen: Seen) -> Result<(), Refusal> {
    let mut tx = tx.into_inner();
    // Access to read only marks nothing, and is not answered as if it had; the page offers it no button.
    if !queries::may_mark(&mut tx, client).await? {
        return Err(Refusal::NOT_FOUND);
    }
    let activity = Activity::new(Action::EntriesViewed).about(client.0);
    let (changed, activity) = match seen {
        Seen::One(entry) => {
            let changed = queries::mark_one(&mut tx, client, entry).await?;
            if !changed && !queries::is_visible(&mut tx, client, entry).await? {
                return Err(Refusal::NOT_FOUND);
            }
            (changed, activity.on(entry.0))
        }
        Seen::AllUntil(until) => (queries::mark_all(&mut tx, client, until).await? > 0, activity),
    };
    // Nothing changed: nothing to record, and the transaction leaves no trace.
    if changed { tx.commit(activity).await } else { Ok(()) }
}

/// Pauses, resumes or ends care; it applies to the practitioner's next request. `reason` is kept when care ends.
///
/// # Errors
/// `NotFound` without such care, `Conflict` when care is in another state by now, database faults.
pub async fn change_care(
    mut tx: WriteTx<Practice>,
    now: DateTime<Utc>,
    client: MembershipId,
    step: CareStep,
    reason: &str,
) -> Result<(), Refusal> {
    let today = now.with_timezone(&tx.scope().tz()).date_naive();
    let (relationship, from) = queries::find_status(&mut tx, client).await?.ok_or(Refusal::NOT_FOUND)?;
    let (to, action) = match step {
        CareStep::Pause => ("paused", Action::RelationshipPaused),
        CareStep::Resume => ("active", Action::RelationshipResumed),
        CareStep::End => ("ended", Action::RelationshipEnded),
    };
    match (from.as_str(), step) {
        (same, _) if same == to => return Ok(()),
        ("active", CareStep::Pause | CareStep::End) | ("paused", CareStep::Resume | CareStep::End) => {}
        ("active" | "paused", _) => return Err(Refusal::conflict(Code::EditedElsewhere)),
        // An invitation is the client's to accept, and what ended stays ended: to this page neither exists.
        _ => return Err(Refusal::NOT_FOUND),
    }
    let ended = (step == CareStep::End).then_some((today, reason));
    queries::move_care(&mut tx, relationship, to, ended).await?;
    if step == CareStep::End {
        let job = CareJob { client_id: client.0, practitioner: tx.scope().member().0, by_client: false };
        tx.enqueue(TELL_CARE, &job, None, None).await?;
    }
    tx.commit(Activity::new(action).on(relationship).about(client.0).moved(from, to)).await
}
