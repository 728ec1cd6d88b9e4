//! The rows under the severity panel: meals, one food, one nutrient. Each has its label and count at the left.

use super::chart::{Frame, Point, n};
use super::entries::anchor;
use crate::journal::kinds;
use crate::words::{nutrients, review as w};
use contract::journal::Observation;
use contract::review::{NutrientDay, Review, ReviewDay};
use insight::clock::Moment;
use leptos::prelude::*;

/// How long after a meal a symptom still stands beside it. Descriptive: what chance gives is not worked out here.
const FOLLOWED_WITHIN_MINUTES: i64 = 6 * 60;

#[component]
pub fn MealLane(review: Review, frame: Frame, y: f64) -> impl IntoView {
    let mut marks = Vec::new();
    for day in review.days.iter().rev() {
        for entry in day.entries.iter().rev() {
            let Observation::Meal(meal) = &entry.said else { continue };
            let Some(x) = frame.x(day.date, entry) else { continue };
            let label = format!(
                "{}: {}. {} {}",
                w::meal(meal.meal_type),
                w::first_food(&meal.items),
                w::short_day(day.date),
                w::time(entry.at, entry.precision)
            );
            let dot = view! { <circle class="ml" cx=n(x) cy=n(y + 13.0) r="2.6"></circle> };
            marks.push(view! { <Point entry=anchor(entry) label x y height=24.0>{dot}</Point> });
        }
    }
    let count = marks.len().to_string();
    view! {
        <Label text=w::meals().to_owned() count y={y + 17.0} frame=frame.clone()/>
        <path class="grid" d=format!("M{} {}H{}", n(frame.left), n(y + 25.0), n(frame.right))></path>
        {marks}
    }
    .into_any()
}

/// Meals with the food asked for: a disc with a rim where the first symptom was recorded soon after, a ring where not.
#[component]
pub fn FoodLane(review: Review, frame: Frame, y: f64) -> impl IntoView {
    let word = review.food.as_ref().map(|food| food.word.clone()).unwrap_or_default();
    let symptom: Vec<Moment> = review
        .days
        .iter()
        .flat_map(|day| &day.entries)
        .filter(|entry| entry.symptom == Some(0) && entry.facts.level.is_some_and(|(_, severity)| severity > 0))
        .map(|entry| entry.at)
        .collect();
    let followed =
        |at: Moment| symptom.iter().any(|later| (1..=FOLLOWED_WITHIN_MINUTES).contains(&later.minutes_since(at)));
    let mut marks = Vec::new();
    for day in review.days.iter().rev() {
        for entry in day.entries.iter().rev() {
            if !entry.has_food {
                continue;
            }
            let Some(x) = frame.x(day.date, entry) else { continue };
            let label = format!("{word}. {} {}", w::short_day(day.date), w::time(entry.at, entry.precision));
            let class = if followed(entry.at) { "ex on" } else { "ex off" };
            let dot = view! { <circle class=class cx=n(x) cy=n(y + 12.0) r="4"></circle> };
            marks.push(view! { <Point entry=anchor(entry) label x y height=24.0>{dot}</Point> });
        }
    }
    let count = marks.len().to_string();
    view! {
        <rect class="hl" x="0" y=n(y) width=n(frame.right) height="24"></rect>
        <Label text=word count y={y + 16.0} frame=frame.clone()/>
        <path class="grid" d=format!("M{} {}H{}", n(frame.left), n(y + 25.0), n(frame.right))></path>
        {marks}
    }
    .into_any()
}

