//! The answer first: what is new, and how this period stands against the one before, with its n.

use crate::words::{nutrients, review as w};
use contract::review::{NutrientDay, Review};
use insight::timeline::Direction;
use leptos::prelude::*;
use ui::Icon;

/// Symptoms with a figure of their own at the head; the table and the list below hold all.
const SHOWN: usize = 3;

#[component]
pub fn Since(review: Review) -> impl IntoView {
    let notable: Vec<_> = review
        .symptoms
        .iter()
        .map(|symptom| (symptom.label.as_str(), symptom.finding.direction))
        .filter(|(_, direction)| !matches!(direction, Direction::NoClearChange | Direction::TooFew))
        .collect();
    let any = review.symptoms.iter().any(|symptom| symptom.finding.now.entries > 0);
    let comparable = review.symptoms.iter().any(|symptom| symptom.finding.direction == Direction::NoClearChange);
    let headline = w::headline(&notable, any, comparable);
    let here = review.days.iter().flat_map(|day| &day.entries).filter(|entry| entry.unseen).count();
    let older = review.unseen.saturating_sub(u32::try_from(here).unwrap_or(u32::MAX));
    let new = w::new_since(review.unseen, older, review.last_looked);
    let changes = review
        .symptoms
        .iter()
        .filter(|symptom| symptom.finding.now.entries + symptom.finding.before.entries > 0)
        .take(SHOWN)
        .map(|symptom| {
            let mean = |mean: Option<f64>| mean.map(|mean| format!("{mean:.1}"));
            let (was, now) = (mean(symptom.finding.before.mean), mean(symptom.finding.now.mean));
            view! { <Change term=w::mean_of(&symptom.label) was now unit="" note=w::counts(&symptom.finding)/> }
        })
        .collect_view();
    let nutrient = review.nutrient;
    let partly =
        nutrient.days.iter().flatten().filter(|day| day.amount.is_none() || NutrientDay::is_at_least(**day)).count();
    let figure = |median: Option<f64>| median.map(nutrients::figure);
    let key = nutrient.nutrient.key();
    let (was, now) = (figure(nutrient.median_before), figure(nutrient.median));
    view! {
        <section class="since" aria-labelledby="since">
            <div class="lead">
                <p class="tiny quiet">{w::against(review.span.days())}</p>
                <h2 id="since">{headline}</h2>
                <p class="tiny quiet">{new}</p>
            </div>
            <dl>
                {changes}
                <Change term=w::median_of(nutrients::name(key)) was now unit=nutrients::unit(key) note=w::partly_known(partly)/>
            </dl>
        </section>
    }
    .into_any()
}

#[component]
fn Change(
    term: String,
    #[prop(optional_no_strip)] was: Option<String>,
    #[prop(optional_no_strip)] now: Option<String>,
    unit: &'static str,
    note: String,
) -> impl IntoView {
    let dash = || "–".to_owned();
    view! {
        <div>
            <dt>{term}</dt>
            <dd>
                <span class="was">{was.unwrap_or_else(dash)}</span>
                <Icon icon=Icon::ArrowRight/>
                <span class="sr">"to"</span>
                <b>{now.unwrap_or_else(dash)}</b>
                " "
                {unit}
            </dd>
            <dd class="f">{note}</dd>
        </div>
    }
    .into_any()
}
