//! Saving an entry, new or corrected.
//!
//! Guarantee: a save that arrives twice, one after the other or at once, leaves one entry and answers success both
//! times; a save made from an older state than the stored one is refused and changes nothing.

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike, Utc};
use contract::Code;
use contract::id::ObservationId;
use contract::journal::{Input, Kind, LocalTime, Meal, New, Target, Which};
use uuid::Uuid;

use super::entry::Plain;
use super::kinds::{Log, Shelf, Start, had_again};
use super::queries::{self, EntryRow, Owner};
use super::when;
use crate::activity::{Action, Activity};
use crate::db::{Client, WriteTx};
use crate::refusal::Refusal;
use crate::secret::ClientKey;

/// A saved entry, and the day it lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    pub id: ObservationId,
    pub day: NaiveDate,
    pub what: Put,
}

/// What saving did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    Added,
    Changed,
    /// It said so already: a repeated save.
    Unchanged,
}

/// Saves the form of a kind.
///
/// # Errors
/// `Invalid` by field, `NotFound` for an entry that is not this client's, `Conflict` when it was changed or deleted
/// since the form was filled.
pub async fn save<K: Log>(
    mut tx: WriteTx<Client>,
    shelf: &Shelf,
    input: &K::Input,
    now: DateTime<Utc>,
) -> Result<Saved, Refusal> {
    let new = K::read_form(input, shelf)?;
    let (saved, activity) = log::<K>(&mut tx, shelf, &new, now).await?;
    finish(tx, saved, activity).await
}

/// The same meal again, now: foods and amounts of `source`, without its note and feelings.
///
/// # Errors
/// `NotFound` when `source` is no meal of this client.
pub async fn repeat_meal(
    mut tx: WriteTx<Client>,
    shelf: &Shelf,
    source: ObservationId,
    new_id: ObservationId,
    now: DateTime<Utc>,
) -> Result<Saved, Refusal> {
    let owner = Owner::from(tx.scope());
    let key = tx.client_key(tx.scope().member()).await?;
    if let Some(there) = queries::find(tx.conn(), owner, new_id, &key).await? {
        // The second tap of two: the first has saved it.
        return Ok(Saved { id: new_id, day: there.local_date, what: Put::Unchanged });
    }
    let source = queries::find(tx.conn(), owner, source, &key).await?.filter(|row| row.deleted_at.is_none());
    let source = source.ok_or(Refusal::NOT_FOUND)?;
    let meal = had_again(Meal::of(&source.plain.payload).ok_or(Refusal::NOT_FOUND)?, &shelf.foods);
    let now = now.with_second(0).and_then(|now| now.with_nanosecond(0)).unwrap_or(now);
    let zone = tx.scope().tz();
    let row = EntryRow {
        observation_id: new_id.0,
        occurred_at: now,
        zone: zone.name().to_owned(),
        local_date: now.with_timezone(&zone).date_naive(),
        plain: Plain { payload: meal.into(), note: None },
        version: 1,
        ..source
    };
    if !queries::insert(tx.conn(), owner, &row, &key).await? {
        return Ok(Saved { id: new_id, day: row.local_date, what: Put::Unchanged });
    }
    let activity = Activity::new(Action::MealLogged).on(new_id.0).about(owner.client);
    finish(tx, Saved { id: new_id, day: row.local_date, what: Put::Added }, Some(activity)).await
}

/// Nothing changed, nothing to tell: then the transaction ends without a trace.
async fn finish(tx: WriteTx<Client>, saved: Saved, activity: Option<Activity>) -> Result<Saved, Refusal> {
    if let Some(activity) = activity {
        tx.commit(activity).await?;
    }
    Ok(saved)
}

