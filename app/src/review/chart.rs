//! The picture: severity over days, then aligned lanes, one axis for all. Lengths are SVG attributes. Each mark of an
//! entry is a link to it, named in words; the picture as a whole has a title, a description and the table beneath.

use super::lanes::{FoodLane, HoursLane, MealLane, NutrientLane, totals};
use crate::words::review as w;
use contract::journal::{Kind, Meal};
use contract::review::{Entry, Review};
use insight::timeline::{Axis, Period, Run};
use leptos::prelude::*;

const LEFT: f64 = 124.0;
const WIDTH: f64 = 698.0;
const RIGHT: f64 = LEFT + WIDTH;
/// Top and foot of the severity panel.
const TOP: f64 = 40.0;
const BASE: f64 = 208.0;
const LANE: f64 = 26.0;
const NUTRIENT: f64 = 58.0;

/// What every row of the chart needs.
#[derive(Clone)]
pub struct Frame {
    pub axis: Axis,
    pub period: Period,
    pub left: f64,
    pub right: f64,
}

impl Frame {
    fn of(review: &Review) -> Self {
        let axis = Axis { left: LEFT, width: WIDTH, days: review.span.days() };
        Self { axis, period: Period::ending(review.last, review.span.days()), left: LEFT, right: RIGHT }
    }

    /// Where an entry of a day lies.
    pub fn x(&self, date: chrono::NaiveDate, entry: &Entry) -> Option<f64> {
        self.period.index(date).map(|index| self.axis.at(index, entry.minute))
    }
}

/// A length or place: one decimal is finer than any screen.
pub fn n(length: f64) -> String {
    format!("{length:.1}")
}

/// A mark of one entry: a link named in words, with room around it for a finger.
#[component]
pub fn Point(entry: String, label: String, x: f64, y: f64, height: f64, children: Children) -> impl IntoView {
    view! {
        <a class="pt" href=format!("#{entry}") aria-label=label data-x=n(x) data-y=n(y)>
            <rect x=n(x - 5.0) y=n(y) width="10" height=n(height) fill="transparent"></rect>
            {children()}
        </a>
    }
    .into_any()
}

#[component]
pub fn Chart(review: Review) -> impl IntoView {
    let frame = Frame::of(&review);
    let has_food = review.food.is_some();
    let meals_at = BASE + 20.0;
    let food_at = meals_at + LANE;
    let nutrient_at = food_at + if has_food { LANE } else { 0.0 };
    let hours_at = nutrient_at + NUTRIENT;
    let totals = totals(&review);
    let foot = hours_at + NUTRIENT * f64::from(u32::try_from(totals.len()).unwrap_or(0));
    let lanes = totals
        .into_iter()
        .zip(0_u32..)
        .map(|((kind, called), at)| {
            let y = hours_at + NUTRIENT * f64::from(at);
            view! { <HoursLane review=review.clone() frame=frame.clone() kind called y height=NUTRIENT/> }
        })
        .collect_view();
    let logged: Vec<bool> = (0..frame.period.days()).map(|index| is_logged(&review, &frame, index)).collect();
    let gaps = frame.period.gaps(&logged);
    let gap_days: u32 = gaps.iter().map(|run| run.days).sum();
    let meals = review.days.iter().flat_map(|day| &day.entries).filter(|entry| Meal::of(&entry.said).is_some()).count();
    let shown: Vec<_> = review
        .symptoms
        .iter()
        .take(2)
        .map(|symptom| (symptom.label.as_str(), symptom.finding.now.entries, symptom.finding.now.days_present))
        .collect();
    let text = w::chart_text(&shown, meals, usize::try_from(gap_days).unwrap_or(0), frame.period.days());
    let title = w::chart_title(review.first, review.last);
    let food = has_food.then(|| view! { <FoodLane review=review.clone() frame=frame.clone() y=food_at/> });
    view! {
        <svg class="chart" viewBox=format!("0 0 828 {}", n(foot + 4.0)) role="group" aria-labelledby="chart-title" aria-describedby="chart-text">
            <title id="chart-title">{title}</title>
            <desc id="chart-text">{text}</desc>
            <Ground frame=frame.clone() gaps foot/>
            <Visit review=review.clone() frame=frame.clone() foot/>
            <Severities review=review.clone() frame=frame.clone()/>
            <MealLane review=review.clone() frame=frame.clone() y=meals_at/>
            {food}
            <NutrientLane review frame y=nutrient_at height=NUTRIENT/>
            {lanes}
            <g class="tip" id="chart-tip" visibility="hidden" aria-hidden="true">
                <path class="cross" d=format!("M0 {}V{}", n(TOP), n(foot))></path>
                <rect x="0" y="0" width="10" height="40" rx="3"></rect>
                <text class="tb"></text>
                <text></text>
            </g>
        </svg>
    }
    .into_any()
}

fn is_logged(review: &Review, frame: &Frame, index: u32) -> bool {
    let date = frame.period.day(index);
    // Days are newest first.
    review.days.binary_search_by(|day| date.cmp(&day.date)).is_ok()
}

