//! Saving an entry, new or corrected.
//!
//! Guarantee: a save that arrives twice, one after the other or at once, leaves one entry and answers success both
//! times; a save made from an older state than the stored one is refused and changes nothing.

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike, Utc};
use contract::error::Refused;
use contract::id::{MembershipId, ObservationId};
use contract::journal::{
    Amount, LocalTime, MealInput, NewItem, NewMeal, NewSymptom, SymptomInput, SymptomName, Target, What, Which, meal,
};
use contract::{AppError, Code};
use uuid::Uuid;

use super::entry::Plain;
use super::payload::{MEAL, MealItem, MealPayload, Payload, SYMPTOM, SymptomPayload};
use super::queries::{self, EntryRow, Owner};
use super::{catalogue, when};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Client, WriteTx};
use crate::food::Foods;
use crate::identity::SessionToken;
use crate::reference;
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

impl Backend {
    /// Saves the meal form.
    ///
    /// # Errors
    /// `Invalid` by field, `NotFound` for an entry that is not this client's, `Conflict` when it was changed or deleted
    /// since the form was filled.
    pub async fn save_meal(&self, token: &SessionToken, request_id: &str, input: &MealInput) -> Result<Saved, Refusal> {
        let foods = self.foods().await?;
        let meal = input.check()?;
        let mut tx = self.write::<Client>(token, request_id).await?;
        let (saved, activity) = log_meal(&mut tx, &meal, &foods, self.clock.now()).await?;
        finish(tx, saved, activity).await
    }

    /// Saves the symptom form.
    ///
    /// # Errors
    /// As [`Backend::save_meal`].
    pub async fn save_symptom(
        &self,
        token: &SessionToken,
        request_id: &str,
        input: &SymptomInput,
    ) -> Result<Saved, Refusal> {
        let symptom = input.check(catalogue::symptom_kinds()?)?;
        let mut tx = self.write::<Client>(token, request_id).await?;
        let (saved, activity) = log_symptom(&mut tx, &symptom, self.clock.now()).await?;
        finish(tx, saved, activity).await
    }

    /// The same meal again, now: foods and amounts of `source`, without its note and feelings.
    ///
    /// # Errors
    /// `NotFound` when `source` is no meal of this client.
    pub async fn repeat_meal(
        &self,
        token: &SessionToken,
        request_id: &str,
        source: ObservationId,
        new_id: ObservationId,
    ) -> Result<Saved, Refusal> {
        let foods = self.foods().await?;
        let mut tx = self.write::<Client>(token, request_id).await?;
        let owner = Owner::from(tx.scope());
        let key = tx.client_key(MembershipId(owner.client)).await?;
        if let Some(there) = queries::find(tx.conn(), owner, new_id, &key).await? {
            // The second tap of two: the first has saved it.
            return Ok(Saved { id: new_id, day: there.local_date, what: Put::Unchanged });
        }
        let source = queries::find(tx.conn(), owner, source, &key).await?.filter(|row| row.deleted_at.is_none());
        let source = source.ok_or(Refusal::NOT_FOUND)?;
        let Payload::Meal(mut payload) = source.plain.payload.clone() else { return Err(Refusal::NOT_FOUND) };
        (payload.hunger_before, payload.fullness_after) = (None, None);
        for item in &mut payload.items {
            if let Some(facts) = item.food_id.and_then(|id| foods.find(id)) {
                item.nutrients = facts.profile.clone();
            }
        }
        let now =
            self.clock.now().with_second(0).and_then(|now| now.with_nanosecond(0)).unwrap_or_else(|| self.clock.now());
        let zone = tx.scope().tz();
        let row = EntryRow {
            observation_id: new_id.0,
            occurred_at: now,
            zone: zone.name().to_owned(),
            local_date: now.with_timezone(&zone).date_naive(),
            plain: Plain { payload: Payload::Meal(payload), note: None },
            version: 1,
            ..source
        };
        if !queries::insert(tx.conn(), owner, &row, &key).await? {
            return Ok(Saved { id: new_id, day: row.local_date, what: Put::Unchanged });
        }
        let activity = Activity::new(Action::MealLogged).on(new_id.0).about(owner.client);
        finish(tx, Saved { id: new_id, day: row.local_date, what: Put::Added }, Some(activity)).await
    }
}

/// Nothing changed, nothing to tell: then the transaction ends without a trace.
async fn finish(tx: WriteTx<Client>, saved: Saved, activity: Option<Activity>) -> Result<Saved, Refusal> {
    if let Some(activity) = activity {
        tx.commit(activity).await?;
    }
    Ok(saved)
}