/// Daily amounts from 0 to the highest of them; striped where part of what was eaten has no figure (M10). A day whose
/// food has no figure at all has no bar: unknown is not zero.
#[component]
pub fn NutrientLane(review: Review, frame: Frame, y: f64, height: f64) -> impl IntoView {
    let key = review.nutrient.nutrient.key();
    let most = review.nutrient.days.iter().flatten().filter_map(|day| day.amount).fold(0.0, f64::max);
    let (base, tall) = (y + height - 4.0, height - 18.0);
    let bar = |index: usize, day: NutrientDay| {
        let index = u32::try_from(index).ok()?;
        let amount = day.amount?;
        let share = if most > 0.0 { amount / most } else { 0.0 };
        let bar = frame.axis.day_bar(index, base, tall, share);
        let class = if day.is_at_least() { "nu least" } else { "nu" };
        let said = format!("{}, {}", w::short_day(frame.period.day(index)), w::amount(day, nutrients::unit(key)));
        Some(view! {
            <rect class=class x=n(bar.x) y=n(bar.y.min(base - 1.0)) width=n(bar.width) height=n(bar.height.max(1.0))>
                <title>{said}</title>
            </rect>
        })
    };
    let bars = review.nutrient.days.iter().enumerate().filter_map(|(index, day)| bar(index, (*day)?)).collect_view();
    let top = (most > 0.0).then(|| {
        view! {
            <path class="grid" d=format!("M{} {}H{}", n(frame.left), n(base - tall), n(frame.right))></path>
            <text class="ax" x=n(frame.left - 6.0) y=n(base - tall + 4.0) text-anchor="end">{nutrients::figure(most)}</text>
        }
    });
    view! {
        <text class="lab" x="0" y=n(y + 20.0)>{nutrients::name(key)}</text>
        <text class="sub" x="0" y=n(y + 36.0)>{format!("{} a day", nutrients::unit(key))}</text>
        <text class="ax" x=n(frame.left - 6.0) y=n(base + 3.0) text-anchor="end">"0"</text>
        {top}
        <path class="grid" d=format!("M{} {}H{}", n(frame.left), n(base), n(frame.right))></path>
        {bars}
    }
    .into_any()
}

/// What lasts, summed up by day and drawn from 0 to the longest: a night's sleep, counted to the morning it ended.
#[component]
pub fn HoursLane(
    review: Review,
    frame: Frame,
    kind: &'static str,
    called: &'static str,
    y: f64,
    height: f64,
) -> impl IntoView {
    let most = review.days.iter().map(|day| hours(day, kind)).fold(0.0, f64::max);
    let (base, tall) = (y + height - 4.0, height - 18.0);
    let bars = review
        .days
        .iter()
        .filter_map(|day| {
            let (index, hours) = (frame.period.index(day.date)?, hours(day, kind));
            (hours > 0.0).then_some(())?;
            let bar = frame.axis.day_bar(index, base, tall, hours / most);
            let said = format!("{}, {} {}", w::short_day(day.date), called, w::hours(hours));
            Some(view! {
                <rect class="nu" x=n(bar.x) y=n(bar.y.min(base - 1.0)) width=n(bar.width) height=n(bar.height.max(1.0))>
                    <title>{said}</title>
                </rect>
            })
        })
        .collect_view();
    view! {
        <text class="lab" x="0" y=n(y + 20.0)>{called}</text>
        <text class="sub" x="0" y=n(y + 36.0)>{w::hours_a_day()}</text>
        <text class="ax" x=n(frame.left - 6.0) y=n(base + 3.0) text-anchor="end">"0"</text>
        <path class="grid" d=format!("M{} {}H{}", n(frame.left), n(base - tall), n(frame.right))></path>
        <text class="ax" x=n(frame.left - 6.0) y=n(base - tall + 4.0) text-anchor="end">{nutrients::figure(most)}</text>
        <path class="grid" d=format!("M{} {}H{}", n(frame.left), n(base), n(frame.right))></path>
        {bars}
    }
    .into_any()
}

/// Hours of a kind on a day; 0 where none was logged.
pub fn hours(day: &ReviewDay, kind: &str) -> f64 {
    let of_kind = day.entries.iter().filter(|entry| entry.said.kind() == kind);
    let minutes = of_kind.filter_map(|entry| entry.facts.counted_minutes.or(entry.facts.minutes)).sum::<u32>();
    f64::from(minutes) / 60.0
}

/// The kinds whose hours are summed up and that were logged in the period, with what those hours are called.
pub fn totals(review: &Review) -> Vec<(&'static str, &'static str)> {
    let logged = |kind: &str| review.days.iter().any(|day| hours(day, kind) > 0.0);
    kinds::totals().into_iter().filter(|(kind, _)| logged(kind)).collect()
}

#[component]
fn Label(text: String, count: String, y: f64, frame: Frame) -> impl IntoView {
    view! {
        <text class="lab" x="0" y=n(y)>{text}</text>
        <text class="ax" x=n(frame.left - 6.0) y=n(y) text-anchor="end">{count}</text>
    }
}
