//! A client's day: its entries, the week around it, what was eaten, what is usual at this hour, who may see it.
//! Six queries at most, whatever the day holds.

use std::collections::HashMap;

use chrono::{DateTime, Days, Utc};
use contract::day::Day;
use contract::id::{MembershipId, ObservationId};
use contract::journal::{Body, DayView, EntryView, NutrientView, SymptomMark, SymptomName, Usual, WeekDayView};
use insight::clock::Moment;
use insight::nutrient::{Amount, DAY_SUMMARY, Totals};

use super::payload::{MEAL, Payload, SymptomPayload};
use super::queries::{self, EntryRow, Owner};
use super::recent::{self, MealFoods};
use super::save::new_id;
use super::{catalogue, when};
use crate::Backend;
use crate::db::Client;
use crate::identity::SessionToken;
use crate::refusal::Refusal;

/// Suggestions offered at once.
const USUAL: usize = 3;
/// Of how many meals.
const USUAL_OF: i64 = 200;
/// How far from this hour a usual meal may lie, in minutes of the clock.
const AROUND: u32 = 90;

impl Backend {
    /// The day view; without a day it is today where the client is.
    ///
    /// # Errors
    /// `NotSignedIn`.
    pub async fn load_day(&self, token: &SessionToken, day: Option<Day>) -> Result<DayView, Refusal> {
        let mut tx = self.read::<Client>(token).await?;
        let owner = Owner::from(tx.scope());
        let now = self.clock.now();
        let here = Moment::new(&tx.scope().tz(), now);
        let day = day.unwrap_or_else(|| Day::today(here.date()));
        let (monday, day) = (day.monday().date(), day.date());
        let key = tx.client_key(MembershipId(owner.client)).await?;
        let rows = queries::list_week(tx.conn(), owner, monday).await?;
        let since = here.date().checked_sub_days(Days::new(60)).unwrap_or(here.date());
        let recent = match day == here.date() {
            true => queries::list_last(tx.conn(), owner, MEAL, Some(since), USUAL_OF).await?,
            false => vec![],
        };
        let seen_by = queries::list_practitioners(tx.conn(), owner).await?;
        let alerts = self.load_alerts(&mut tx).await?;
        drop(tx);

        let mut week: Vec<_> = (0..7)
            .filter_map(|at| monday.checked_add_days(Days::new(at)))
            .map(|day| WeekDayView { day, meals: vec![], symptoms: vec![] })
            .collect();
        let (mut entries, mut totals) = (Vec::new(), Totals::default());
        for row in rows {
            let row = row.open(&key)?;
            let its_day = week.iter_mut().find(|its_day| its_day.day == row.local_date);
            if let Some(its_day) = its_day {
                mark(its_day, &row);
            }
            if row.local_date == day {
                if let Payload::Meal(meal) = &row.plain.payload {
                    meal.add_to(&mut totals);
                }
                entries.push(view(row));
            }
        }
        Ok(DayView {
            day,
            now: here,
            week,
            entries,
            nutrients: nutrients(&totals),
            usual: usual(recent::meal_foods(recent, &key)?, here, now),
            seen_by,
            alerts,
        })
    }
}

/// An entry as it is shown.
pub(super) fn view(row: EntryRow) -> EntryView {
    let body = match row.plain.payload {
        Payload::Meal(meal) => Body::Meal {
            meal_type: meal.meal_type,
            items: meal.items.into_iter().map(Into::into).collect(),
            hunger_before: meal.hunger_before,
            fullness_after: meal.fullness_after,
        },
        Payload::Symptom(symptom) => {
            let (name, label) = named(&symptom);
            Body::Symptom {
                name,
                label,
                scale: symptom.scale,
                severity: symptom.severity,
                duration_min: symptom.duration_min,
            }
        }
    };
    EntryView {
        id: ObservationId(row.observation_id),
        version: row.version,
        at: when::local(&row.zone, row.occurred_at),
        day: row.local_date,
        body,
        note: row.plain.note,
        private: row.visibility == "private",
        deleted: row.deleted_at.is_some(),
    }
}

fn named(symptom: &SymptomPayload) -> (SymptomName, String) {
    match (&symptom.code, &symptom.own_label) {
        (Some(code), _) => (SymptomName::Code(code.clone()), catalogue::label(code)),
        (None, own) => {
            let own = own.clone().unwrap_or_default();
            (SymptomName::Own(own.clone()), own)
        }
    }
}

fn mark(day: &mut WeekDayView, row: &EntryRow) {
    let at = when::local(&row.zone, row.occurred_at);
    let hour = at.minute_of_day() as f32 / 60.0;
    match &row.plain.payload {
        Payload::Meal(_) => day.meals.push(hour),
        Payload::Symptom(symptom) => {
            let label = named(symptom).1;
            day.symptoms.push(SymptomMark { hour, label, scale: symptom.scale, severity: symptom.severity });
        }
    }
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
