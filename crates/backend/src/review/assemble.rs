//! From rows to a review: entries by day, and the sums of both periods in one pass.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use contract::id::{MembershipId, ObservationId};
use contract::journal::Observation;
use contract::review::{Basis, Entry, FoodDays, Precision, Review, ReviewDay, Rows, Span};
use insight::clock::Moment;
use insight::timeline::Period;

use super::MOST_ENTRIES;
use super::entries::EntryRow;
use super::foods::Foods;
use super::queries::HeadRow;
use super::symptoms::Symptoms;

/// `rows` are newest first and cover `period` and as many days before it.
#[expect(clippy::too_many_arguments, reason = "called once; a struct of the same eight things would say no more")]
pub(super) fn review(
    client: MembershipId,
    name: String,
    head: &HeadRow,
    mut rows: Vec<EntryRow>,
    period: Period,
    span: Span,
    wanted: &Rows,
    zone: Tz,
) -> Review {
    let truncated = rows.len() > MOST_ENTRIES;
    rows.truncate(MOST_ENTRIES);
    // To whom may not say that they have seen something, nothing is shown as new.
    for row in &mut rows {
        row.unseen &= head.may_mark;
    }
    let symptoms = Symptoms::count(&rows, period);
    let foods = Foods::count(&rows, period, wanted.nutrient);
    let mut days: Vec<ReviewDay> = Vec::new();
    let mut with_food = 0;
    for row in rows.into_iter().filter(|row| period.index(row.local_date).is_some()) {
        let date = row.local_date;
        let Some(entry) = entry(row, &symptoms, wanted.food.as_deref()) else { continue };
        with_food += u32::from(entry.has_food);
        match days.last_mut().filter(|day| day.date == date) {
            Some(day) => day.entries.push(entry),
            None => days.push(ReviewDay { date, entries: vec![entry] }),
        }
    }
    let here = |instant: DateTime<Utc>| Moment::new(&zone, instant);
    Review {
        client,
        name,
        since: head.starts_on.unwrap_or(period.last()),
        basis: basis(head, zone),
        last_looked: head.last_looked_at.map(here),
        last_visit: head.last_visit.map(here),
        next_visit: head.next_visit.map(here),
        read_at: head.read_at,
        first: period.first(),
        last: period.last(),
        span,
        unseen: if head.may_mark { u32::try_from(head.unseen).unwrap_or(u32::MAX) } else { 0 },
        days,
        logged_before: symptoms.logged_before(),
        symptoms: symptoms.finish(),
        nutrient: foods.finish(wanted.nutrient),
        food: wanted.food.clone().map(|word| FoodDays { word, meals: with_food }),
        truncated,
    }
}

/// Why the record is open.
fn basis(head: &HeadRow, zone: Tz) -> Basis {
    let until = head.until.map(|until| Moment::new(&zone, until)).unwrap_or_default();
    let reason = head.reason.clone().unwrap_or_default();
    match head.via.as_str() {
        "grant" => Basis::Grant { until, reason },
        "emergency" => Basis::Emergency { until, reason },
        _ => Basis::Care,
    }
}

/// None for a symptom that was not counted; all of them are.
fn entry(row: EntryRow, symptoms: &Symptoms, food: Option<&str>) -> Option<Entry> {
    let zone: Tz = row.zone.parse().unwrap_or(chrono_tz::UTC);
    let at = Moment::new(&zone, row.occurred_at);
    let symptom = match &row.label {
        Some(label) => Some(symptoms.find(label)?),
        None => None,
    };
    let has_food = match (&row.said, food) {
        (Observation::Meal(meal), Some(word)) => meal.items.iter().any(|food| food.name.to_lowercase().contains(word)),
        _ => false,
    };
    let minutes = row.facts.minutes.map(|minutes| TimeDelta::minutes(i64::from(minutes)));
    Some(Entry {
        id: ObservationId(row.observation_id),
        minute: minute_of(at, row.local_date),
        at,
        until: minutes.map(|minutes| Moment::new(&zone, row.occurred_at + minutes)),
        precision: match row.precision.as_str() {
            "approximate" => Precision::Approximate,
            "day" => Precision::Day,
            _ => Precision::Exact,
        },
        unseen: row.unseen,
        note: row.note,
        said: row.said,
        facts: row.facts,
        symptom,
        has_food,
    })
}

/// Minutes into `day`. What happened after midnight and still belongs to the day stands at its end, and the reverse.
fn minute_of(at: Moment, day: chrono::NaiveDate) -> u32 {
    match at.date().cmp(&day) {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Equal => at.minute_of_day(),
        std::cmp::Ordering::Greater => 1439,
    }
}
