//! What was recorded, newest first, by day. The forms that say "I have seen this" stand around it.

use crate::{
    form::{Fixed, Form},
    journal::kinds,
    words::review as w,
};
use contract::review::{Entry, Review, ReviewDay};
use leptos::prelude::*;
use ui::{Button, Disclosure, Icon, Look, Mark, Unseen};

const MARK_VIEWED: &str = "/api/review/mark_viewed";
/// Days shown unfolded. A link to an older entry unfolds it.
const OPEN_DAYS: usize = 5;

#[component]
pub fn Entries(review: Review) -> impl IntoView {
    let (client, until, days) =
        (review.client.to_string(), review.read_at.to_rfc3339(), review.span.days().to_string());
    let unseen = review.unseen;
    let mark_all = (unseen > 0).then(|| view! { <Button look=Look::Primary icon=Icon::Check>{w::mark_all()}</Button> });
    let count =
        (unseen > 0).then(|| view! { <span class="quiet small"><span class="unseen"></span>" "{unseen}" new"</span> });
    let mut recent = review.days;
    let earlier = recent.split_off(recent.len().min(OPEN_DAYS));
    let list = |days: Vec<ReviewDay>| days.into_iter().map(|day| view! { <Day day/> }).collect_view();
    let folded = (!earlier.is_empty()).then(|| {
        let summary = w::earlier_entries(earlier.len(), earlier.iter().map(|day| day.entries.len()).sum());
        let days = list(earlier);
        view! { <Disclosure summary>{days}</Disclosure> }
    });
    let recent = list(recent);
    view! {
        <section>
            <header class="bar-head"><h2 id="entries">{w::entries()}</h2>{count}</header>
            <Form action=MARK_VIEWED>
                <Fixed name="client" value=client/>
                <Fixed name="until" value=until/>
                <Fixed name="days" value=days/>
                {mark_all}
                {recent}
                {folded}
            </Form>
        </section>
    }
    .into_any()
}

#[component]
fn Day(day: ReviewDay) -> impl IntoView {
    let entries = day.entries.into_iter().map(|entry| view! { <OneEntry entry/> }).collect_view();
    view! {
        <h3 class="dayh">{w::short_day(day.date)}</h3>
        <ol class="ents">{entries}</ol>
    }
    .into_any()
}

#[component]
fn OneEntry(entry: Entry) -> impl IntoView {
    let id = anchor(&entry);
    let new = entry.unseen.then(|| {
        let label = w::mark_one();
        view! {
            <Unseen label=w::unseen()/>
            <button class="icon-btn mark-seen" name="entry" value=entry.id.to_string() title=label aria-label=label>
                <ui::Icon icon=Icon::Check/>
            </button>
        }
    });
    let note = entry.note.map(|note| view! { <p class="voice">{note}</p> });
    let (title, lines) = (kinds::title(&entry.said), kinds::review(&entry.said, entry.at));
    // The second symptom of the chart has a sign of its own there, and here.
    let mark = if entry.symptom == Some(1) { Mark::SymptomB } else { kinds::mark(&entry.said) };
    let figure = entry.facts.level.map(|(_, figure)| figure);
    view! {
        <li id=id tabindex="-1" data-step="">
            <time datetime=entry.at.machine()>{w::time(entry.at, entry.precision)}</time>
            <Mark kind=mark/>
            <div><b>{title}</b>" "{new}{lines}{note}</div>
            {figure.map(|figure| view! { <span class="sevn" aria-hidden="true">{figure.to_string()}</span> })}
        </li>
    }
    .into_any()
}

/// Where a point of the chart leads.
pub fn anchor(entry: &Entry) -> String {
    format!("entry-{}", entry.id)
}
