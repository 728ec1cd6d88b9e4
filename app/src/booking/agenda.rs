//! `/practice/agenda` and `/clinic/agenda`: a week of appointments, day by day.

use super::when;
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Form},
    page::{Page, Shell},
    words::booking as w,
};
use backend::db::{Clinic, Practice};
use chrono::NaiveDate;
use contract::{
    AppError,
    booking::{AgendaEntry, AgendaView, AppointmentStatus, PaymentStatus, Reader},
    consent::Language,
    day::Day,
};
use leptos::prelude::*;
use serde::Deserialize;
use ui::{Button, Confirm, Icon, IconLink, LinkButton, Look, Mark, PageHead, Tag, Tone};

#[derive(Deserialize)]
struct Query {
    day: Option<Day>,
}

/// # Errors
/// `NotSignedIn`.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let day = ctx.query::<Query>()?.day;
    let mut tx = ctx.open_week::<Practice>(day).await?;
    let view = ctx.check(ctx.backend().show_agenda(&mut tx, day).await)?;
    drop(tx);
    Ok(Page::new(Shell::Practice, w::agenda(), move || body(view, Whose::Own)))
}

/// # Errors
/// `NotSignedIn`.
pub async fn team(ctx: Ctx) -> Result<Page, AppError> {
    let day = ctx.query::<Query>()?.day;
    let mut tx = ctx.open_week::<Clinic>(day).await?;
    let view = ctx.check(ctx.backend().show_team_agenda(&mut tx, day).await)?;
    drop(tx);
    Ok(Page::new(Shell::Clinic, w::agenda(), move || body(view, Whose::Team)))
}

/// Whose agenda: one's own leads to the clients' records, the team's says who sees them and opens none.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whose {
    Own,
    Team,
}

impl Whose {
    fn page(self) -> &'static str {
        match self {
            Self::Own => "/practice/agenda",
            Self::Team => "/clinic/agenda",
        }
    }

    fn conclude(self) -> &'static str {
        match self {
            Self::Own => "/api/booking/conclude",
            Self::Team => "/api/booking/conclude_team",
        }
    }
}

fn body(view: AgendaView, whose: Whose) -> AnyView {
    let to = move |day: Day| format!("{}?day={day}", whose.page());
    let monday = Day::new(view.monday);
    let at = |offset| monday.and_then(|monday| monday.plus(offset));
    let (before, after) = (monday.and_then(|monday| monday.minus(7)), at(7));
    let today = when::day(view.now, &view.zone);
    let days = (0..7).filter_map(at).map(|day| one_day(&view, whose, day.date(), today)).collect_view();
    let this_week = (view.monday > today || at(6).is_some_and(|sunday| sunday.date() < today))
        .then(|| view! { <LinkButton href=whose.page()>{w::this_week()}</LinkButton> });
    view! {
        <PageHead title=w::agenda() detail=w::week_of(view.monday, &view.zone)>
            {this_week}
            {before.map(|day| view! { <IconLink icon=Icon::ChevronLeft label=w::earlier() href=to(day)/> })}
            {after.map(|day| view! { <IconLink icon=Icon::ChevronRight label=w::later() href=to(day)/> })}
        </PageHead>
        <ol class="agenda">{days}</ol>
    }
    .into_any()
}

fn one_day(view: &AgendaView, whose: Whose, day: NaiveDate, today: NaiveDate) -> AnyView {
    let entries: Vec<_> = view.entries.iter().filter(|entry| when::day(entry.starts_at, &view.zone) == day).collect();
    let booked = entries.iter().filter(|entry| entry.status.takes_time()).count();
    let ahead = |entry: &&AgendaEntry| entry.status.takes_time() && entry.ends_at > view.now;
    let next = view.entries.iter().find(ahead).filter(|_| whose == Whose::Own).map(|entry| entry.id);
    let lines = entries.iter().map(|entry| line(entry, view, whose, Some(entry.id) == next)).collect_view();
    let heading = w::long_day(day);
    let current = (day == today).then_some("date");
    view! {
        <li aria-current=current>
            <h2>{heading}<span class="quiet">{w::booked_count(booked)}</span></h2>
            <ol class="agenda-day">{lines}</ol>
        </li>
    }
    .into_any()
}

