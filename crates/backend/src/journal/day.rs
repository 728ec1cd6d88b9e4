//! A client's day: its entries, the week around it, what was eaten, what is usual at this hour, who may see it.
//! Six queries at most, whatever the day holds.

use std::collections::HashMap;

use chrono::{DateTime, Days, Utc};
use contract::day::Day;
use contract::id::ObservationId;
use contract::journal::{DayView, EntryView, Kind, Meal, NutrientView, Usual, WeekDayView, WeekMark};
use insight::clock::Moment;
use insight::nutrient::{Amount, DAY_SUMMARY, Totals};

use super::kinds::{MealFoods, meal_foods};
use super::queries::{self, EntryRow, Owner};
use super::save::new_id;
use super::when;
use crate::db::{Client, ReadTx};
use crate::refusal::Refusal;

/// Suggestions offered at once.
const USUAL: usize = 3;
/// Of how many meals.
const USUAL_OF: i64 = 200;
/// How far from this hour a usual meal may lie, in minutes of the clock.
const AROUND: u32 = 90;

/// The day view; without a day it is today where the client is.
///
/// # Errors
/// Database faults, and what does not open.
pub async fn load_day(tx: &mut ReadTx<Client>, day: Option<Day>, now: DateTime<Utc>) -> Result<DayView, Refusal> {
    let owner = Owner::from(tx.scope());
    let here = Moment::new(&tx.scope().tz(), now);
    let day = day.unwrap_or_else(|| Day::today(here.date()));
    let (monday, day) = (day.monday().date(), day.date());
    let key = tx.client_key(tx.scope().member()).await?;
    let rows = queries::list_week(tx.conn(), owner, monday).await?;
    let since = here.date().checked_sub_days(Days::new(60)).unwrap_or(here.date());
    let recent = match day == here.date() {
        true => queries::list_last(tx.conn(), owner, Meal::NAME, Some(since), USUAL_OF).await?,
        false => vec![],
    };
    let seen_by = queries::list_practitioners(tx.conn(), owner).await?;

    let mut week: Vec<_> = (0..7)
        .filter_map(|at| monday.checked_add_days(Days::new(at)))
        .map(|day| WeekDayView { day, marks: vec![] })
        .collect();
    let (mut entries, mut totals) = (Vec::new(), Totals::default());
    for row in rows {
        let row = row.open(&key)?;
        let its_day = week.iter_mut().find(|its_day| its_day.day == row.local_date);
        if let Some(its_day) = its_day {
            its_day.marks.push(mark(&row));
        }
        if row.local_date == day {
            if let Some(meal) = Meal::of(&row.plain.payload) {
                meal.add_to(&mut totals);
            }
            entries.push(view(row));
        }
    }
    let nutrients = nutrients(&totals);
    Ok(DayView {
        day,
        now: here,
        week,
        entries,
        nutrients,
        usual: usual(meal_foods(recent, &key)?, here, now),
        seen_by,
    })
}

/// An entry as it is shown.
pub(super) fn view(row: EntryRow) -> EntryView {
    EntryView {
        id: ObservationId(row.observation_id),
        version: row.version,
        at: when::local(&row.zone, row.occurred_at),
        until: row.ended_at.map(|ended| when::local(&row.zone, ended)),
        day: row.local_date,
        said: row.plain.payload,
        note: row.plain.note,
        private: row.visibility == "private",
        deleted: row.deleted_at.is_some(),
    }
}

fn mark(row: &EntryRow) -> WeekMark {
    let at = when::local(&row.zone, row.occurred_at);
    let days = at.date().signed_duration_since(row.local_date).num_days();
    let hour = at.minute_of_day() as f32 / 60.0 + 24.0 * days.clamp(-1, 1) as f32;
    WeekMark { kind: row.plain.payload.kind(), hour, facts: row.plain.payload.facts() }
}

/// The short list, with what is unknown said (M10).
fn nutrients(totals: &Totals) -> Vec<NutrientView> {
    let line = |nutrient: &insight::nutrient::Nutrient| {
        let total = totals.get(*nutrient)?;
        Some(NutrientView {
            key: nutrient.key().to_owned(),
            amount: total.amount.map(Amount::number),
            known_percent: total.known_percent(),
        })
    };
    DAY_SUMMARY.iter().filter_map(line).collect()
}

/// What this client often eats around this hour, by how often, then by how lately; then what they had lately at any
/// hour, so that repeating is always within reach.
fn usual(recent: Vec<MealFoods>, here: Moment, now: DateTime<Utc>) -> Vec<Usual> {
    let mut found: Vec<(usize, MealFoods)> = Vec::new();
    let mut places: HashMap<Vec<String>, usize> = HashMap::new();
    for meal in recent.into_iter().filter(|meal| !meal.foods.is_empty()) {
        let at = when::local(&meal.zone, meal.occurred_at);
        let counts = usize::from(around(at, here) <= AROUND);
        let mut names: Vec<_> = meal.foods.iter().map(|food| food.name.clone()).collect();
        names.sort();
        match places.get(&names).and_then(|place| found.get_mut(*place)) {
            // Of the same foods the one that was had around this hour is the one repeated.
            Some(slot) if slot.0 == 0 && counts > 0 => *slot = (counts, meal),
            Some(slot) => slot.0 += counts,
            None => {
                places.insert(names, found.len());
                found.push((counts, meal));
            }
        }
    }
    // A stable sort: equally often keeps the latest first, with its amounts.
    found.sort_by_key(|(times, _)| std::cmp::Reverse(*times));
    let offer = |(times, meal): (usize, MealFoods)| Usual {
        source: ObservationId(meal.observation_id),
        new_id: new_id(now),
        meal_type: meal.meal_type,
        foods: meal.foods,
        at_this_hour: times > 0,
    };
    found.into_iter().take(USUAL).map(offer).collect()
}

/// Minutes between two times of day, the short way round midnight.
fn around(one: Moment, other: Moment) -> u32 {
    let apart = one.minute_of_day().abs_diff(other.minute_of_day());
    apart.min(24 * 60 - apart)
}
