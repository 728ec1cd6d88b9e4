//! What a stranger sees: the landing page.

pub mod feature;
mod picture;

use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::public as w,
};
use contract::AppError;
use leptos::prelude::*;
use ui::{LinkButton, Look};

/// `/`
///
/// # Errors
/// None; loaders have one type.
pub async fn landing(_ctx: Ctx) -> Result<Page, AppError> {
    Ok(Page::new(Shell::Public, w::title(), || {
        view! {
            <div class="landing">
                <div class="claim">
                <h1>{w::headline()}</h1>
                <p class="lede">{w::lead()}</p>
                <p class="rowx">
                    <LinkButton href="/sign-in" look=Look::Primary>{w::sign_in()}</LinkButton>
                    <LinkButton href="/sign-up">{w::sign_up()}</LinkButton>
                </p>
                <p class="small quiet">{w::invited()}</p>
                </div>
                <picture::DayPicture/>
            </div>
            <div class="landing-parts">
                <section class="report"><h2>{w::for_clients()}</h2><p>{w::for_clients_text()}</p></section>
                <section class="report"><h2>{w::for_practitioners()}</h2><p>{w::for_practitioners_text()}</p></section>
                <section class="report"><h2>{w::for_clinics()}</h2><p>{w::for_clinics_text()}</p></section>
            </div>
        }
    }))
}
