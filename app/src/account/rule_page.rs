//! `/clinic/security`: from when everybody on the staff needs a second factor.

use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form, fault, fault_code, kept_or},
    page::{Page, Shell},
    words::account as w,
};
use backend::db::Clinic;
use contract::{AppError, Code, day::Day};
use leptos::prelude::*;
use ui::{Button, DateInput, Look};

/// `?from=2026-12-01`: the day somebody had chosen when they went to add a factor first.
#[derive(Debug, Default, serde::Deserialize)]
pub struct RuleKept {
    pub from: Option<Day>,
}

/// Where to go first, when the rule would lock its author out. Both ways lead back here with the day that was chosen.
#[component]
fn FactorFirst() -> impl IntoView {
    if fault_code("from") != Some(Code::FactorFirst) {
        return ().into_any();
    }
    let rule = kept_or("from", "");
    view! {
        <p class="rowx">
            <a class="btn" href=format!("/account/app?rule={rule}")>{w::app_entry()}</a>
            <a class="btn" href=format!("/account/passkey?rule={rule}")>{w::passkey_entry()}</a>
        </p>
    }
    .into_any()
}

/// `/clinic/security`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for front desk.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let kept = ctx.query::<RuleKept>()?.from.map(Day::date);
    let mut tx = ctx.read::<Clinic>().await?;
    let organisation = tx.scope().organisation_name.clone();
    let rule = ctx.check(ctx.backend().load_factor_rule(&mut tx).await)?;
    Ok(Page::new(Shell::Clinic, w::rule_title(), move || {
        let from = kept.or(rule.from).map(|day| day.to_string()).unwrap_or_default();
        let min = rule.today.to_string();
        let stands = match rule.from {
            Some(day) if day > rule.today => w::rule_from(&w::day(day)),
            Some(_) => w::rule_now().to_owned(),
            None => w::rule_none().to_owned(),
        };
        view! {
            <ui::PageHead title=w::rule_title() detail=organisation/>
            <div class="account">
                <p class="lede">{w::rule_lead()}</p>
                <p>{stands} " " {w::rule_without(rule.without)}</p>
                <Form action="/api/account/require_factor" class="form">
                    <ErrorSummary/>
                    <DateInput name="from" label=w::rule_field() hint=w::rule_hint() min value=kept_or("from", from) error=fault("from")/>
                    <FactorFirst/>
                    <div class="actions"><Button look=Look::Primary>{w::save()}</Button></div>
                </Form>
                <p><a href="/clinic/recovery">{crate::words::recovery::link_text()}</a></p>
            </div>
        }
    }))
}
