//! `/me` and `/me/day/{date}`: a client's day.

use super::day_parts::{eaten, line, week};
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form},
    grants::alert::ClientAlert,
    page::{Page, Shell},
    words::journal as w,
};
use chrono::NaiveDate;
use contract::{
    AppError,
    day::Day,
    journal::{DayView, MealType, Usual},
};
use leptos::prelude::*;
use ui::{DayHead, EmptyState, Icon, IconLink, LinkButton, Look, Mark, SeenBy};

/// `/me`: today.
///
/// # Errors
/// `NotSignedIn`.
pub async fn today(ctx: Ctx) -> Result<Page, AppError> {
    page(ctx, None).await
}

/// `/me/day/{date}`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for a day that is none.
pub async fn day(ctx: Ctx) -> Result<Page, AppError> {
    let day = ctx.param("date")?;
    page(ctx, Some(day)).await
}

async fn page(ctx: Ctx, day: Option<Day>) -> Result<Page, AppError> {
    let view = ctx.check(ctx.backend().load_day(&ctx.token()?, day).await)?;
    Ok(show(view))
}

/// The page of a loaded day.
pub(super) fn show(view: DayView) -> Page {
    let (shown, today) = (view.day, view.now.date());
    let (title, usual) = (w::date(shown), view.usual.clone());
    let page = Page::new(
        Shell::Client,
        title.clone(),
        move || view! { <ClientAlert alerts=view.alerts.clone()/> {body(&view)} },
    );
    page.with_head(move || head(title, shown, today)).with_dock(move || dock(shown, today, usual))
}

/// The day before or after, where the calendar has one.
fn beside(day: NaiveDate, step: fn(Day, u64) -> Option<Day>) -> Option<NaiveDate> {
    Day::new(day).and_then(|day| step(day, 1)).map(Day::date)
}

fn head(title: String, day: NaiveDate, today: NaiveDate) -> AnyView {
    let turn = |day: Option<NaiveDate>| format!("/me/day/{}", day.unwrap_or(today));
    let (before, after) = (turn(beside(day, Day::minus)), turn(beside(day, Day::plus)));
    view! {
        <DayHead title detail=w::relative(day, today).unwrap_or_default()>
            <nav class="day-turn" aria-label=w::days()>
                <IconLink icon=Icon::ChevronLeft label=w::yesterday() href=before/>
                <IconLink icon=Icon::ChevronRight label=w::tomorrow() href=after/>
            </nav>
        </DayHead>
    }
    .into_any()
}

fn body(view: &DayView) -> AnyView {
    let today = view.day == view.now.date();
    let said = if view.entries.is_empty() {
        let title = if today { w::empty_today() } else { w::empty_past() };
        let path = meal_path(view.day, view.now.date());
        view! {
            <EmptyState title icon=Icon::Utensils>
                <p>{w::empty_text()}</p>
                <LinkButton href=path look=Look::Tonal>{w::log_meal()}</LinkButton>
            </EmptyState>
        }
        .into_any()
    } else {
        line(view)
    };
    let usual = view.usual.clone();
    let again = (!usual.is_empty()).then(|| {
        view! {
            <section class="blk again-inline" aria-labelledby="again">
                <h2 id="again">{w::usual()}</h2>
                <p class="small quiet">{w::again()}</p>
                <Again usual mark="inline" heading="again"/>
            </section>
        }
    });
    let seen_by = w::seen_by(&view.seen_by);
    view! {
        {week(view)}
        {said}
        {again}
        {eaten(view)}
        <section class="blk" aria-label=w::private()><SeenBy>{seen_by}</SeenBy></section>
    }
    .into_any()
}

/// A form of buttons, one for each usual meal: the second tap of two is pressing it.
#[component]
fn Again(usual: Vec<Usual>, mark: &'static str, heading: &'static str) -> impl IntoView {
    let rows = usual
        .into_iter()
        .map(|usual| {
            let kind = if usual.meal_type == MealType::Drink { Mark::Drink } else { Mark::Meal };
            let value = format!("{}_{}", usual.source, usual.new_id);
            view! { <li><button name="again" value=value><Mark kind/>{short(&usual.names)}</button></li> }
        })
        .collect_view();
    view! {
        <Form action="/api/journal/repeat_meal" mark=mark>
            <ErrorSummary/>
            <ul aria-labelledby=heading>{rows}</ul>
        </Form>
    }
    .into_any()
}

/// The first words of what was in it: enough to know it again.
fn short(names: &[String]) -> String {
    let first: Vec<_> =
        names.iter().take(2).map(|name| name.split(',').take(2).collect::<Vec<_>>().join(",")).collect();
    match names.len() {
        0..=2 => first.join("; "),
        more => format!("{} + {}", first.join("; "), more - 2),
    }
}

fn meal_path(day: NaiveDate, today: NaiveDate) -> String {
    if day == today { "/me/meal".to_owned() } else { format!("/me/meal?day={day}") }
}

/// What can be added, within reach of the thumb; what is usual folds away as the page scrolls.
fn dock(day: NaiveDate, today: NaiveDate, usual: Vec<Usual>) -> AnyView {
    let symptom = if day == today { "/me/symptom".to_owned() } else { format!("/me/symptom?day={day}") };
    let usual = (!usual.is_empty()).then(|| {
        view! {
            <div class="usual">
                <p id="usual">{w::usual()}</p>
                <Again usual mark="dock" heading="usual"/>
            </div>
        }
    });
    view! {
        <section class="dock quick" aria-label=w::add()>
            {usual}
            <div class="ask">
                <a class="btn" href=meal_path(day, today)><Mark kind=Mark::Meal/>{w::add_meal()}</a>
                <a class="btn" href=symptom><Mark kind=Mark::Symptom/>{w::add_symptom()}</a>
            </div>
        </section>
    }
    .into_any()
}
