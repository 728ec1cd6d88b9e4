//! `/account/app`: an app that shows codes. The picture is drawn by the server; nobody else learns the secret.

use super::onward::Rule;
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form, fault},
    page::{Page, Shell},
    words::account as w,
};
use backend::factor::{Enrolment, Gate};
use contract::AppError;
use leptos::prelude::*;
use ui::{Button, Disclosure, Look, TextInput};

/// `/account/app`
///
/// # Errors
/// `NotSignedIn`; `ProofNeeded`.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let rule: Rule = ctx.query()?;
    let account = ctx.account_to_enrol().await?;
    let enrolment = ctx.check(ctx.backend().find_enrolment(&ctx.token()?).await)?;
    let shell = if account.gate == Gate::Open { Shell::of_role(account.role) } else { Shell::Door };
    Ok(Page::new(shell, w::app_title(), move || {
        view! {
            <ui::PageHead title=w::app_title() detail=account.email/>
            <div class="account">
                {match enrolment {
                    Some(enrolment) => view! { <Scan enrolment rule=rule.field()/> }.into_any(),
                    None => view! { <Begin rule=rule.field()/> }.into_any(),
                }}
                <p><ui::LinkButton href="/account/security" look=ui::Look::Bare>{w::back()}</ui::LinkButton></p>
            </div>
        }
    }))
}

#[component]
fn Begin(rule: Option<String>) -> impl IntoView {
    view! {
        <p class="lede">{w::app_lead()}</p>
        <Form action="/api/account/start_totp" class="form">
            <ErrorSummary/>
            {rule.map(|rule| view! { <input type="hidden" name="rule" value=rule/> })}
            <div class="actions"><Button look=Look::Primary>{w::app_begin()}</Button></div>
        </Form>
    }
    .into_any()
}

#[component]
fn Scan(enrolment: Enrolment, rule: Option<String>) -> impl IntoView {
    let Enrolment { secret, qr } = enrolment;
    let frame = format!("0 0 {0} {0}", qr.size);
    view! {
        <p class="lede">{w::app_scan()}</p>
        <svg class="qr" viewBox=frame role="img" aria-label=w::app_picture() shape-rendering="crispEdges">
            <path d=qr.path></path>
        </svg>
        <Disclosure summary=w::app_by_hand()>
            <p class="small">{w::app_by_hand_text()}</p>
            <p class="mono secret">{secret}</p>
        </Disclosure>
        <Form action="/api/account/confirm_totp" class="form">
            <ErrorSummary/>
            {rule.map(|rule| view! { <input type="hidden" name="rule" value=rule/> })}
            <TextInput name="code" label=w::app_first_code() hint=w::code_hint() autocomplete="one-time-code" inputmode="numeric" maxlength=9 error=fault("code")/>
            <div class="actions"><Button look=Look::Primary>{w::app_confirm()}</Button></div>
        </Form>
    }
    .into_any()
}
