//! `/sign-in/factor`, the second step of signing in, and `/account/prove`, the same question asked again.

use crate::{
    account::parts::Proofs,
    ctx::Ctx,
    form::Form,
    identity::session,
    local,
    page::{Page, Shell},
    words::account as w,
};
use backend::factor::Gate;
use contract::AppError;
use leptos::prelude::*;
use serde::Deserialize;
use ui::{Button, Icon, Look};

#[derive(Deserialize)]
struct Query {
    next: Option<String>,
    /// A kept form that goes on by itself.
    then: Option<uuid::Uuid>,
}

/// Only paths of this site survive.
fn next_of(ctx: &Ctx) -> Result<Option<String>, AppError> {
    Ok(ctx.query::<Query>()?.next.and_then(|next| local::next_path(&next).map(str::to_owned)))
}

/// `/sign-in/factor`. Whoever is past it goes on.
///
/// # Errors
/// `NotSignedIn`.
pub async fn sign_in(ctx: Ctx) -> Result<Page, AppError> {
    let next = next_of(&ctx)?;
    let token = ctx.token()?;
    match ctx.check(ctx.backend().find_gate(&token).await)? {
        None => return Err(AppError::NotSignedIn),
        Some((Gate::Factor, _)) => {}
        Some(_) => {
            let onward = session::onward(&ctx, next.as_deref()).await?;
            return Ok(Page::go(onward.ok_or(AppError::NotSignedIn)?));
        }
    }
    let ways = ctx.check(ctx.backend().find_ways(&token).await)?;
    Ok(Page::new(Shell::Door, w::factor_title(), move || {
        view! {
            <h1>{w::factor_title()}</h1>
            <p class="quiet">{w::factor_text()}</p>
            <Proofs ways next then=None/>
            <Form action="/api/identity/sign_out">
                <Button look=Look::Bare icon=Icon::LogOut>{w::start_again()}</Button>
            </Form>
        }
    }))
}

/// `/account/prove?next=…`
///
/// # Errors
/// `NotSignedIn`.
pub async fn again(ctx: Ctx) -> Result<Page, AppError> {
    let account = ctx.account_to_enrol().await?;
    let then = ctx.query::<Query>()?.then;
    let next = next_of(&ctx)?.filter(|next| next != "/" && !next.starts_with("/account/prove"));
    let next = next.unwrap_or_else(|| "/account/security".to_owned());
    if account.is_fresh && ctx.form().is_none() && ctx.notice().is_none() {
        return Ok(Page::go(next));
    }
    let ways = ctx.check(ctx.backend().find_ways(&ctx.token()?).await)?;
    Ok(Page::new(Shell::Door, w::prove_title(), move || {
        let home = account.role.home();
        view! {
            <h1>{w::prove_title()}</h1>
            <p class="quiet">{w::prove_text()}</p>
            {then.map(|_| view! { <p class="quiet">{w::prove_then()}</p> })}
            <Proofs ways next=Some(next) then/>
            <p><ui::LinkButton href=home look=ui::Look::Bare>{w::not_now()}</ui::LinkButton></p>
        }
    }))
}
