//! The chart's facts as a table: a row for each day of the period, newest first, gaps named as gaps.

use super::lanes::{hours, totals};
use crate::words::{nutrients, review as w};
use contract::journal::{Kind, Meal};
use contract::review::{Entry, Review, ReviewDay};
use insight::timeline::Period;
use leptos::prelude::*;
use ui::DataTable;

/// As many symptoms as the chart draws.
const SYMPTOMS: usize = 2;

#[component]
pub fn DaysTable(review: Review) -> impl IntoView {
    let period = Period::ending(review.last, review.span.days());
    let key = review.nutrient.nutrient.key();
    let symptoms: Vec<_> = review.symptoms.iter().take(SYMPTOMS).collect();
    let heads = symptoms
        .iter()
        .map(|symptom| view! { <th scope="col">{symptom.label.clone()}", "{w::scale(symptom.scale)}</th> })
        .collect_view();
    let food = review.food.as_ref().map(|food| view! { <th scope="col" class="num">{food.word.clone()}</th> });
    let totals = totals(&review);
    let hour_heads =
        totals.iter().map(|(_, called)| view! { <th scope="col" class="num">{*called}</th> }).collect_view();
    let rows = (0..period.days())
        .rev()
        .map(|index| {
            let date = period.day(index);
            let found = review.days.iter().find(|day| day.date == date);
            let cells = (0..symptoms.len()).map(|at| view! { <td>{severities(found, at)}</td> }).collect_view();
            let meals = found.map(|day| count(day, |entry| Meal::of(&entry.said).is_some()));
            let with_food = review.food.is_some().then(|| found.map(|day| count(day, |entry| entry.has_food)));
            let with_food = with_food.map(|count| view! { <td class="num">{figure(count)}</td> });
            let hours = totals
                .iter()
                .map(|(kind, _)| {
                    let hours = found.map(|day| hours(day, kind)).filter(|hours| *hours > 0.0);
                    view! { <td class="num">{hours.map_or_else(|| "–".to_owned(), w::hours)}</td> }
                })
                .collect_view();
            let index = usize::try_from(index).unwrap_or(usize::MAX);
            let amount = review.nutrient.days.get(index).copied().flatten();
            let amount = amount.map_or_else(|| "–".to_owned(), |day| w::amount(day, nutrients::unit(key)));
            view! {
                <tr>
                    <th scope="row">{w::short_day(date)}</th>
                    {cells}
                    <td class="num">{figure(meals)}</td>
                    {with_food}
                    <td class="num">{amount}</td>
                    {hours}
                </tr>
            }
        })
        .collect_view();
    view! {
        <DataTable caption=w::chart_title(review.first, review.last)>
            <thead>
                <tr>
                    <th scope="col">{w::day()}</th>
                    {heads}
                    <th scope="col" class="num">{w::meals()}</th>
                    {food}
                    <th scope="col" class="num">{nutrients::name(key)}</th>
                    {hour_heads}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
    .into_any()
}

/// A day without any entry is not logged; a number of things on a logged day may be 0.
fn figure(count: Option<usize>) -> String {
    count.map_or_else(|| w::none().to_owned(), |count| count.to_string())
}

fn count(day: &ReviewDay, which: impl Fn(&Entry) -> bool) -> usize {
    day.entries.iter().filter(|entry| which(entry)).count()
}

/// The day's figures in order of time: "3, 6"; "not present" is said, nothing recorded is a dash.
fn severities(day: Option<&ReviewDay>, symptom: usize) -> String {
    let Some(day) = day else { return w::none().to_owned() };
    let said: Vec<_> = day
        .entries
        .iter()
        .rev()
        .filter(|entry| entry.symptom == Some(symptom))
        .map(|entry| {
            entry.facts.level.map_or_else(|| w::not_present().to_owned(), |(_, severity)| severity.to_string())
        })
        .collect();
    if said.is_empty() { "–".to_owned() } else { said.join(", ") }
}
