//! `/me/appointments/{id}`: one appointment and the next step: pay, give back, cancel, choose again.

use super::{hold_timer::HoldTimer, list, when};
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Fixed, Form},
    page::{Page, Shell},
    words::booking as w,
};
use backend::db::Client;
use contract::{
    AppError,
    booking::{AppointmentStatus, AppointmentView, MoneyFact, Reader},
    consent::Language,
    id::AppointmentId,
};
use leptos::prelude::*;
use serde::Deserialize;
use ui::{Button, Confirm, Icon, Link, LinkButton, Look, NoticeStrip, SheetHead, Tone};

#[derive(Deserialize)]
struct Query {
    /// How often this page has looked since the payment.
    checking: Option<u32>,
}

/// After so many looks, two seconds apart, the page stops looking by itself.
const LOOKS: u32 = 15;

/// # Errors
/// `NotSignedIn`; `NotFound` for what is not theirs.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let id: AppointmentId = ctx.param("appointment")?;
    let looked = ctx.query::<Query>()?.checking;
    let mut tx = ctx.read::<Client>().await?;
    let found = ctx.check(ctx.backend().find_appointment(&mut tx, id).await)?;
    drop(tx);
    let appointment = found.ok_or(AppError::NotFound)?;
    let mismatched = appointment.paid.as_ref().is_some_and(|paid| paid.mismatched);
    let waits = appointment.status == AppointmentStatus::Held && looked.is_some() && !mismatched;
    if let Some(looked) = looked.filter(|looked| waits && *looked < LOOKS) {
        ctx.move_on(2, &format!("/me/appointments/{id}?checking={}", looked + 1));
    }
    let title = w::appointment();
    let dock = (appointment.can_pay() && !waits).then(|| appointment.clone());
    let page = Page::new(Shell::Client, title, move || body(appointment, looked.filter(|_| waits)))
        .with_head(move || view! { <SheetHead title=title back=Link::new(w::all_appointments(), "/me/appointments")/> })
        .sheet();
    Ok(match dock {
        Some(appointment) => page.with_dock(move || pay_dock(appointment)),
        None => page,
    })
}

fn body(appointment: AppointmentView, looked: Option<u32>) -> AnyView {
    let zone = &appointment.zone;
    let day = w::long_day(when::day(appointment.starts_at, zone));
    let times = w::from_to(&when::time(appointment.starts_at, zone), &when::time(appointment.ends_at, zone));
    view! {
        {message(&appointment, looked)}
        <section class="blk" aria-labelledby="appointment">
            <h2 id="appointment">{appointment.service_name.clone()}</h2>
            <p class="lede"><time datetime=when::machine(appointment.starts_at)>{day} ", " {times}</time></p>
            <dl class="kv">
                <div><dt>{w::with()}</dt><dd>{appointment.practitioner_name.clone()}</dd></div>
                <div><dt>{w::where_()}</dt><dd>{w::place_word(appointment.place)}</dd></div>
                <div><dt>{w::price()}</dt><dd>{w::amount(&appointment.price)}</dd></div>
                {paid_line(&appointment)}
                <div><dt>{w::state()}</dt><dd>{list::tag(&appointment)}</dd></div>
            </dl>
        </section>
        {next_step(&appointment)}
    }
    .into_any()
}

/// What was paid, once it was.
fn paid_line(appointment: &AppointmentView) -> Option<AnyView> {
    let paid = appointment.paid.as_ref().filter(|paid| paid.came_in())?.paid();
    Some(view! { <div><dt>{w::you_paid()}</dt><dd>{paid.to_string()}</dd></div> }.into_any())
}

