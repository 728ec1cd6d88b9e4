//! What was recorded, newest first, by day. The forms that say "I have seen this" stand around it.

use crate::{
    form::{Fixed, Form},
    journal::foods::FoodList,
    words::review as w,
};
use contract::review::{Entry, Review, ReviewDay, ReviewSymptom, What};
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
    let symptoms = review.symptoms;
    let mut recent = review.days;
    let earlier = recent.split_off(recent.len().min(OPEN_DAYS));
    let list = |days: Vec<ReviewDay>| {
        days.into_iter().map(|day| view! { <Day day symptoms=symptoms.clone()/> }).collect_view()
    };
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
fn Day(day: ReviewDay, symptoms: Vec<ReviewSymptom>) -> impl IntoView {
    let entries = day.entries.into_iter().map(|entry| view! { <OneEntry entry symptoms=&symptoms/> }).collect_view();
    view! {
        <h3 class="dayh">{w::short_day(day.date)}</h3>
        <ol class="ents">{entries}</ol>
    }
    .into_any()
}

#[component]
fn OneEntry<'a>(entry: Entry, symptoms: &'a [ReviewSymptom]) -> impl IntoView + use<> {
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
    let (mark, title, lines, figure) = match entry.what {
        What::Meal { meal_type, foods, hunger_before, fullness_after, .. } => {
            let mark = if meal_type == contract::journal::MealType::Drink { Mark::Drink } else { Mark::Meal };
            let felt = w::felt(hunger_before, fullness_after).map(|felt| view! { <p>{felt}</p> });
            (mark, w::meal(meal_type).to_owned(), view! { <FoodList foods/>{felt} }.into_any(), None)
        }
        What::Symptom { symptom, severity, duration_min } => {
            let known = symptoms.get(symptom);
            let label = known.map(|known| known.label.clone()).unwrap_or_default();
            let said = match (severity, known) {
                (Some(severity), Some(known)) => w::severity(known.scale, severity),
                _ => w::not_present().to_owned(),
            };
            let lasting = duration_min.map(|minutes| format!(", {}", w::lasting(minutes)));
            let mark = if symptom == 1 { Mark::SymptomB } else { Mark::Symptom };
            (mark, label, view! { <p>{said}{lasting}</p> }.into_any(), severity)
        }
    };
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