/// Saves a meal in a transaction that the caller commits with the activity it is given, or records it.
pub(crate) async fn log_meal(
    tx: &mut WriteTx<Client>,
    meal: &NewMeal,
    foods: &Foods,
    now: DateTime<Utc>,
) -> Result<(Saved, Option<Activity>), Refusal> {
    let key = tx.client_key(tx.scope().member()).await?;
    let before = before(tx, &key, meal.target, MEAL).await?;
    let known: Vec<MealItem> = match before.as_ref().map(|row| &row.plain.payload) {
        Some(Payload::Meal(meal)) => meal.items.clone(),
        _ => vec![],
    };
    let payload = MealPayload {
        meal_type: meal.meal_type,
        items: items(&meal.items, foods, &known)?,
        hunger_before: meal.hunger_before,
        fullness_after: meal.fullness_after,
    };
    let (zone, occurred_at) = moment(tx, before.as_ref(), meal.when, now, MEAL)?;
    let row = EntryRow {
        observation_id: meal.target.id.0,
        kind: MEAL.into(),
        occurred_at,
        zone,
        local_date: meal.when.day,
        ended_at: None,
        plain: Plain { payload: Payload::Meal(payload), note: meal.note.clone() },
        visibility: visibility(meal.private),
        version: 1,
        deleted_at: None,
    };
    put(tx, &key, row, before, meal.target, Action::MealLogged).await
}

/// As [`log_meal`].
pub(crate) async fn log_symptom(
    tx: &mut WriteTx<Client>,
    symptom: &NewSymptom,
    now: DateTime<Utc>,
) -> Result<(Saved, Option<Activity>), Refusal> {
    let key = tx.client_key(tx.scope().member()).await?;
    let before = before(tx, &key, symptom.target, SYMPTOM).await?;
    let (code, own_label) = match symptom.name.clone() {
        SymptomName::Code(code) => (Some(code), None),
        SymptomName::Own(label) => (None, Some(label)),
    };
    let payload = SymptomPayload {
        code,
        own_label,
        present: symptom.severity.is_some(),
        scale: symptom.scale,
        severity: symptom.severity,
        duration_min: symptom.duration_min,
    };
    let (zone, occurred_at) = moment(tx, before.as_ref(), symptom.when, now, SYMPTOM)?;
    let row = EntryRow {
        observation_id: symptom.target.id.0,
        kind: SYMPTOM.into(),
        occurred_at,
        zone,
        local_date: symptom.when.day,
        ended_at: symptom.duration_min.map(|minutes| occurred_at + TimeDelta::minutes(i64::from(minutes))),
        plain: Plain { payload: Payload::Symptom(payload), note: symptom.note.clone() },
        visibility: visibility(symptom.private),
        version: 1,
        deleted_at: None,
    };
    put(tx, &key, row, before, symptom.target, Action::SymptomLogged).await
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

/// The foods as they will be kept. A food the entry held already keeps the nutrients it was logged with.
fn items(new: &[NewItem], foods: &Foods, known: &[MealItem]) -> Result<Vec<MealItem>, AppError> {
    let mut refused = Refused::default();
    let items: Vec<_> = new
        .iter()
        .enumerate()
        .filter_map(|(at, item)| {
            item_of(item, foods, known)
                .map_err(|(field, code)| refused.add(format!("meal[items][{at}][{field}]"), code))
                .ok()
        })
        .collect();
    refused.finish()?;
    Ok(items)
}

fn item_of(item: &NewItem, foods: &Foods, known: &[MealItem]) -> Result<MealItem, (&'static str, Code)> {
    let food_id = match &item.what {
        What::Own(name) => return own(name, item.amount),
        What::Food(food) => food.0,
    };
    let facts = foods.find(food_id).ok_or(("food", Code::Unknown))?;
    let (portion_seq, quantity, measure, grams) = match item.amount {
        Amount::Grams(grams) => (None, 1.0, None, grams),
        Amount::Portion { seq, quantity } => {
            let portion = facts.portions.iter().find(|portion| portion.seq == seq).ok_or(("portion", Code::Unknown))?;
            (Some(seq), quantity, Some(measure(portion.amount, &portion.measure)), quantity * portion.grams)
        }
    };
    if grams > meal::GRAMS_MAX {
        return Err(("quantity", Code::TooLarge));
    }
    let kept = known.iter().find(|item| item.food_id == Some(food_id));
    Ok(MealItem {
        food_id: Some(food_id),
        name: kept.map_or_else(|| facts.name.clone(), |item| item.name.clone()),
        portion_seq,
        measure,
        quantity,
        grams,
        nutrients: kept.map_or_else(|| facts.profile.clone(), |item| item.nutrients.clone()),
        source: kept.map_or_else(|| reference::SOURCE.to_owned(), |item| item.source.clone()),
    })
}

fn own(name: &str, amount: Amount) -> Result<MealItem, (&'static str, Code)> {
    let Amount::Grams(grams) = amount else { return Err(("grams", Code::Required)) };
    Ok(MealItem {
        food_id: None,
        name: name.to_owned(),
        portion_seq: None,
        measure: None,
        quantity: 1.0,
        grams,
        nutrients: Default::default(),
        source: String::new(),
    })
}

/// "1 cup, chopped", "0.5 breast".
fn measure(amount: f64, measure: &str) -> String {
    format!("{amount} {measure}")
}

fn visibility(private: bool) -> String {
    if private { "private" } else { "shared" }.to_owned()
}

/// A new entry's id, for a form that is rendered now.
pub(super) fn new_id(now: DateTime<Utc>) -> ObservationId {
    let id: Uuid = crate::random::id(now);
    ObservationId(id)
}
