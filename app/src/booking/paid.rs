//! Where Stripe sends people back to. These pages need no session (a strict cookie is not sent on the way from another
//! site), prove nothing, and move on to the appointment.

use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form},
    page::{Page, Shell},
    words::booking as w,
};
use contract::{AppError, id::AppointmentId};
use leptos::prelude::*;
use ui::{Button, LinkButton, Look};

/// `/paid/{appointment}`
///
/// # Errors
/// `NotFound` for an address that cannot be.
pub async fn done(ctx: Ctx) -> Result<Page, AppError> {
    let id: AppointmentId = ctx.param("appointment")?;
    Ok(going_on(&ctx, format!("/me/appointments/{id}?checking=0")))
}

/// `/paid/{appointment}/left/{code}`: the client left the payment. Opening this page changes nothing, since a scanner of
/// links opens pages too; the button gives the time back (see `leave_checkout`), and so does the end of the hold.
///
/// # Errors
/// `NotFound` for a wrong code.
pub async fn left(ctx: Ctx) -> Result<Page, AppError> {
    let (id, code): (AppointmentId, String) = (ctx.param("appointment")?, ctx.param("code")?);
    if !ctx.backend().is_return(id, &code) {
        return Err(AppError::NotFound);
    }
    Ok(Page::new(Shell::Door, w::left_payment(), move || {
        view! {
            <h1>{w::left_payment()}</h1>
            <p class="quiet">{w::left_payment_text()}</p>
            <Form action="/api/booking/leave" class="stack">
                <ErrorSummary/>
                <input type="hidden" name="appointment" value=id.to_string()/>
                <input type="hidden" name="code" value=code/>
                <Button look=Look::Primary>{w::release_time()}</Button>
            </Form>
            <p><LinkButton href=format!("/me/appointments/{id}")>{w::to_appointment()}</LinkButton></p>
        }
    }))
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
