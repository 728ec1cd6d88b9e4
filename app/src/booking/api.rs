//! What the forms of booking post to.

#![expect(clippy::too_many_arguments, reason = "a server function's arguments are the fields of its form")]

use contract::booking::WeekInput;
use contract::{AppError, Done};
use leptos::prelude::*;
use uuid::Uuid;

#[cfg(feature = "ssr")]
use crate::ctx::Ctx;
#[cfg(feature = "ssr")]
use backend::{
    booking::BookOrder,
    db::{Clinic, Portal, Practice},
};
#[cfg(feature = "ssr")]
use contract::{
    Code, Notice,
    booking::{AppointmentStatus, ServiceInput, SettleInput},
    id::{AppointmentId, MembershipId, ServiceId},
};

/// Books a time: confirmed at once when it is free, else held; either way the appointment's page says how to go on.
///
/// # Errors
/// `Conflict(SlotTaken)` and the like; `Invalid` for a time that is none.
#[server(endpoint = "booking/book")]
pub async fn book(service: Uuid, starts_at: String, key: Uuid) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let starts_at = contract::instant::parse(&starts_at).map_err(|code| AppError::field("starts_at", code))?;
    let order = BookOrder { service: ServiceId(service), starts_at, key };
    let booked = ctx.check(ctx.backend().book(&ctx.token()?, ctx.request_id(), order).await)?;
    let done = Done::goto(format!("/me/appointments/{}", booked.appointment));
    Ok(if booked.must_pay { done } else { done.with(Notice::Booked) })
}

/// To Stripe's payment page.
///
/// # Errors
/// `Gone(HoldExpired)`, `Conflict(AlreadyPaid)`, `Conflict(PaymentUnavailable)`, `NotFound`.
#[server(endpoint = "booking/pay")]
pub async fn pay(appointment: Uuid) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    // Who asks comes first: whether payment works here is for clients to know.
    drop(ctx.read::<backend::db::Client>().await?);
    let (token, id) = (ctx.token()?, AppointmentId(appointment));
    let url = ctx.check(ctx.backend().open_checkout(&token, ctx.request_id(), id).await)?;
    Ok(Done::goto(url.as_str()))
}

/// Gives a held time back without paying.
///
/// # Errors
/// `Gone(HoldExpired)`, `Conflict(AlreadyPaid)`, `NotFound`.
#[server(endpoint = "booking/give_back")]
pub async fn give_back(appointment: Uuid) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.check(ctx.backend().give_back(&ctx.token()?, ctx.request_id(), AppointmentId(appointment)).await)?;
    Ok(Done::goto(format!("/me/appointments/{appointment}")))
}

/// Gives back the time of somebody who came back from the payment page without paying; `code` is of its address. Works
/// without a session.
///
/// # Errors
/// `NotFound` for a wrong code.
#[server(endpoint = "booking/leave")]
pub async fn leave(appointment: Uuid, code: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.check(ctx.backend().leave_checkout(AppointmentId(appointment), &code).await)?;
    Ok(Done::goto(format!("/me/appointments/{appointment}")))
}

/// Cancels a booked appointment; the refund follows its rule.
///
/// # Errors
/// `Conflict(NotCancellable)`, `NotFound`.
#[server(endpoint = "booking/cancel")]
pub async fn cancel(appointment: Uuid) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let id = AppointmentId(appointment);
    ctx.check(ctx.backend().cancel_appointment(&ctx.token()?, ctx.request_id(), id).await)?;
    Ok(Done::goto(format!("/me/appointments/{appointment}")).with(Notice::BookingCancelled))
}

/// The practice says what became of an appointment: `completed`, `no_show` or `cancelled_by_practice`.
///
/// # Errors
/// `Conflict(NotCancellable)`, `NotFound`, `Invalid`.
#[server(endpoint = "booking/conclude")]
pub async fn conclude(appointment: Uuid, to: String, #[server(default)] back: String) -> Result<Done, AppError> {
    conclude_in::<Practice>(appointment, &to, back, "/practice/agenda").await
}

/// The same at the front desk, for anybody of the team.
///
/// # Errors
/// As `conclude`.
#[server(endpoint = "booking/conclude_team")]
pub async fn conclude_team(appointment: Uuid, to: String, #[server(default)] back: String) -> Result<Done, AppError> {
    conclude_in::<Clinic>(appointment, &to, back, "/clinic/agenda").await
}

#[cfg(feature = "ssr")]
async fn conclude_in<P: Portal>(appointment: Uuid, to: &str, back: String, agenda: &str) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let to = AppointmentStatus::parse(to).ok_or_else(|| AppError::field("to", Code::Unknown))?;
    let tx = ctx.write::<P>().await?;
    ctx.check(ctx.backend().conclude_appointment(tx, AppointmentId(appointment), to).await)?;
    Ok(concluded(to, back, agenda))
}

