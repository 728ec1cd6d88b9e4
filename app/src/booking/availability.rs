//! `/practice/availability` and `/clinic/availability/{practitioner}`: the hours of a week, three windows a day.

use super::when;
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Form, fault, kept, kept_or},
    page::{Page, Shell},
    words::booking as w,
};
use backend::db::{Clinic, Practice};
use chrono::{DateTime, Timelike, Utc};
use contract::{
    AppError,
    booking::{Practitioner, WEEKDAYS, WINDOWS_PER_DAY, Window, field},
    id::MembershipId,
    identity::ZONES,
};
use leptos::prelude::*;
use ui::{Button, Choice, ErrorLine, HourRuler, Link, Look, PageHead, Select};

/// `/practice/availability`
///
/// # Errors
/// `NotSignedIn`.
pub async fn own(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Practice>().await?;
    let (me, zone) = (tx.scope().member(), tx.scope().zone.clone());
    let offer = ctx.check(ctx.backend().list_own_offer(&mut tx).await)?;
    drop(tx);
    let (clinic, now) = (offer.clinic_zone, offer.now);
    let windows: Vec<_> = offer.windows.into_iter().filter(|(who, _)| *who == me).map(|(_, window)| window).collect();
    Ok(Page::new(Shell::Practice, w::availability(), move || {
        view! {
            <PageHead title=w::availability() detail=w::availability_detail()/>
            <Form action="/api/booking/save_own_week" class="form">
                <ErrorSummary/>
                <Zone own=zone clinic now/>
                <Week windows/>
            </Form>
        }
    }))
}

/// `/clinic/availability/{practitioner}`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for nobody of the team.
pub async fn team(ctx: Ctx) -> Result<Page, AppError> {
    let id: MembershipId = ctx.param("practitioner")?;
    let mut tx = ctx.read::<Clinic>().await?;
    let offer = ctx.check(ctx.backend().list_team_offer(&mut tx).await)?;
    drop(tx);
    let who: Practitioner = offer.practitioners.into_iter().find(|who| who.id == id).ok_or(AppError::NotFound)?;
    let windows: Vec<_> =
        offer.windows.into_iter().filter(|(owner, _)| *owner == id).map(|(_, window)| window).collect();
    let title = w::hours_title(&who.name);
    let heading = title.clone();
    Ok(Page::new(Shell::Clinic, title, move || {
        view! {
            <PageHead title=heading detail=w::services_of(&who.name, &who.zone) back=Link::new(w::services(), "/clinic/services")/>
            <Form action="/api/booking/save_team_week" class="form">
                <ErrorSummary/>
                <Fixed name="practitioner" value=id.to_string()/>
                <Week windows/>
            </Form>
        }
    }))
}

/// The practitioner's own zone and the clinic's, then every other that is offered.
#[component]
fn Zone(own: String, clinic: String, now: DateTime<Utc>) -> impl IntoView {
    let mut zones = vec![own.clone()];
    for zone in std::iter::once(clinic.as_str()).chain(ZONES.iter().copied()) {
        if zones.iter().all(|known| known != zone) {
            zones.push(zone.to_owned());
        }
    }
    let options = zones.into_iter().map(|zone| Choice::new(zone.clone(), when::zone(&zone, now))).collect();
    view! {
        <Select name="zone" label=w::zone() hint=w::zone_hint() options value=kept_or("zone", own) error=fault("zone")/>
    }
}

#[component]
fn Week(windows: Vec<Window>) -> impl IntoView {
    let days = WEEKDAYS.map(|weekday| day(weekday, &windows)).collect_view();
    view! {
        <div class="avail">{days}</div>
        <div class="actions">
            <Button look=Look::Primary>{w::save_week()}</Button>
            <Button name="week[copy]" value="1">{w::copy_monday()}</Button>
        </div>
    }
}

fn day(weekday: u8, windows: &[Window]) -> AnyView {
    let own: Vec<_> = windows.iter().filter(|window| window.weekday == weekday).collect();
    let hour = |time: chrono::NaiveTime| f64::from(time.num_seconds_from_midnight()) / 3600.0;
    // What crosses midnight is drawn on both days.
    let before = if weekday == 1 { 7 } else { weekday - 1 };
    let over = |window: &&Window| window.ends <= window.starts;
    let morning =
        windows.iter().filter(|window| window.weekday == before).filter(over).map(|window| (0.0, hour(window.ends)));
    let today = own.iter().map(|window| (hour(window.starts), if over(window) { 24.0 } else { hour(window.ends) }));
    let open = morning.filter(|(_, ends)| *ends > 0.0).chain(today).collect();
    let rows = (0..WINDOWS_PER_DAY)
        .map(|at| {
            let window = own.get(at);
            let from = window.map(|window| when::hour(window.starts)).unwrap_or_default();
            let to = window.map(|window| when::hour(window.ends)).unwrap_or_default();
            row(weekday, at, from, to)
        })
        .collect_view();
    view! {
        <fieldset>
            <legend>{w::weekday(weekday)}</legend>
            <HourRuler open/>
            <div class="spans">{rows}</div>
        </fieldset>
    }
    .into_any()
}

fn row(weekday: u8, at: usize, from: String, to: String) -> AnyView {
    let input = |which: &'static str, before: String, word: &'static str| {
        let name = field(weekday, at, which);
        let wrong = fault(&name).map(|_| "true");
        let describes = fault(&name).map(|_| format!("{name}-error"));
        let value = kept(&name).unwrap_or(before);
        view! {
            <input
                class="input"
                type="time"
                id=name.clone()
                name=name
                value=value
                aria-label=w::hours_label(weekday, at, word)
                aria-invalid=wrong
                aria-describedby=describes
            />
        }
    };
    let errors = ["from", "to"].map(|which| {
        let name = field(weekday, at, which);
        let error = fault(&name);
        view! { <ErrorLine id=name error/> }
    });
    view! {
        <div class="times">{input("from", from, w::from())} {w::to()} {input("to", to, w::until())}</div>
        {errors.into_iter().collect_view()}
    }
    .into_any()
}
