//! `/me/book`: what for, which day, which time.

use super::when;
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Form},
    page::{Page, Shell},
    words::booking as w,
};
use backend::{Refusal, db::Client};
use chrono::{Days, NaiveDate, NaiveTime, Timelike};
use contract::{
    AppError,
    booking::{BookView, BookableService},
    id::ServiceId,
};
use leptos::prelude::*;
use serde::Deserialize;
use ui::{EmptyState, Icon, IconLink, Link, LinkButton, NoticeStrip, SeenBy, SheetHead, Tone};

#[derive(Deserialize)]
struct Query {
    service: Option<ServiceId>,
    day: Option<contract::day::Day>,
}

/// # Errors
/// `NotSignedIn`; `NotFound` for a service that is not offered.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let Query { service, day } = ctx.query()?;
    let mut tx = ctx.read::<Client>().await?;
    // An old link to what is no longer offered leads to what is.
    let (view, gone) = match ctx.backend().show_booking(&mut tx, service, day).await {
        Err(Refusal::App(AppError::NotFound)) if service.is_some() => {
            (ctx.check(ctx.backend().show_booking(&mut tx, None, day).await)?, true)
        }
        shown => (ctx.check(shown)?, false),
    };
    drop(tx);
    let chosen = view.services.iter().find(|bookable| Some(bookable.service.id) == view.chosen);
    let title = chosen.map_or_else(|| w::book().to_owned(), |bookable| w::book_with(&bookable.practitioner_name));
    let heading = title.clone();
    Ok(Page::new(Shell::Client, title, move || body(view, gone))
        .with_head(move || view! { <SheetHead title=heading back=Link::new(w::back_to_today(), "/me")/> })
        .sheet())
}

fn body(view: BookView, gone: bool) -> AnyView {
    let gone = gone.then(|| view! { <NoticeStrip tone=Tone::Warn title=w::gone()>{w::gone_text()}</NoticeStrip> });
    if view.services.is_empty() {
        return view! {
            {gone}
            <EmptyState title=w::no_services() icon=Icon::Calendar><p>{w::no_services_text()}</p></EmptyState>
        }
        .into_any();
    }
    let paid = view.services.iter().any(|bookable| !bookable.service.price.is_free());
    let services = services(&view);
    view! {
        {gone}
        <section class="blk" aria-labelledby="what">
            <h2 id="what">{w::what_for()}</h2>
            <ul class="svcs">{services}</ul>
        </section>
        <section class="blk" aria-labelledby="when">
            <h2 id="when">{w::when()}</h2>
            {times(view)}
        </section>
        <section class="blk" aria-label=w::policy()>
            {paid.then(|| view! {
                <SeenBy icon=Icon::Clock>{w::hold_policy()}</SeenBy>
                <SeenBy icon=Icon::CalendarX>{w::refund_policy()}</SeenBy>
            })}
            <p class="after"><LinkButton href="/me/appointments">{w::all_appointments()}</LinkButton></p>
        </section>
    }
    .into_any()
}

/// Links, so that choosing needs no script; the day is kept.
fn services(view: &BookView) -> Vec<AnyView> {
    let several =
        view.services.windows(2).any(|pair| matches!(pair, [a, b] if a.service.practitioner != b.service.practitioner));
    let one = |bookable: &BookableService| {
        let service = &bookable.service;
        let detail = w::detail(service.minutes, service.place);
        let detail = if several { format!("{detail}, {}", bookable.practitioner_name) } else { detail };
        let current = (Some(service.id) == view.chosen).then_some("true");
        view! {
            <li>
                <a class="svc" href=format!("/me/book?service={}", service.id) aria-current=current>
                    <span class="dot" aria-hidden="true"></span>
                    <span><b>{service.name.clone()}</b><span class="quiet">{detail}</span></span>
                    <span class="price">{w::amount(&service.price)}</span>
                </a>
            </li>
        }
        .into_any()
    };
    view.services.iter().map(one).collect()
}

fn times(view: BookView) -> AnyView {
    let Some(service) = view.chosen else { return ().into_any() };
    let to = |day: NaiveDate| format!("/me/book?service={service}&day={day}");
    let first = view.days.first().map_or(view.day, |(day, _)| *day);
    let earlier =
        (first > view.today).then(|| to(first.checked_sub_days(Days::new(7)).unwrap_or(first).max(view.today)));
    let later = view
        .days
        .last()
        .and_then(|(day, _)| day.checked_add_days(Days::new(1)))
        .filter(|day| *day <= view.last_day)
        .map(to);
    let days = view
        .days
        .iter()
        .map(|(day, count)| {
            let (short, number) = (w::weekday_short(*day), chrono::Datelike::day(day));
            let inside = view! {
                <span aria-hidden="true">{short}</span>
                <b aria-hidden="true">{number}</b>
                <em class="sr">{w::long_day(*day)} ", "</em>
                <span>{w::days_free(*count)}</span>
            };
            let current = (*day == view.day).then_some("date");
            let class = (*count == 0).then_some("none");
            view! { <li><a class=class href=to(*day) aria-current=current>{inside}</a></li> }
        })
        .collect_view();
    let next = view.next_free.map(|day| view! {
        <p><LinkButton href=to(day) icon=Icon::ChevronRight>{w::next_free()} ": " {w::long_day(day)}</LinkButton></p>
    });
    let none = view.slots.is_empty();
    let parts = [(w::morning(), 0..12), (w::afternoon(), 12..17), (w::evening(), 17..24)].map(|(title, hours)| {
        part(title, &view.zone, view.slots.iter().filter(|(_, wall)| hours.contains(&wall.hour())).copied().collect())
    });
    view! {
        <div class="month">
            <span>{w::your_time(&w::month(view.day), &view.zone, &view.practitioner_zone)}</span>
            <span>
                {earlier.map(|href| view! { <IconLink icon=Icon::ChevronLeft label=w::earlier() href/> })}
                {later.map(|href| view! { <IconLink icon=Icon::ChevronRight label=w::later() href/> })}
            </span>
        </div>
        <ol class="days seven" aria-label=w::days()>{days}</ol>
        <Form action="/api/booking/book">
            <ErrorSummary/>
            <Fixed name="service" value=service.to_string()/>
            <h3 class="sr">{w::long_day(view.day)}</h3>
            {none.then(|| view! { <p class="quiet">{w::none_on_day()}</p> })}
            {parts.into_iter().collect_view()}
        </Form>
        {none.then_some(next)}
    }
    .into_any()
}

/// Each time is a button of its own: one press books or holds it.
fn part(title: &'static str, zone: &str, slots: Vec<(chrono::DateTime<chrono::Utc>, NaiveTime)>) -> Option<AnyView> {
    let buttons = slots
        .iter()
        .map(|(instant, _)| {
            view! {
                <li>
                    <button class="slot" name="starts_at" value=when::machine(*instant)>
                        <b>{when::time(*instant, zone)}</b>
                    </button>
                </li>
            }
        })
        .collect_view();
    (!slots.is_empty()).then(|| {
        view! {
            <h4 class="part">{title}</h4>
            <ol class="slots">{buttons}</ol>
        }
        .into_any()
    })
}
