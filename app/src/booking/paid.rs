//! Where Stripe sends people back to. These pages need no session (a strict cookie is not sent on the way from another
//! site), prove nothing, and move on to the appointment.

use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::booking as w,
};
use contract::{AppError, id::AppointmentId};
use leptos::prelude::*;
use ui::{LinkButton, Look};

/// `/paid/{appointment}`
///
/// # Errors
/// `NotFound` for an address that cannot be.
pub async fn done(ctx: Ctx) -> Result<Page, AppError> {
    let id: AppointmentId = ctx.param("appointment")?;
    Ok(going_on(&ctx, format!("/me/appointments/{id}?checking=0")))
}

/// `/paid/{appointment}/left/{code}`: the client left the payment, so the time goes back (see `leave_checkout`).
///
/// # Errors
/// `NotFound` for a wrong code.
pub async fn left(ctx: Ctx) -> Result<Page, AppError> {
    let (id, code): (AppointmentId, String) = (ctx.param("appointment")?, ctx.param("code")?);
    ctx.check(ctx.backend().leave_checkout(id, &code).await)?;
    Ok(going_on(&ctx, format!("/me/appointments/{id}")))
}

fn going_on(ctx: &Ctx, to: String) -> Page {
    ctx.move_on(0, &to);
    Page::new(Shell::Door, w::coming_back(), move || {
        view! {
            <h1>{w::coming_back()}</h1>
            <p class="quiet">{w::coming_back_text()}</p>
            <p><LinkButton href=to look=Look::Primary>{w::go_on()}</LinkButton></p>
        }
    })
}
