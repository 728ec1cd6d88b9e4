//! `/account/passkey`: adding a passkey.

use super::onward::Rule;
use crate::{
    account::passkey_button::PasskeyButton,
    ctx::Ctx,
    form::{ErrorSummary, Form, fault, kept},
    page::{Page, Shell},
    words::account as w,
};
use backend::factor::Gate;
use contract::AppError;
use leptos::prelude::*;
use ui::TextInput;

/// `/account/passkey`
///
/// # Errors
/// `NotSignedIn`; `ProofNeeded`; `NotFound` where there are no passkeys.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let rule: Rule = ctx.query()?;
    let account = ctx.account_to_enrol().await?;
    if !ctx.backend().has_passkeys() {
        return Err(AppError::NotFound);
    }
    if !account.is_fresh {
        return Err(AppError::ProofNeeded);
    }
    let shell = if account.gate == Gate::Open { Shell::of_role(account.role) } else { Shell::Door };
    Ok(Page::new(shell, w::passkey_title(), move || {
        view! {
            <ui::PageHead title=w::passkey_title() detail=account.email/>
            <div class="account">
                <p class="lede">{w::passkey_lead()}</p>
                <noscript><p>{w::passkey_script()}</p></noscript>
                <Form action="/api/account/add_passkey" class="form passkey">
                    <ErrorSummary/>
                    {rule.field().map(|rule| view! { <input type="hidden" name="rule" value=rule/> })}
                    <TextInput name="label" label=w::passkey_label() hint=w::passkey_label_hint() autocomplete="off" maxlength=60 value=kept("label") error=fault("label")/>
                    <PasskeyButton purpose="register".to_owned() label=w::passkey_add().to_owned() look="btn primary".to_owned()/>
                </Form>
                <p><ui::LinkButton href="/account/security" look=ui::Look::Bare>{w::back()}</ui::LinkButton></p>
            </div>
        }
    }))
}