/// Sends again what could not be sent back to a client.
///
/// # Errors
/// `NotFound` for anyone who is not an administrator; `Conflict(MoneyMoved)`.
#[server(endpoint = "booking/refund_again")]
pub async fn refund_again(appointment: Uuid) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    ctx.check(ctx.backend().ask_refund_again(tx, AppointmentId(appointment)).await)?;
    Ok(Done::goto("/clinic/money").with(Notice::RefundAsked))
}

/// Says how money that waited for a person was settled outside of Stripe.
///
/// # Errors
/// `Invalid` for `how`; `NotFound` for anyone who is not an administrator; `Conflict(MoneyMoved)`.
#[server(endpoint = "booking/settle_another_way")]
pub async fn settle_another_way(
    appointment: Uuid,
    #[server(default)] how: String,
    #[server(default)] failed: i64,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let input = SettleInput { how, failed };
    ctx.check(ctx.backend().settle_another_way(tx, AppointmentId(appointment), &input).await)?;
    Ok(Done::goto("/clinic/money").with(Notice::MoneySettled))
}

/// Back to the week one was in, if it is a week of that agenda.
#[cfg(feature = "ssr")]
fn concluded(to: AppointmentStatus, back: String, agenda: &str) -> Done {
    let known = back.starts_with(agenda) && crate::local::is_local(&back);
    let done = Done::goto(if known { back } else { agenda.to_owned() });
    if to == AppointmentStatus::CancelledByPractice { done.with(Notice::BookingCancelled) } else { done }
}

/// A practitioner's own service: new without `service`.
///
/// # Errors
/// `Invalid` by field, `NotFound`.
#[server(endpoint = "booking/save_own_service")]
pub async fn save_own_service(
    #[server(default)] service: Option<Uuid>,
    #[server(default)] name: String,
    #[server(default)] minutes: String,
    #[server(default)] price: String,
    #[server(default)] place: String,
    #[server(default)] active: Option<String>,
    #[server(default)] most_ahead: String,
    #[server(default)] most_daily: String,
    #[server(default)] most_cancelled: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let id = service.map(ServiceId);
    let input = ServiceInput { name, minutes, price, place, active, most_ahead, most_daily, most_cancelled };
    ctx.check(ctx.backend().save_own_service(&ctx.token()?, ctx.asked(), id, &input).await)?;
    Ok(Done::goto("/practice/services").with(Notice::ServiceSaved))
}

/// The same by an admin, for `practitioner`.
///
/// # Errors
/// As `save_own_service`.
#[server(endpoint = "booking/save_team_service")]
pub async fn save_team_service(
    practitioner: Uuid,
    #[server(default)] service: Option<Uuid>,
    #[server(default)] name: String,
    #[server(default)] minutes: String,
    #[server(default)] price: String,
    #[server(default)] place: String,
    #[server(default)] active: Option<String>,
    #[server(default)] most_ahead: String,
    #[server(default)] most_daily: String,
    #[server(default)] most_cancelled: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let id = service.map(ServiceId);
    let input = ServiceInput { name, minutes, price, place, active, most_ahead, most_daily, most_cancelled };
    let (token, who) = (ctx.token()?, MembershipId(practitioner));
    ctx.check(ctx.backend().save_team_service(&token, ctx.asked(), who, id, &input).await)?;
    Ok(Done::goto("/clinic/services").with(Notice::ServiceSaved))
}

/// A practitioner's own week and zone, replaced as a whole.
///
/// # Errors
/// `Invalid` by field.
#[server(endpoint = "booking/save_own_week")]
pub async fn save_own_week(zone: String, #[server(default)] week: WeekInput) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.check(ctx.backend().save_own_week(&ctx.token()?, ctx.request_id(), &zone, &week).await)?;
    Ok(Done::goto("/practice/availability").with(Notice::AvailabilitySaved))
}

/// The same by an admin, for `practitioner`, whose zone stays theirs.
///
/// # Errors
/// `Invalid` by field, `NotFound`.
#[server(endpoint = "booking/save_team_week")]
pub async fn save_team_week(practitioner: Uuid, #[server(default)] week: WeekInput) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let (token, who) = (ctx.token()?, MembershipId(practitioner));
    ctx.check(ctx.backend().save_team_week(&token, ctx.request_id(), who, &week).await)?;
    Ok(Done::goto(format!("/clinic/availability/{practitioner}")).with(Notice::AvailabilitySaved))
}
