//! `/me/appointments`: what is booked and what was.

use super::when;
use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    paging::{Beyond, Further, Long},
    words::booking as w,
};
use backend::db::Client;
use chrono::Datelike;
use contract::{
    AppError,
    booking::{AppointmentStatus, AppointmentView, PaymentStatus},
};
use leptos::prelude::*;
use ui::{DayHead, EmptyState, Icon, LinkButton, Look, Tag, Tone};

/// # Errors
/// `NotSignedIn`.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Client>().await?;
    let zone = tx.scope().zone.clone();
    let long = Long::of(&ctx)?;
    let mut all = ctx.check(ctx.backend().list_appointments(&mut tx, long.reach).await)?;
    let beyond = long.cut(&mut all);
    drop(tx);
    let (mut ahead, past): (Vec<_>, Vec<_>) = all
        .into_iter()
        .filter(|appointment| appointment.status != AppointmentStatus::Released)
        .partition(|appointment| appointment.status.takes_time() && appointment.ends_at > appointment.now);
    ahead.reverse();
    let detail = format!("{} time", w::city(&zone));
    Ok(Page::new(Shell::Client, w::appointments(), move || body(ahead, past, beyond))
        .with_head(move || view! { <DayHead title=w::appointments() detail/> }))
}

fn body(ahead: Vec<AppointmentView>, past: Vec<AppointmentView>, beyond: Option<Beyond>) -> AnyView {
    let empty = ahead.is_empty() && past.is_empty();
    view! {
        {empty.then(|| view! { <EmptyState title=w::none_booked() icon=Icon::Calendar><p>{w::none_booked_text()}</p></EmptyState> })}
        {section("ahead", w::ahead(), ahead)}
        <p class="rowx blk"><LinkButton href="/me/book" look=Look::Primary icon=Icon::Plus>{w::book()}</LinkButton></p>
        {section("past", w::past(), past)}
        <Further beyond/>
    }
    .into_any()
}

fn section(id: &'static str, title: &'static str, appointments: Vec<AppointmentView>) -> Option<AnyView> {
    (!appointments.is_empty()).then(|| {
        view! {
            <section aria-labelledby=id>
                <h2 id=id class="part">{title}</h2>
                <ul class="appts">{appointments.into_iter().map(one).collect_view()}</ul>
            </section>
        }
        .into_any()
    })
}

fn one(appointment: AppointmentView) -> AnyView {
    let zone = &appointment.zone;
    let day = when::day(appointment.starts_at, zone);
    let (from, to) = (when::time(appointment.starts_at, zone), when::time(appointment.ends_at, zone));
    let place = w::place_word(appointment.place);
    let detail = format!("{}, {place}, {}", w::from_to(&from, &to), appointment.practitioner_name);
    let href = format!("/me/appointments/{}", appointment.id);
    view! {
        <li>
            <time datetime=when::machine(appointment.starts_at)><b>{day.day()}</b><span>{w::short_day(day)}</span></time>
            <div><h3><a href=href>{appointment.service_name.clone()}</a></h3><p class="quiet">{detail}</p></div>
            {tag(&appointment)}
        </li>
    }
    .into_any()
}

/// One word about its state.
pub fn tag(appointment: &AppointmentView) -> AnyView {
    let paid = appointment.paid.as_ref().is_some_and(|paid| paid.status == PaymentStatus::Paid);
    match appointment.status {
        AppointmentStatus::Confirmed if paid => {
            view! { <Tag tone=Tone::Ok icon=Icon::Check>{w::is_paid()}</Tag> }.into_any()
        }
        AppointmentStatus::Confirmed => view! { <Tag tone=Tone::Ok icon=Icon::Check>{w::booked()}</Tag> }.into_any(),
        AppointmentStatus::Held => {
            view! { <Tag tone=Tone::Warn icon=Icon::Clock>{w::own_status(AppointmentStatus::Held)}</Tag> }.into_any()
        }
        status => view! { <Tag>{w::own_status(status)}</Tag> }.into_any(),
    }
}
