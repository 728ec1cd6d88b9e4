//! `/keep-factor/{token}`: the letter's link. Whoever has it can refuse; nobody else can, and looking changes nothing.

use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form},
    page::{Page, Shell},
    words::recovery as w,
};
use contract::AppError;
use leptos::prelude::*;
use ui::{Button, Look};

/// `/keep-factor/{token}`
///
/// # Errors
/// `Unavailable` when the database is.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let token: String = ctx.param("token")?;
    let Some(notice) = ctx.check(ctx.backend().find_factor_reset(&token).await)? else {
        return Ok(Page::new(Shell::Door, w::over_title(), || {
            view! {
                <h1>{w::over_title()}</h1>
                <p>{w::over_text()}</p>
                <p><a class="btn wide" href="/sign-in">{w::to_sign_in()}</a></p>
            }
        }));
    };
    Ok(Page::new(Shell::Door, w::keep_title(), move || {
        view! {
            <h1>{w::keep_title()}</h1>
            <p>{w::keep_text(&notice)}</p>
            <Form action="/api/recovery/refuse">
                <ErrorSummary/>
                <input type="hidden" name="token" value=token/>
                <Button look=Look::Primary wide=true>{w::refuse()}</Button>
            </Form>
            <p class="small quiet">{w::keep_nothing()}</p>
        }
    }))
}
