//! `/sign-in` and `/choose`.

use crate::{
    account::parts::PasskeySignIn,
    ctx::Ctx,
    form::{ErrorSummary, Form, fault, kept},
    identity::{api::is_unconfirmed, parts::Password, session},
    local,
    page::{Page, Shell},
    words::identity as w,
};
use contract::{AppError, identity::Place};
use leptos::prelude::*;
use serde::Deserialize;
use ui::{Button, Icon, Look, TextInput};

#[derive(Deserialize)]
struct Query {
    next: Option<String>,
}

fn next_of(ctx: &Ctx) -> Result<Option<String>, AppError> {
    Ok(ctx.query::<Query>()?.next.and_then(|next| local::next_path(&next).map(str::to_owned)))
}

/// Where the session's person belongs; `None` for a stranger. Costs nothing without a cookie.
async fn places(ctx: &Ctx) -> Result<Option<Vec<Place>>, AppError> {
    match ctx.token() {
        Ok(token) => ctx.check(ctx.backend().list_places(&token).await),
        Err(_) => Ok(None),
    }
}

/// `/sign-in`. Somebody who is signed in already goes where they are, or chooses; who is half-way goes on.
///
/// # Errors
/// `NotFound` for a query that cannot be read.
pub async fn sign_in(ctx: Ctx) -> Result<Page, AppError> {
    let next = next_of(&ctx)?;
    if ctx.form().is_none()
        && let Some(onward) = session::onward(&ctx, next.as_deref()).await?
    {
        // Who is half-way goes on; who wanted a page that is not open to them here chooses another place.
        let is_half = onward.starts_with("/sign-in/") || onward == "/account/security";
        return Ok(Page::go(if is_half || next.is_none() { onward } else { "/choose".to_owned() }));
    }
    let (has_passkeys, asked) = (ctx.backend().has_passkeys(), next.clone());
    let unconfirmed = ctx.form().filter(|form| is_unconfirmed(&form.error));
    let shut = ctx.form().is_some_and(|form| matches!(form.error, AppError::TooMany { .. }));
    let again = unconfirmed.and_then(|form| form.value("email")).map(str::to_owned);
    Ok(Page::new(Shell::Door, w::sign_in_title(), move || {
        view! {
            <h1>{w::sign_in_title()}</h1>
            <Form action="/api/identity/sign_in">
                <ErrorSummary/>
                {next.map(|next| view! { <input type="hidden" name="next" value=next/> })}
                <TextInput name="email" kind="email" label=w::email() autocomplete="username" value=kept("email") error=fault("email")/>
                <Password/>
                <Button look=Look::Primary wide=true>{w::sign_in()}</Button>
            </Form>
            {shut.then(|| view! { <p class="small">{w::shut_out()}</p> })}
            {again.map(|email| view! {
                <Form action="/api/identity/resend_confirmation">
                    <input type="hidden" name="email" value=email/>
                    <Button wide=true>{w::send_again()}</Button>
                </Form>
            })}
            {has_passkeys.then(|| view! { <PasskeySignIn next=asked/> })}
            <p class="small"><a href="/forgotten">{w::forgotten()}</a></p>
            <p class="small quiet">{w::invited()}</p>
            <p class="small quiet">{w::no_account()} " " <a href="/sign-up">{w::set_up()}</a></p>
        }
    }))
}

/// `/choose`: every place of the person is a button.
///
/// # Errors
/// `NotSignedIn`.
pub async fn choose(ctx: Ctx) -> Result<Page, AppError> {
    let next = next_of(&ctx)?;
    if let Some(half) = session::onward(&ctx, next.as_deref()).await?.filter(|onward| onward.starts_with("/sign-in/")) {
        return Ok(Page::go(half));
    }
    let places = places(&ctx).await?.ok_or(AppError::NotSignedIn)?;
    let suspended = ctx.check(ctx.backend().list_suspended(&ctx.token()?).await)?;
    Ok(Page::new(Shell::Door, w::choose_title(), move || {
        let none = (places.is_empty() && suspended.is_empty()).then(|| view! { <p>{w::choose_none()}</p> });
        let closed = suspended.into_iter().map(|place| {
            view! { <p>{w::suspended(&place.organisation, place.role, place.ask.as_deref())}</p> }
        });
        let closed = closed.collect_view();
        let list = places.into_iter().map(|place| view! { <li><Choice place next=next.clone()/></li> }).collect_view();
        view! {
            <h1>{w::choose_title()}</h1>
            {none}
            {closed}
            <ul class="choices">{list}</ul>
            <Form action="/api/identity/sign_out">
                <Button look=Look::Bare icon=Icon::LogOut>{w::sign_out()}</Button>
            </Form>
        }
    }))
}

#[component]
fn Choice(place: Place, next: Option<String>) -> impl IntoView {
    let (id, current) = (place.membership.to_string(), place.current);
    view! {
        <Form action="/api/identity/choose_place" mark=id.clone()>
            {next.map(|next| view! { <input type="hidden" name="next" value=next/> })}
            <button name="membership" value=id aria-current=current.then_some("true")>
                <b>{place.organisation}</b>
                <span class="quiet">
                    {w::role(place.role)}
                    {current.then(|| format!(", {}", w::you_are_here()))}
                </span>
                <Icon icon=Icon::ChevronRight/>
            </button>
        </Form>
    }
    .into_any()
}
