//! Ninety days of meals and symptoms for each client of the demo, with something to be found in them.
//!
//! Guarantees: written through the same saves as everybody's entries, a client's day in one transaction; the same each
//! time for the same day (a fixed seed for each client); days without an entry and private entries occur, as in life.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use contract::Code;
use contract::error::AppError;
use contract::id::{FoodId, ObservationId};
use contract::journal::{Amount, LocalTime, Meal, MealType, New, NewItem, NewMeal, Symptom, Target, What, Which};
use insight::clock::Moment;
use uuid::Builder;

use super::dishes::{DISHES, Dish, PATTERNS, Pattern};
use crate::Backend;
use crate::activity::Activity;
use crate::db::Client;
use crate::food::Foods;
use crate::identity::SessionToken;
use crate::journal::{Saved, Shelf, count_entries, log, symptom_kinds};
use crate::refusal::Refusal;

const DAYS: u64 = 90;

/// A fixed sequence that looks like chance: a linear congruential generator (multiplier and increment of Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides.max(1)
    }

    fn percent(&mut self, chance: usize) -> bool {
        self.roll(100) < chance
    }

    /// Between both, ends included.
    fn between(&mut self, low: u8, high: u8) -> u8 {
        let span = usize::from(high.saturating_sub(low)) + 1;
        low.saturating_add(u8::try_from(self.roll(span)).unwrap_or(0))
    }

    fn id(&mut self, at: DateTime<Utc>) -> ObservationId {
        let mut bytes = [0_u8; 10];
        for byte in &mut bytes {
            *byte = u8::try_from(self.roll(256)).unwrap_or(0);
        }
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
        ObservationId(Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
    }
}

enum Entry {
    Meal(New<NewMeal>),
    Symptom(New<Symptom>),
}

/// Fills the journals of the demo's clients, in the order of the patterns. A journal that holds anything is left alone.
///
/// # Errors
/// Database faults.
pub async fn seed(backend: &Backend, clients: &[SessionToken]) -> Result<(), Refusal> {
    let shelf = Shelf::of(backend).await?;
    for ((token, pattern), seed) in clients.iter().zip(PATTERNS).zip(1_u64..) {
        let mut tx = backend.read::<Client>(token).await?;
        let zone = tx.scope().tz();
        let filled = count_entries(&mut tx).await? > 0;
        drop(tx);
        if filled {
            continue;
        }
        let now = backend.clock.now();
        let today = now.with_timezone(&zone).date_naive();
        let mut dice = Dice(seed * 7_919);
        // One of them was away for some days and wrote nothing.
        let away = 20 + dice.roll(40) as u64;
        let mut later: Vec<Entry> = Vec::new();
        for back in (0..=DAYS).rev() {
            let Some(day) = today.checked_sub_days(Days::new(back)) else { continue };
            let silent = dice.percent(7) || (away..away + 4).contains(&back);
            let entries = one_day(&mut dice, pattern, &shelf.foods, day, &mut later);
            if !silent || back == 0 {
                save(backend, token, &shelf, entries, now).await?;
            }
        }
    }
    Ok(())
}

/// The entries of a day, in order of time. What the evening causes after midnight goes into `later`.
fn one_day(dice: &mut Dice, pattern: &Pattern, foods: &Foods, day: NaiveDate, later: &mut Vec<Entry>) -> Vec<Entry> {
    let mut entries = std::mem::take(later);
    for (kind, hour, chance) in [
        (MealType::Breakfast, 7.5, 92),
        (MealType::Drink, 10.0, 65),
        (MealType::Lunch, 12.75, 95),
        (MealType::Snack, 16.0, 45),
        (MealType::Dinner, 19.0, 94),
    ] {
        if !dice.percent(chance) {
            continue;
        }
        let choice: Vec<_> = DISHES.iter().filter(|dish| dish.when == kind).collect();
        let Some(dish) = choice.get(dice.roll(choice.len())) else { continue };
        let at = hour + (dice.roll(9) as f64 - 4.0) * 0.2;
        entries.push(Entry::Meal(meal(dice, dish, foods, moment(day, at))));
        if dish.holds == pattern.to && dice.percent(pattern.chance) {
            let (from, to) = pattern.after;
            let at = at + from + (to - from) * dice.roll(100) as f64 / 100.0;
            let strength = dice.between(pattern.strength.0, pattern.strength.1);
            let answer = Entry::Symptom(symptom(dice, pattern.code, strength, moment(day, at)));
            if at < 24.0 { entries.push(answer) } else { later.push(answer) }
        }
    }
    if dice.percent(22)
        && let Some((code, most)) = pattern.noise.get(dice.roll(pattern.noise.len()))
    {
        let (strength, at) = (dice.between(1, *most), 8.0 + dice.roll(12) as f64);
        entries.push(Entry::Symptom(symptom(dice, code, strength, moment(day, at))));
    }
    if dice.percent(6) {
        let mut absent = symptom(dice, pattern.code, 0, moment(day, 21.0));
        (absent.said.present, absent.said.severity, absent.said.duration_min) = (false, None, None);
        entries.push(Entry::Symptom(absent));
    }
    entries
}

