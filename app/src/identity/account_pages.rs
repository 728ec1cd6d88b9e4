//! Sign-up, confirming an address, a forgotten password. Looking at a link's page changes nothing.

use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form, fault, kept, kept_or, kept_tick},
    identity::parts::{NewPassword, Zone},
    page::{Page, Shell},
    words::identity as w,
};
use contract::{AppError, identity::CURRENCIES};
use leptos::prelude::*;
use ui::{Button, Look, TextInput};

/// `/sign-up`
///
/// # Errors
/// None; loaders have one type.
pub async fn sign_up(_ctx: Ctx) -> Result<Page, AppError> {
    Ok(Page::new(Shell::Door, w::sign_up_title(), || {
        view! {
            <h1>{w::sign_up_title()}</h1>
            <p class="quiet">{w::sign_up_lead()}</p>
            <Form action="/api/identity/sign_up">
                <ErrorSummary/>
                <TextInput name="organisation" label=w::organisation() autocomplete="organization" value=kept("organisation") error=fault("organisation")/>
                <Zone likely="Europe/London"/>
                <Currency/>
                <TextInput name="name" label=w::your_name() autocomplete="name" value=kept("name") error=fault("name")/>
                <TextInput name="email" kind="email" label=w::email() autocomplete="username" value=kept("email") error=fault("email")/>
                <NewPassword/>
                <SeesClients/>
                <Button look=Look::Primary wide=true>{w::create()}</Button>
            </Form>
            <p class="small quiet">{w::have_account()} " " <a href="/sign-in">{w::sign_in()}</a></p>
        }
    }))
}

#[component]
fn Currency() -> impl IntoView {
    let options = CURRENCIES.iter().map(|code| ui::Choice::new(*code, w::currency_name(code))).collect();
    let value = kept_or("currency", "gbp");
    let error = fault("currency");
    view! { <ui::Select name="currency" label=w::currency() hint=w::currency_hint() options value error/> }.into_any()
}

#[component]
fn SeesClients() -> impl IntoView {
    let checked = kept_tick("sees_clients", "on", false);
    view! { <ui::CheckBox name="sees_clients" label=w::sees_clients() hint=w::sees_clients_hint() checked/> }.into_any()
}

/// `/sign-up/sent`
///
/// # Errors
/// None.
pub async fn sign_up_sent(_ctx: Ctx) -> Result<Page, AppError> {
    Ok(sent(w::sign_up_sent_text()))
}

/// `/forgotten/sent`
///
/// # Errors
/// None.
pub async fn forgotten_sent(_ctx: Ctx) -> Result<Page, AppError> {
    Ok(sent(w::forgotten_sent_text()))
}

fn sent(text: &'static str) -> Page {
    Page::new(Shell::Door, w::sent_title(), move || {
        view! {
            <h1>{w::sent_title()}</h1>
            <p>{text}</p>
            <p><a class="btn wide" href="/sign-in">{w::back_to_sign_in()}</a></p>
        }
    })
}

/// `/confirm/{token}`
///
/// # Errors
/// `Unavailable` when the database is.
pub async fn confirm(ctx: Ctx) -> Result<Page, AppError> {
    let token: String = ctx.param("token")?;
    if !ctx.check(ctx.backend().find_confirmation(&token).await)? {
        return Ok(over(|| {
            view! {
                <p>{w::link_over_text()}</p>
                <Form action="/api/identity/resend_confirmation">
                    <ErrorSummary/>
                    <TextInput name="email" kind="email" label=w::email() autocomplete="username" value=kept("email") error=fault("email")/>
                    <Button look=Look::Primary wide=true>{w::send_again()}</Button>
                </Form>
                <p class="small"><a href="/sign-in">{w::back_to_sign_in()}</a></p>
            }
            .into_any()
        }));
    }
    Ok(Page::new(Shell::Door, w::confirm_title(), move || {
        view! {
            <h1>{w::confirm_title()}</h1>
            <p>{w::confirm_text()}</p>
            <Form action="/api/identity/confirm_email">
                <ErrorSummary/>
                <input type="hidden" name="token" value=token/>
                <Button look=Look::Primary wide=true>{w::confirm()}</Button>
            </Form>
        }
    }))
}

/// `/forgotten`
///
/// # Errors
/// None.
pub async fn forgotten(_ctx: Ctx) -> Result<Page, AppError> {
    Ok(Page::new(Shell::Door, w::forgotten_title(), || {
        view! {
            <h1>{w::forgotten_title()}</h1>
            <p class="quiet">{w::forgotten_text()}</p>
            <ForgottenForm/>
            <p class="small"><a href="/sign-in">{w::back_to_sign_in()}</a></p>
        }
    }))
}

#[component]
fn ForgottenForm() -> impl IntoView {
    view! {
        <Form action="/api/identity/request_reset">
            <ErrorSummary/>
            <TextInput name="email" kind="email" label=w::email() autocomplete="username" value=kept("email") error=fault("email")/>
            <Button look=Look::Primary wide=true>{w::send_link()}</Button>
        </Form>
    }
    .into_any()
}

/// `/reset/{token}`
///
/// # Errors
/// `Unavailable` when the database is.
pub async fn reset(ctx: Ctx) -> Result<Page, AppError> {
    let token: String = ctx.param("token")?;
    let Some(link) = ctx.check(ctx.backend().find_reset(&token).await)? else {
        return Ok(over(|| view! { <p>{w::link_over_text()}</p><ForgottenForm/> }.into_any()));
    };
    Ok(Page::new(Shell::Door, w::reset_title(), move || {
        view! {
            <h1>{w::reset_title()}</h1>
            <p class="quiet">{w::for_address(&link.email)}</p>
            <Form action="/api/identity/reset_password">
                <ErrorSummary/>
                <input type="hidden" name="token" value=token/>
                // For password managers: whose password this is.
                <input type="email" name="username" value=link.email.clone() autocomplete="username" hidden/>
                <NewPassword/>
                <p class="small quiet">{w::reset_text()}</p>
                <Button look=Look::Primary wide=true>{w::save_password()}</Button>
            </Form>
        }
    }))
}

/// A link that no longer works, with the way to a new one. A refused form on it is shown with its own status.
fn over(content: impl FnOnce() -> AnyView + Send + 'static) -> Page {
    Page::new(Shell::Door, w::link_over_title(), move || {
        view! {
            <h1>{w::link_over_title()}</h1>
            {content()}
        }
    })
    .with_status(410)
}
