//! `/sign-in`: one form.

use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form, TextField, field_error},
    identity::reveal_password::RevealPassword,
    local,
    page::{Page, Shell},
    words::identity as w,
};
use contract::{AppError, Code};
use leptos::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
struct Query {
    next: Option<String>,
}

/// `/sign-in`
///
/// # Errors
/// `NotFound` for a query that cannot be read.
pub async fn sign_in(ctx: Ctx) -> Result<Page, AppError> {
    let next = ctx.query::<Query>()?.next.and_then(|next| local::next_path(&next).map(str::to_owned));
    Ok(Page::new(Shell::Door, w::sign_in_title(), move || {
        view! {
            <h1>{w::sign_in_title()}</h1>
            <Form action="/api/identity/sign_in">
                <ErrorSummary/>
                <input type="hidden" name="next" value=next/>
                <TextField name="email" kind="email" label=w::email() autocomplete="username"/>
                <Password/>
                <button class="btn primary wide">{w::sign_in()}</button>
            </Form>
            <p class="small quiet">{w::invited()}</p>
            <p class="small quiet">{w::one_cookie()}</p>
        }
    }))
}

/// What was typed as a password is never sent back, so this field starts empty each time.
#[component]
fn Password() -> impl IntoView {
    let error: Option<Code> = field_error("password");
    view! {
        <RevealPassword name="password".to_owned() label=w::password().to_owned() autocomplete="current-password".to_owned() error/>
        <p class="hint"><a href="/forgotten">{w::forgotten()}</a></p>
    }
}