fn moment(day: NaiveDate, hour: f64) -> LocalTime {
    let minutes = (hour * 60.0).round() as i64;
    let at = day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes);
    // Nobody of the demo writes between one and three: on two nights a year that hour is not one hour.
    let at = if (1..3).contains(&chrono::Timelike::hour(&at)) { at + TimeDelta::hours(2) } else { at };
    LocalTime { day: at.date(), time: at.time(), which: Which::Unsaid }
}

fn target(dice: &mut Dice, at: LocalTime) -> Target {
    Target { id: dice.id(at.day.and_time(at.time).and_utc()), version: None }
}

fn meal(dice: &mut Dice, dish: &Dish, foods: &Foods, when: LocalTime) -> New<NewMeal> {
    let felt = dice.percent(60);
    New {
        target: target(dice, when),
        when,
        day: when.day,
        said: NewMeal {
            meal_type: dish.when,
            items: dish
                .foods
                .iter()
                .map(|(food, grams)| NewItem { what: What::Food(FoodId(*food)), amount: amount(foods, *food, *grams) })
                .collect(),
            hunger_before: felt.then(|| dice.between(4, 9)),
            fullness_after: felt.then(|| dice.between(5, 9)),
        },
        note: dice.percent(5).then(|| NOTES[dice.roll(NOTES.len())].to_owned()),
        private: dice.percent(3),
    }
}

const NOTES: [&str; 5] = [
    "Ate at my desk.",
    "Cooked with the children.",
    "Out with a friend.",
    "Was not really hungry.",
    "Good one, keep it.",
];

/// A household measure where one weighs about that much, else grams.
fn amount(foods: &Foods, food: i32, grams: f64) -> Amount {
    let portions = foods.find(food).map(|facts| facts.portions.as_slice()).unwrap_or_default();
    let fits = portions.iter().find(|portion| (portion.grams - grams).abs() <= grams * 0.25);
    fits.map_or(Amount::Grams(grams), |portion| Amount::Portion { seq: portion.seq, quantity: 1.0 })
}

fn symptom(dice: &mut Dice, code: &str, strength: u8, when: LocalTime) -> New<Symptom> {
    let kinds = symptom_kinds().unwrap_or_default();
    let scale =
        kinds.iter().find(|kind| kind.code == code).map_or(contract::journal::Scale::ZeroToTen, |kind| kind.scale);
    New {
        target: target(dice, when),
        when,
        day: when.day,
        said: Symptom {
            code: Some(code.to_owned()),
            own_label: None,
            present: true,
            scale,
            severity: Some(strength.min(scale.top())),
            duration_min: dice.percent(50).then(|| 15 * u16::from(dice.between(1, 16))),
        },
        note: None,
        private: dice.percent(4),
    }
}

/// A day's entries in one transaction; what lies ahead of now has not been written yet.
async fn save(
    backend: &Backend,
    token: &SessionToken,
    shelf: &Shelf,
    entries: Vec<Entry>,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let mut tx = backend.write::<Client>(token, "demo").await?;
    let here = Moment::new(&tx.scope().tz(), now);
    let mut told: Option<Activity> = None;
    for entry in entries {
        let when = match &entry {
            Entry::Meal(meal) => meal.when,
            Entry::Symptom(symptom) => symptom.when,
        };
        if (when.day, when.time) > (here.date(), here.time_of_day()) {
            continue;
        }
        let logged = match &entry {
            Entry::Meal(meal) => log::<Meal>(&mut tx, shelf, meal, now).await,
            Entry::Symptom(symptom) => log::<Symptom>(&mut tx, shelf, symptom, now).await,
        };
        let (_, activity): (Saved, _) = logged.map_err(named)?;
        if let Some(before) = std::mem::replace(&mut told, activity) {
            tx.record(before).await?;
        }
    }
    match told {
        Some(activity) => tx.commit(activity).await,
        None => Ok(()),
    }
}

/// A refused field here is a mistake in this file, not of a person.
fn named(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::App(AppError::Invalid(fields)) => {
            let what: Vec<(String, Code)> = fields.into_iter().map(|field| (field.field, field.code)).collect();
            Refusal::Fault(format!("the demo's journal is refused: {what:?}"))
        }
        other => other,
    }
}
