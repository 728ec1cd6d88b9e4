//! `/account/security`: the ways to sign in, each a link to its own page.

use crate::{
    access,
    ctx::Ctx,
    form::Form,
    page::{Page, Shell},
    words::account as w,
};
use contract::AppError;
use leptos::prelude::*;
use ui::{Button, Icon, Look};

/// A page of the account: where, what it is called, what it is for.
type Entry = (&'static str, fn() -> &'static str, fn() -> &'static str);

/// Shown in this order, each once its page exists.
const ENTRIES: &[Entry] = &[
    ("/account/password", w::password, w::password_text),
    ("/account/email", w::email, w::email_text),
    ("/account/sessions", w::sessions, w::sessions_text),
];

/// `/account/security`
///
/// # Errors
/// `NotSignedIn`.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let account = ctx.account().await?;
    let shell = Shell::of_role(account.role);
    Ok(Page::new(shell, w::title(), move || {
        view! {
            <ui::PageHead title=w::title() detail=account.email/>
            <nav aria-label=w::title()><ul class="choices">{entries(ENTRIES)}</ul></nav>
            <Form action="/api/identity/sign_out">
                <Button look=Look::Bare icon=Icon::LogOut>{w::sign_out()}</Button>
            </Form>
        }
    }))
}

fn entries(listed: &[Entry]) -> impl IntoView {
    let there = listed.iter().filter(|(href, ..)| access::find_rule(href).is_some());
    there
        .map(|(href, label, text)| {
            view! {
                <li>
                    <a href=*href>
                        <b>{label()}</b>
                        <span class="quiet">{text()}</span>
                        <Icon icon=Icon::ChevronRight/>
                    </a>
                </li>
            }
        })
        .collect_view()
}