/// Weekends, Monday lines with their dates, and what was not logged.
#[component]
fn Ground(frame: Frame, gaps: Vec<Run>, foot: f64) -> impl IntoView {
    let weekends = frame
        .period
        .weekends()
        .into_iter()
        .map(|run| {
            let (x, width) = frame.axis.span(run);
            view! { <rect class="wk" x=n(x) y="26" width=n(width) height=n(foot - 26.0)></rect> }
        })
        .collect_view();
    let mondays = frame.period.mondays();
    // Dates stand where there is room: every Monday of a month, every second of a quarter.
    let every = if frame.period.days() > 60 { 2 } else { 1 };
    let mondays = mondays
        .into_iter()
        .enumerate()
        .map(|(at, index)| {
            let x = frame.axis.at(index, 0);
            let fits = at % every == 0 && x < frame.right - 36.0;
            let label =
                fits.then(|| view! { <text class="ax" x=n(x + 3.0) y="18">{w::tick(frame.period.day(index))}</text> });
            view! { <path class="tickl" d=format!("M{} 22V{}", n(x), n(foot))></path>{label} }
        })
        .collect_view();
    let gaps = gaps
        .into_iter()
        .map(|run| {
            let (x, width) = frame.axis.span(run);
            view! { <rect class="voidr" x=n(x) y=n(TOP) width=n(width) height=n(foot - TOP)></rect> }
        })
        .collect_view();
    view! { {weekends}{mondays}{gaps} }.into_any()
}

/// The last visit, when it lies in the period.
#[component]
fn Visit(review: Review, frame: Frame, foot: f64) -> impl IntoView {
    let at = review.last_visit?;
    let index = frame.period.index(at.date())?;
    let x = frame.axis.at(index, 720);
    let (text_x, anchor) = if x > frame.right - 110.0 { (x - 4.0, "end") } else { (x + 4.0, "start") };
    Some(
        view! {
            <path class="appt" d=format!("M{} 26V{}", n(x), n(foot))></path>
            <text class="apptt halo" x=n(text_x) y="35" text-anchor=anchor>{w::last_visit(at.date())}</text>
        }
        .into_any(),
    )
}

/// The first symptom as bars, the second as diamonds. Each is a share of its own scale, from 0 to the scale's end.
#[component]
fn Severities(review: Review, frame: Frame) -> impl IntoView {
    let top = review.symptoms.first().map_or(10.0, |symptom| symptom.top);
    let grid = [1.0, 0.5, 0.0]
        .map(|share| {
            let y = BASE - share * (BASE - TOP);
            let label = format!("{}", (top * share * 10.0).round() / 10.0);
            view! {
                <path class="grid" d=format!("M{} {}H{}", n(frame.left), n(y), n(frame.right))></path>
                <text class="ax" x=n(frame.left - 6.0) y=n(y + 4.0) text-anchor="end">{label}</text>
            }
        })
        .into_iter()
        .collect_view();
    let labels = review
        .symptoms
        .iter()
        .take(2)
        .enumerate()
        .map(|(at, symptom)| {
            let y = TOP + 12.0 + 40.0 * if at == 0 { 0.0 } else { 1.0 };
            let shape = if at == 0 {
                view! { <rect class="sy" x="0" y=n(y + 7.0) width="4" height="11" rx="1"></rect> }.into_any()
            } else {
                view! { <path class="hd" d=format!("M5 {}l4.5 4.5l-4.5 4.5l-4.5-4.5z", n(y + 8.0))></path> }.into_any()
            };
            view! {
                <text class="lab" x="0" y=n(y)>{symptom.label.clone()}</text>
                {shape}
                <text class="sub" x="13" y=n(y + 17.0)>{w::scale(symptom.scale)}</text>
            }
        })
        .collect_view();
    let mut marks = Vec::new();
    for day in review.days.iter().rev() {
        for entry in day.entries.iter().rev() {
            let (Some(symptom), Some((_, severity))) = (entry.symptom, entry.facts.level) else { continue };
            let (severity, duration_min) = (f64::from(severity), entry.facts.minutes);
            let Some((known, x)) = review.symptoms.get(symptom).filter(|_| symptom < 2).zip(frame.x(day.date, entry))
            else {
                continue;
            };
            let bar = frame.axis.bar(x, BASE, BASE - TOP, known.scale.share(severity, known.top), 4.0);
            let lasting = duration_min.map(|minutes| format!(", {}", w::lasting(minutes))).unwrap_or_default();
            let label = format!(
                "{} {}. {} {}{lasting}",
                known.label,
                w::severity(known.scale, severity),
                w::short_day(day.date),
                w::time(entry.at, entry.precision)
            );
            let shape = if symptom == 0 {
                // A severity of 0 is a value: a line on the base, not nothing.
                let height = bar.height.max(1.5);
                view! { <rect class="sy" x=n(bar.x) y=n(BASE - height) width=n(bar.width) height=n(height)></rect> }
                    .into_any()
            } else {
                view! { <path class="hd" d=format!("M{} {}l5 5l-5 5l-5-5z", n(x), n(bar.y - 5.0))></path> }.into_any()
            };
            let entry = super::entries::anchor(entry);
            marks.push(
                view! { <Point entry label x y={bar.y.min(BASE - 12.0)} height={bar.height.max(12.0)}>{shape}</Point> },
            );
        }
    }
    view! { {grid}{labels}{marks} }.into_any()
}

/// Shapes of the chart in words.
#[component]
pub fn Legend(review: Review) -> impl IntoView {
    let first = review.symptoms.first().map(|symptom| symptom.label.clone());
    let food = review.food.map(|food| {
        view! {
            <span>
                <svg width="10" height="10" aria-hidden="true"><circle class="ex on" cx="5" cy="5" r="4"></circle></svg>
                {w::exposure(&food.word, first.as_deref())}
            </span>
            <span>
                <svg width="10" height="10" aria-hidden="true"><circle class="ex off" cx="5" cy="5" r="3.6"></circle></svg>
                {w::not_followed(&food.word)}
            </span>
        }
    });
    view! {
        <p class="legend tiny">
            {food}
            <span><svg width="14" height="10" aria-hidden="true"><rect class="voidr" width="14" height="10"></rect></svg>{w::not_logged()}</span>
            <span><svg width="14" height="10" aria-hidden="true"><rect class="nu least" width="14" height="10"></rect></svg>{w::striped()}</span>
        </p>
    }
    .into_any()
}
