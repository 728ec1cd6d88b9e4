//! `/account/recovery`: the codes just made, to be printed or written down. Afterwards nobody sees them again.

use super::onward::Rule;
use crate::{
    ctx::Ctx,
    form::Form,
    page::{Page, Shell},
    words::account as w,
};
use contract::AppError;
use leptos::prelude::*;
use ui::{Button, Look};

/// `/account/recovery`
///
/// # Errors
/// `NotSignedIn`.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let rule: Rule = ctx.query()?;
    let account = ctx.account().await?;
    let Some(codes) = ctx.check(ctx.backend().find_recovery_sheet(&ctx.token()?).await)? else {
        return Ok(Page::go(rule.end("/account/security")));
    };
    Ok(Page::new(Shell::of_role(account.role), w::recovery_title(), move || {
        let codes = codes.into_iter().map(|code| view! { <li class="mono">{code}</li> }).collect_view();
        view! {
            <ui::PageHead title=w::recovery_title() detail=account.email/>
            <div class="account">
                <p class="lede">{w::recovery_lead()}</p>
                <ul class="codes">{codes}</ul>
                <p class="small quiet">{w::recovery_print()}</p>
                <Form action="/api/account/keep_recovery">
                    {rule.field().map(|rule| view! { <input type="hidden" name="rule" value=rule/> })}
                    <Button look=Look::Primary>{w::recovery_kept()}</Button>
                </Form>
            </div>
        }
    }))
}