fn line(entry: &AgendaEntry, view: &AgendaView, whose: Whose, next: bool) -> AnyView {
    let (from, to) = (when::time(entry.starts_at, &view.zone), when::time(entry.ends_at, &view.zone));
    let class = if next {
        "next"
    } else if entry.ends_at <= view.now || !entry.status.takes_time() {
        "past"
    } else {
        ""
    };
    let mut detail = format!("{}, {}, {}", entry.service_name, w::place_word(entry.place), w::amount(&entry.price));
    let name = match whose {
        Whose::Own => {
            view! { <a href=format!("/practice/clients/{}", entry.client)>{entry.client_name.clone()}</a> }.into_any()
        }
        Whose::Team => {
            detail = format!("{}, {detail}", entry.practitioner_name);
            view! { <b>{entry.client_name.clone()}</b> }.into_any()
        }
    };
    view! {
        <li class=class>
            <time datetime=when::machine(entry.starts_at)><b>{from.clone()}</b>" " {w::to()} " " {to}</time>
            <Mark kind=Mark::Visit/>
            <div class="who-for">
                {name}
                <span class="quiet">{detail}</span>
                {money(entry)}
            </div>
            <div class="state">{tag(entry)}{steps(entry, view, whose, &from)}</div>
        </li>
    }
    .into_any()
}

/// What became of the money, where there is anything to say.
fn money(entry: &AgendaEntry) -> Option<AnyView> {
    let paid = entry.paid.as_ref()?;
    let facts = paid.facts(entry.status);
    let class = if paid.needs_attention() { "small refused" } else { "small" };
    let told = facts.iter().map(|fact| fact.told(Reader::Practice, Language::En)).collect::<Vec<_>>().join(" ");
    (!told.is_empty()).then(|| view! { <p class=class>{told}</p> }.into_any())
}

fn tag(entry: &AgendaEntry) -> AnyView {
    let status = entry.status;
    if entry.paid.as_ref().is_some_and(contract::booking::Paid::needs_attention) {
        return view! { <Tag tone=Tone::Warn icon=Icon::Info>{w::look_at_money()}</Tag> }.into_any();
    }
    match (status, entry.paid.as_ref().map(|paid| paid.status)) {
        (AppointmentStatus::Confirmed, Some(PaymentStatus::Paid)) => {
            view! { <Tag tone=Tone::Ok icon=Icon::Check>{w::is_paid()}</Tag> }.into_any()
        }
        (AppointmentStatus::Confirmed, _) => {
            view! { <Tag tone=Tone::Ok icon=Icon::Check>{w::status(status)}</Tag> }.into_any()
        }
        (AppointmentStatus::Held, _) => {
            view! { <Tag tone=Tone::Warn icon=Icon::Clock>{w::status(status)}</Tag> }.into_any()
        }
        (status, _) => view! { <Tag>{w::status(status)}</Tag> }.into_any(),
    }
}

/// What can be said about it now: whether it took place once it has begun, a cancellation before.
fn steps(entry: &AgendaEntry, view: &AgendaView, whose: Whose, from: &str) -> AnyView {
    let started = entry.starts_at <= view.now;
    let form = |to: AppointmentStatus, look: Look, label: &'static str| {
        let (id, back) = (entry.id.to_string(), format!("{}?day={}", whose.page(), view.monday));
        let mark = format!("{id}-{}", to.as_str());
        view! {
            <Form action=whose.conclude() mark=mark>
                <ErrorSummary/>
                <Fixed name="appointment" value=id/>
                <Fixed name="to" value=to.as_str()/>
                <input type="hidden" name="back" value=back/>
                <Button look>{label}</Button>
            </Form>
        }
    };
    match entry.status {
        AppointmentStatus::Confirmed if started => view! {
            {form(AppointmentStatus::Completed, Look::Plain, w::completed())}
            {form(AppointmentStatus::NoShow, Look::Bare, w::no_show())}
        }
        .into_any(),
        AppointmentStatus::Confirmed | AppointmentStatus::Held => {
            let back = entry.paid.as_ref().map(contract::booking::Paid::returnable).filter(|back| back.minor > 0);
            let label = w::practice_cancel_do(back.is_some());
            let action = form(AppointmentStatus::CancelledByPractice, Look::Danger, label).into_any();
            let waits = entry.status == AppointmentStatus::Held && entry.paid.is_some();
            let text = w::practice_cancel_text(back.as_ref(), waits);
            let (title, id) = (w::cancel_title(from, &entry.client_name), format!("cancel-{}", entry.id));
            view! {
                <Confirm
                    id
                    open=w::practice_cancel()
                    look=Look::Bare
                    title
                    close=w::keep()
                    action
                >
                    <p class="quiet small">{text}</p>
                </Confirm>
            }
            .into_any()
        }
        _ => ().into_any(),
    }
}
