//! `/me` and `/me/day/{date}`: a client's day.

use super::{
    day_parts::{eaten, line, told_of, week},
    kinds,
};
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form},
    grants::alert::ClientAlert,
    page::{Page, Shell},
    words::journal as w,
};
use backend::db::Client;
use backend::journal::load_day;
use chrono::NaiveDate;
use contract::{
    AppError, Notice,
    day::Day,
    grant::Alert,
    journal::{DayView, Eaten, Kind, Meal, MealType, Usual},
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
    let mut tx = ctx.read::<Client>().await?;
    let view = ctx.check(load_day(&mut tx, day, ctx.backend().clock.now()).await)?;
    let alerts = ctx.check(ctx.backend().load_alerts(&mut tx).await)?;
    Ok(show(view, alerts, ctx.notice()))
}

/// The page of a loaded day. `alerts` are emergencies the client has not said they know of; `notice` is what was just
/// done: when it was done to one of the day's entries, it is said there.
pub(super) fn show(view: DayView, alerts: Vec<Alert>, notice: Option<&Notice>) -> Page {
    let (shown, today) = (view.day, view.now.date());
    let (title, usual) = (w::day_title(shown), view.usual.clone());
    let told = notice.filter(|notice| told_of(&view.entries, Some(notice)).is_some()).cloned();
    let says_notice = told.is_some();
    let page = Page::new(
        Shell::Client,
        title.clone(),
        move || view! { <ClientAlert alerts=alerts.clone()/> {body(&view, told.as_ref())} },
    );
    let page = if says_notice { page.says_notice() } else { page };
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

fn body(view: &DayView, notice: Option<&Notice>) -> AnyView {
    let today = view.day == view.now.date();
    let said = if view.entries.is_empty() {
        let title = if today { w::empty_today() } else { w::empty_past() };
        let path = new_path(Meal::NAME, view.day, view.now.date());
        view! {
            <EmptyState title icon=Icon::Utensils>
                <p>{w::empty_text()}</p>
                <LinkButton href=path look=Look::Tonal>{w::log_meal()}</LinkButton>
            </EmptyState>
        }
        .into_any()
    } else {
        line(view, notice)
    };
    let usual = view.usual.clone();
    let again = (!usual.is_empty()).then(move || {
        view! {
            <section class="blk again-inline" aria-labelledby="again">
                <h2 id="again">{usual_title(&usual)}</h2>
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

/// Not everything offered belongs to this hour: then it is what was had lately.
fn usual_title(usual: &[Usual]) -> &'static str {
    if usual.iter().all(|usual| usual.at_this_hour) { w::usual() } else { w::lately() }
}

/// A form of buttons, one for each usual meal: the second tap of two is pressing it.
#[component]
fn Again(usual: Vec<Usual>, mark: &'static str, heading: &'static str) -> impl IntoView {
    let rows = usual
        .into_iter()
        .map(|usual| {
            let kind = if usual.meal_type == MealType::Drink { Mark::Drink } else { Mark::Meal };
            let value = format!("{}_{}", usual.source, usual.new_id);
            view! { <li><button name="again" value=value><Mark kind/>{short(&usual.foods)}</button></li> }
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
fn short(foods: &[Eaten]) -> String {
    let said = |food: &Eaten| {
        let name = food.name.split(',').take(2).collect::<Vec<_>>().join(",");
        format!("{name}, {}", w::eaten(1.0, None, food.grams))
    };
    let first: Vec<_> = foods.iter().take(2).map(said).collect();
    match foods.len() {
        0..=2 => first.join("; "),
        more => format!("{} + {}", first.join("; "), more - 2),
    }
}

/// The form of a new entry of a kind.
fn new_path(kind: &str, day: NaiveDate, today: NaiveDate) -> String {
    if day == today { format!("/me/{kind}") } else { format!("/me/{kind}?day={day}") }
}

/// What can be added, within reach of the thumb; what is usual folds away as the page scrolls.
fn dock(day: NaiveDate, today: NaiveDate, usual: Vec<Usual>) -> AnyView {
    let buttons = kinds::addable()
        .into_iter()
        .map(|kind| {
            let href = new_path(kind.name, day, today);
            view! { <a class="btn" href=href><Mark kind=kind.sign/>{kind.said.add}</a> }
        })
        .collect_view();
    let usual = (!usual.is_empty()).then(|| {
        view! {
            <div class="usual">
                <p id="usual">{usual_title(&usual)}</p>
                <Again usual mark="dock" heading="usual"/>
            </div>
        }
    });
    view! {
        <section class="dock quick" aria-label=w::add()>
            {usual}
            <div class="ask">
                {buttons}
            </div>
        </section>
    }
    .into_any()
}