/// Saves a checked form in a transaction that the caller commits with the activity it is given, or records it.
///
/// # Errors
/// As [`save`].
pub async fn log<K: Log>(
    tx: &mut WriteTx<Client>,
    shelf: &Shelf,
    new: &New<K::Checked>,
    now: DateTime<Utc>,
) -> Result<(Saved, Option<Activity>), Refusal> {
    let key = tx.client_key(tx.scope().member()).await?;
    let before = before(tx, &key, new.target, K::NAME).await?;
    let (zone, at) = moment(tx, before.as_ref(), K::began(new), now, K::Input::FORM)?;
    let was = before.as_ref().and_then(|row| K::of(&row.plain.payload));
    let said = K::build(new, shelf, was, Start { at, zone: when::tz(&zone) })?;
    let lasted = said.facts().minutes.map(|minutes| TimeDelta::minutes(i64::from(minutes)));
    let row = EntryRow {
        observation_id: new.target.id.0,
        kind: K::NAME.into(),
        occurred_at: at,
        zone,
        local_date: new.day,
        ended_at: lasted.map(|lasted| at + lasted),
        plain: Plain { payload: said.into(), note: new.note.clone() },
        visibility: visibility(new.private),
        version: 1,
        deleted_at: None,
    };
    put(tx, &key, row, before, new.target, K::LOGGED).await
}

/// The entry that is corrected, held until the transaction ends; none for a new one.
async fn before(
    tx: &mut WriteTx<Client>,
    key: &ClientKey,
    target: Target,
    kind: &str,
) -> Result<Option<EntryRow>, Refusal> {
    if target.version.is_none() {
        return Ok(None);
    }
    let owner = Owner::from(tx.scope());
    let row = queries::lock(tx.conn(), owner, target.id, key).await?.filter(|row| row.kind == kind);
    row.map(Some).ok_or(Refusal::NOT_FOUND)
}

/// Zone and instant. A correction stays in the zone the entry was made in, and an unchanged time stays that instant,
/// its seconds and the second pass of an autumn hour included.
fn moment(
    tx: &WriteTx<Client>,
    before: Option<&EntryRow>,
    at: LocalTime,
    now: DateTime<Utc>,
    form: &str,
) -> Result<(String, DateTime<Utc>), Refusal> {
    let zone = before.map_or_else(|| tx.scope().tz(), |row| when::tz(&row.zone));
    if let Some(row) = before {
        let shown = when::local(&row.zone, row.occurred_at);
        let is_same = match at.which {
            Which::This(pass) => shown.pass().is_none_or(|shown| shown == pass),
            Which::Unsaid | Which::Ask => true,
        };
        if is_same && shown.date() == at.day && shown.minute_of_day() == at.time.hour() * 60 + at.time.minute() {
            return Ok((row.zone.clone(), row.occurred_at));
        }
    }
    Ok((zone.name().to_owned(), when::posted(zone, at, now, form)?))
}

async fn put(
    tx: &mut WriteTx<Client>,
    key: &ClientKey,
    row: EntryRow,
    before: Option<EntryRow>,
    target: Target,
    added: Action,
) -> Result<(Saved, Option<Activity>), Refusal> {
    let owner = Owner::from(tx.scope());
    let saved = |what| Saved { id: target.id, day: row.local_date, what };
    let told = |action| Some(Activity::new(action).on(row.observation_id).about(owner.client));
    let stored = match before {
        None if queries::insert(tx.conn(), owner, &row, key).await? => return Ok((saved(Put::Added), told(added))),
        // The id is taken: by the same save a moment ago, or by an entry that says something else by now.
        None => queries::find(tx.conn(), owner, target.id, key).await?.ok_or(Refusal::NOT_FOUND)?,
        Some(before) => before,
    };
    if stored.deleted_at.is_some() {
        return Err(Refusal::conflict(Code::AlreadyDeleted));
    }
    if stored.says_the_same(&row) {
        return Ok((saved(Put::Unchanged), None));
    }
    if target.version != Some(stored.version) {
        return Err(Refusal::conflict(Code::EditedElsewhere));
    }
    queries::update(tx.conn(), owner, &row, key).await?;
    Ok((saved(Put::Changed), told(Action::EntryChanged)))
}

fn visibility(private: bool) -> String {
    if private { "private" } else { "shared" }.to_owned()
}

/// A new entry's id, for a form that is rendered now.
pub(super) fn new_id(now: DateTime<Utc>) -> ObservationId {
    let id: Uuid = crate::random::id(now);
    ObservationId(id)
}
