//! What a stranger sees: the landing page.

use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::public as w,
};
use contract::AppError;
use leptos::prelude::*;

/// `/`
///
/// # Errors
/// None; loaders have one type.
pub async fn landing(_ctx: Ctx) -> Result<Page, AppError> {
    Ok(Page::new(Shell::Public, w::title(), || {
        view! {
            <section class="landing">
                <h1>{w::headline()}</h1>
                <p class="lead">{w::lead()}</p>
                <p class="actions">
                    <a class="btn primary" href="/sign-in">{w::sign_in()}</a>
                    <a class="btn" href="/sign-up">{w::sign_up()}</a>
                </p>
                <p class="small quiet">{w::invited()}</p>
            </section>
            <section class="landing-parts">
                <article><h2>{w::for_clients()}</h2><p>{w::for_clients_text()}</p></article>
                <article><h2>{w::for_practitioners()}</h2><p>{w::for_practitioners_text()}</p></article>
                <article><h2>{w::for_clinics()}</h2><p>{w::for_clinics_text()}</p></article>
            </section>
            <p class="small quiet">{w::promise()}</p>
        }
    }))
}
