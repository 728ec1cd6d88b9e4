//! `/sign-in`: one form.

use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form, fault, kept},
    identity::reveal_password::RevealPassword,
    local,
    page::{Page, Shell},
    words::identity as w,
};
use contract::AppError;
use leptos::prelude::*;
use serde::Deserialize;
use ui::{Button, Look, TextInput};

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
                <TextInput name="email" kind="email" label=w::email() autocomplete="username" value=kept("email") error=fault("email")/>
                <RevealPassword name="password".to_owned() label=w::password().to_owned() autocomplete="current-password".to_owned() error=fault("password").map(str::to_owned)/>
                <Button look=Look::Primary wide=true>{w::sign_in()}</Button>
            </Form>
            <p class="small"><a href="/forgotten">{w::forgotten()}</a></p>
            <p class="small quiet">{w::invited()}</p>
        }
    }))
}