/// What has just become of it.
fn message(appointment: &AppointmentView, looked: Option<u32>) -> AnyView {
    if appointment.paid.as_ref().is_some_and(|paid| paid.mismatched) {
        let text = told(&appointment.facts());
        return view! { <NoticeStrip tone=Tone::Warn title=w::your_money()>{text}</NoticeStrip> }.into_any();
    }
    match (appointment.status, looked) {
        (AppointmentStatus::Held, Some(looked)) => {
            let text = if looked < LOOKS { w::checking_text() } else { w::checking_long() };
            view! { <NoticeStrip title=w::checking()>{text}</NoticeStrip> }.into_any()
        }
        (AppointmentStatus::Held, None) if !appointment.can_pay() => {
            view! { <NoticeStrip title=w::checking()>{w::checking_long()}</NoticeStrip> }.into_any()
        }
        (AppointmentStatus::Released, _) => {
            let (title, text) = w::released(appointment.released_why);
            let text = format!("{text} {}", told(&appointment.facts()));
            view! { <NoticeStrip tone=Tone::Warn title>{text}</NoticeStrip> }.into_any()
        }
        (AppointmentStatus::CancelledByClient | AppointmentStatus::CancelledByPractice, _) => {
            let text = told(&appointment.facts());
            view! { <NoticeStrip title=w::own_status(appointment.status)>{text}</NoticeStrip> }.into_any()
        }
        _ => {
            let facts = appointment.facts();
            (!facts.is_empty())
                .then(|| view! { <NoticeStrip title=w::your_money()>{told(&facts)}</NoticeStrip> })
                .into_any()
        }
    }
}

/// What is true of the money, as the letters say it.
fn told(facts: &[MoneyFact]) -> String {
    facts.iter().map(|fact| fact.told(Reader::Client, Language::En)).collect::<Vec<_>>().join(" ")
}

fn next_step(appointment: &AppointmentView) -> AnyView {
    if appointment.can_cancel() {
        return cancel(appointment);
    }
    if matches!(
        appointment.status,
        AppointmentStatus::Released | AppointmentStatus::CancelledByClient | AppointmentStatus::CancelledByPractice
    ) {
        // What is no longer offered cannot be chosen again; what is can.
        let href = if appointment.offered {
            format!("/me/book?service={}", appointment.service)
        } else {
            "/me/book".to_owned()
        };
        return view! { <p class="blk"><LinkButton href look=Look::Primary>{w::choose_again()}</LinkButton></p> }
            .into_any();
    }
    ().into_any()
}

fn cancel(appointment: &AppointmentView) -> AnyView {
    let price = &appointment.price;
    // What goes back is what is left of it, not what it cost.
    let back = appointment.paid.as_ref().map(contract::booking::Paid::returnable).filter(|back| back.minor > 0);
    let consequence = match (&back, appointment.refund_if_cancelled()) {
        (None, _) => w::cancel_free().to_owned(),
        (Some(back), true) => w::refund_yes(back),
        (Some(back), false) => w::refund_no(back),
    };
    let id = appointment.id.to_string();
    let action = view! {
        <Form action="/api/booking/cancel">
            <Fixed name="appointment" value=id/>
            <Button look=Look::Danger>{w::cancel()}</Button>
        </Form>
    };
    let policy = (!price.is_free() && back.is_some()).then(w::refund_policy);
    view! {
        <section class="blk" aria-label=w::policy()>
            {policy.map(|policy| view! { <p class="quiet small">{policy}</p> })}
            <Confirm id="cancel" open=w::cancel() title=w::cancel_question() close=w::keep() action=action.into_any()>
                <p class="quiet small">{consequence}</p>
            </Confirm>
        </section>
    }
    .into_any()
}

/// The held time, how long still, and the way to pay.
fn pay_dock(appointment: AppointmentView) -> AnyView {
    let zone = &appointment.zone;
    let end = appointment.hold_expires_at.unwrap_or(appointment.now);
    let seconds = (end - appointment.now).num_seconds();
    let day = w::long_day(when::day(appointment.starts_at, zone));
    let from = when::time(appointment.starts_at, zone);
    let id = appointment.id.to_string();
    let (pay_id, price) = (id.clone(), w::pay(&appointment.price));
    view! {
        <section class="dock pay" aria-label=w::held_for_you()>
            <div class="hold-top">
                <p><strong>{w::held_for_you()}</strong><span class="quiet">{day} ", " {from}</span></p>
                <HoldTimer seconds until=when::time(end, zone)/>
            </div>
            <Form action="/api/booking/pay">
                <ErrorSummary/>
                <Fixed name="appointment" value=pay_id/>
                <Button look=Look::Primary wide=true icon=Icon::ExternalLink>{price}</Button>
            </Form>
            <Form action="/api/booking/give_back">
                <ErrorSummary/>
                <Fixed name="appointment" value=id/>
                <p class="tiny quiet">{w::pay_later()}</p>
                <Button look=Look::Bare>{w::give_back()}</Button>
            </Form>
        </section>
    }
    .into_any()
}
