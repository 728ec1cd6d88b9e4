//! `/account/password`, `/account/email`, and what the links in the letters about a new address open.

use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form, fault, kept},
    identity::parts::{NewPassword, Password},
    page::{Page, Shell},
    words::{account as w, identity},
};
use contract::AppError;
use leptos::prelude::*;
use ui::{Button, Look, TextInput};

/// `/account/password`
///
/// # Errors
/// `NotSignedIn`; `ProofNeeded`.
pub async fn password(ctx: Ctx) -> Result<Page, AppError> {
    let account = ctx.proved_account().await?;
    Ok(Page::new(Shell::of_role(account.role), w::password_title(), move || {
        view! {
            <ui::PageHead title=w::password_title() detail=account.email.clone()/>
            <p class="small"><a href="/account/security">{w::back()}</a></p>
            <Form action="/api/identity/change_password" class="form">
                <ErrorSummary/>
                // For password managers, and for the judgement: whose password this is.
                <input type="email" name="username" value=account.email.clone() autocomplete="username" hidden/>
                <input type="text" name="name" value=account.name.clone() hidden/>
                <Password/>
                <NewPassword label=w::another_password()/>
                <p class="small quiet">{w::password_after()}</p>
                <div class="actions"><Button look=Look::Primary>{identity::save_password()}</Button></div>
            </Form>
        }
    }))
}

/// `/account/email`
///
/// # Errors
/// `NotSignedIn`; `ProofNeeded`.
pub async fn email(ctx: Ctx) -> Result<Page, AppError> {
    let account = ctx.proved_account().await?;
    Ok(Page::new(Shell::of_role(account.role), w::email_title(), move || {
        view! {
            <ui::PageHead title=w::email_title() detail=w::email_now(&account.email)/>
            <p class="small"><a href="/account/security">{w::back()}</a></p>
            <Form action="/api/identity/change_email" class="form">
                <ErrorSummary/>
                <TextInput name="email" kind="email" label=w::new_email() autocomplete="email" value=kept("email") error=fault("email")/>
                <Password/>
                <p class="small quiet">{w::email_after()}</p>
                <div class="actions"><Button look=Look::Primary>{w::send_email_link()}</Button></div>
            </Form>
        }
    }))
}

/// `/new-address/{token}`: looking uses nothing, the button does.
///
/// # Errors
/// `Unavailable` when the database is.
pub async fn new_address(ctx: Ctx) -> Result<Page, AppError> {
    let token: String = ctx.param("token")?;
    let Some(change) = ctx.check(ctx.backend().find_email_change(&token, false).await)? else { return Ok(over()) };
    Ok(Page::new(Shell::Door, w::new_address_title(), move || {
        view! {
            <h1>{w::new_address_title()}</h1>
            <p>{w::new_address_text(&change.new_email)}</p>
            <Form action="/api/identity/confirm_new_email">
                <ErrorSummary/>
                <input type="hidden" name="token" value=token/>
                <Button look=Look::Primary wide=true>{identity::confirm()}</Button>
            </Form>
        }
    }))
}

/// `/old-address/{token}`
///
/// # Errors
/// `Unavailable` when the database is.
pub async fn old_address(ctx: Ctx) -> Result<Page, AppError> {
    let token: String = ctx.param("token")?;
    let Some(change) = ctx.check(ctx.backend().find_email_change(&token, true).await)? else { return Ok(over()) };
    Ok(Page::new(Shell::Door, w::old_address_title(), move || {
        view! {
            <h1>{w::old_address_title()}</h1>
            <p>{w::old_address_text(&change.old_email)}</p>
            <Form action="/api/identity/undo_new_email">
                <ErrorSummary/>
                <input type="hidden" name="token" value=token/>
                <Button look=Look::Primary wide=true>{w::keep_address()}</Button>
            </Form>
        }
    }))
}

fn over() -> Page {
    Page::new(Shell::Door, identity::link_over_title(), || {
        view! {
            <h1>{identity::link_over_title()}</h1>
            <p>{w::address_link_over()}</p>
            <p><a class="btn wide" href="/sign-in">{identity::back_to_sign_in()}</a></p>
        }
    })
    .with_status(410)
}
