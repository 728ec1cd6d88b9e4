//! The practitioner's clients at a glance.
//!
//! Guarantees: only clients in active care carry anything of their record (N2, decided by the database); the number of
//! statements does not depend on the number of clients; a name never leaves through an address (N8).
//! To add a column: a plain column of `list_clients` when it sorts or filters, a part of `list_logged` when only the
//! rows of one page need it.

mod count;
mod queries;
mod series;

use std::cmp::Reverse;

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use contract::caseload::{
    CaseRow, Caseload, CaseloadQuery, Invited, MOST_NEW, NextAppointment, PAGE_ROWS, Past, Paused, QUIET_DAYS,
    SYMPTOM_DAYS, Search, Show, Sort,
};
use contract::id::MembershipId;
use insight::clock::Moment;
use insight::timeline::Period;
use uuid::Uuid;

use crate::db::RecordTx;
use crate::refusal::Refusal;
use queries::ClientRow;

/// A page of the clients in active care, and the names of those paused and invited.
///
/// # Errors
/// Database faults.
pub async fn list(
    tx: &mut RecordTx,
    now: DateTime<Utc>,
    query: CaseloadQuery,
    search: Option<&Search>,
) -> Result<Caseload, Refusal> {
    let zone = tx.scope().tz();
    let today = now.with_timezone(&zone).date_naive();
    let (active, others): (Vec<_>, Vec<_>) =
        queries::list_clients(tx, MOST_NEW, now).await?.into_iter().partition(|row| row.status == "active");
    let (paused, past): (Vec<_>, Vec<_>) = others.into_iter().partition(|row| row.status == "paused");
    // A client whose membership ended is nobody's row to open; the database gives no name for it.
    let active: Vec<_> = active.into_iter().filter(|row| row.name.is_some()).collect();
    let (all, new, quiet) = (
        active.len(),
        active.iter().filter(|row| row.new_entries > 0).count(),
        active.iter().filter(|row| is_quiet(row, today)).count(),
    );

    let mut chosen: Vec<_> = active
        .into_iter()
        .filter(|row| match query.show {
            Show::All => true,
            Show::New => row.new_entries > 0,
            Show::Quiet => is_quiet(row, today),
        })
        .filter(|row| search.is_none_or(|search| row.name.as_deref().is_some_and(|name| search.finds(name))))
        .collect();
    sort(&mut chosen, query.sort);
    let matching = chosen.len();
    let pages = matching.div_ceil(PAGE_ROWS).max(1);
    let page = usize::try_from(query.page).unwrap_or(usize::MAX).clamp(1, pages);
    let shown: Vec<_> = chosen.into_iter().skip((page - 1) * PAGE_ROWS).take(PAGE_ROWS).collect();

    let period = Period::ending(today, SYMPTOM_DAYS);
    let ids: Vec<Uuid> = shown.iter().map(|row| row.client_id).collect();
    // A client ahead of the practitioner's clock may have logged tomorrow; that is not a day of this list yet.
    let keys = tx.client_keys(&ids).await?;
    let logged = queries::list_logged(tx, &ids, period.previous().first(), today).await?;
    let mut details = series::by_client(count::by_symptom(logged, &keys)?, period);
    let invited = queries::list_invited(tx).await?;
    let rows = shown
        .into_iter()
        .map(|row| {
            let detail = details.remove(&row.client_id).unwrap_or_else(|| series::Detail::empty(period));
            CaseRow {
                client: MembershipId(row.client_id),
                next: next_appointment(&row, zone),
                name: row.name.unwrap_or_default(),
                new_entries: u32::try_from(row.new_entries).unwrap_or(0),
                last_day: row.last_day,
                logged: detail.logged,
                symptom: detail.symptom,
                closed: row.closed,
            }
        })
        .collect();
    Ok(Caseload {
        today,
        rows,
        all,
        new,
        quiet,
        matching,
        page,
        pages,
        paused: paused.into_iter().filter_map(|row| paused_client(row, zone)).collect(),
        past: past_clients(past),
        invited: invited
            .into_iter()
            .map(|row| Invited {
                name: row.display_name,
                sent: row.created_at.with_timezone(&zone).date_naive(),
                expired: row.expires_at <= now,
            })
            .collect(),
    })
}

/// A client whose journal is closed to the practitioner is not quiet: nobody knows.
fn is_quiet(row: &ClientRow, today: NaiveDate) -> bool {
    !row.closed
        && row
            .last_day
            .is_none_or(|day| day.checked_add_days(Days::new(u64::from(QUIET_DAYS))).is_none_or(|until| until <= today))
}

/// Each order ends with the name, so that a page is the same twice.
fn sort(rows: &mut [ClientRow], by: Sort) {
    let name = |row: &ClientRow| (row.name.as_deref().unwrap_or_default().to_lowercase(), row.client_id);
    match by {
        Sort::Next => rows.sort_by_cached_key(|row| (row.starts_at.is_none(), row.starts_at, name(row))),
        Sort::New => rows.sort_by_cached_key(|row| (Reverse(row.new_entries), name(row))),
        Sort::Name => rows.sort_by_cached_key(name),
    }
}

fn next_appointment(row: &ClientRow, zone: Tz) -> Option<NextAppointment> {
    Some(NextAppointment {
        starts: local(row.starts_at?, zone),
        online: row.place.as_deref() == Some("online"),
        held: row.appointment_status.as_deref() == Some("held"),
    })
}

/// Newest first.
fn past_clients(rows: Vec<ClientRow>) -> Vec<Past> {
    let past = rows.into_iter().filter_map(|row| {
        let (client, by_client) = (MembershipId(row.client_id), row.by_client);
        Some(Past { client, name: row.name?, ended: row.ended_on?, by_client })
    });
    let mut past: Vec<_> = past.collect();
    past.sort_by(|a, b| (b.ended, &a.name, a.client.0).cmp(&(a.ended, &b.name, b.client.0)));
    past
}

fn paused_client(row: ClientRow, zone: Tz) -> Option<Paused> {
    Some(Paused {
        client: MembershipId(row.client_id),
        name: row.name?,
        since: row.status_changed_at.with_timezone(&zone).date_naive(),
    })
}

fn local(instant: DateTime<Utc>, zone: Tz) -> Moment {
    Moment::new(&zone, instant)
}
