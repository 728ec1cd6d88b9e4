//! What the forms start from: a new entry with the hour's likely values, or an entry that is corrected.

use chrono::{DateTime, Days, NaiveDate, Utc};
use contract::day::Day;
use contract::id::ObservationId;
use contract::journal::field::pass;
use contract::journal::{EntryForm, Filled, Input, Offers};
use insight::clock::Moment;

use super::kinds::{Log, Logged, Shelf, Start};
use super::queries::{self, EntryRow, Owner};
use super::save::new_id;
use super::when;
use crate::db::{Client, ReadTx};
use crate::refusal::Refusal;

/// The form of a kind and what it offers. A new entry stands on `day` (today without one) at the time now; `posted` is
/// what a form that is shown again held, so that what is named in it is there.
///
/// # Errors
/// `NotFound` for an entry that is not of this kind and this client's, or is deleted.
pub async fn load_form<K: Log>(
    tx: &mut ReadTx<Client>,
    shelf: &Shelf,
    (id, day): (Option<ObservationId>, Option<Day>),
    posted: Option<K::Input>,
    now: DateTime<Utc>,
) -> Result<(EntryForm<K::Input>, Offers), Refusal> {
    let owner = Owner::from(tx.scope());
    let key = tx.client_key(tx.scope().member()).await?;
    let mut zone = tx.scope().tz();
    let here = Moment::new(&zone, now);
    let stored = match id {
        Some(id) => queries::find(tx.conn(), owner, id, &key).await?,
        None => None,
    };
    if let Some(row) = &stored {
        zone = when::tz(&row.zone);
    }
    let today = day.map_or(here.date(), Day::date);
    let (input, day) = match (posted, id) {
        // Shown again as it was posted, even if the entry was deleted meanwhile: nothing typed is lost.
        (Some(posted), _) => (posted, today),
        (None, Some(_)) => {
            let row = stored.filter(|row| row.kind == K::NAME && row.deleted_at.is_none());
            filled::<K>(&row.ok_or(Refusal::NOT_FOUND)?).ok_or(Refusal::NOT_FOUND)?
        }
        (None, None) => (fresh::<K>(new_id(now), today, here), today),
    };
    let last = match K::LOOKS_BACK {
        0 => vec![],
        most => queries::list_last(tx.conn(), owner, K::NAME, None, most).await?,
    };
    let mut logged = Vec::with_capacity(last.len());
    for row in last {
        let row = row.open(&key)?;
        logged.extend(K::of(&row.plain.payload).cloned().map(|said| Logged { occurred_at: row.occurred_at, said }));
    }
    let offers = K::offers(&input, logged, shelf);
    let seen_by = queries::list_practitioners(tx.conn(), owner).await?;
    let last_day = here.date().checked_add_days(Days::new(1)).unwrap_or(here.date());
    let passes = K::wall(&input).and_then(|wall| insight::clock::passes(&zone, wall));
    Ok((EntryForm { input, day, is_new: id.is_none(), last_day, passes, seen_by }, offers))
}

fn fresh<K: Log>(id: ObservationId, day: NaiveDate, now: Moment) -> K::Input {
    let mut input = K::Input::default();
    input.set_envelope(Filled {
        id: id.to_string(),
        day: day.to_string(),
        time: now.time_field(),
        pass: if day == now.date() { pass(now) } else { "" }.into(),
        ..Filled::default()
    });
    K::guess(&mut input, now);
    input
}

/// The form of an entry that is there, and the day it lies on; none when it is of another kind.
fn filled<K: Log>(row: &EntryRow) -> Option<(K::Input, NaiveDate)> {
    let start = Start { at: row.occurred_at, zone: when::tz(&row.zone) };
    let said = K::of(&row.plain.payload)?;
    let mut input = said.fill(start);
    let began = when::local(&row.zone, row.occurred_at);
    input.set_envelope(Filled {
        id: row.observation_id.to_string(),
        version: row.version.to_string(),
        day: said.day_in_form(start, row.local_date).to_string(),
        time: began.time_field(),
        pass: pass(began).into(),
        note: row.plain.note.clone().unwrap_or_default(),
        private: if row.visibility == "private" { "on" } else { "" }.into(),
    });
    Some((input, row.local_date))
}
