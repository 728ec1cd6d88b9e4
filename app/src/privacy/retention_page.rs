//! `/clinic/retention`: how long each kind of data is kept, within the law, and what would go.

use super::api::{PERIODS, SAVE, TRY};
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form, fault, kept_or},
    page::{Page, Shell},
    words::privacy as w,
};
use backend::db::Clinic;
use contract::{
    AppError,
    privacy::{PeriodView, Retention, day_count},
};
use leptos::prelude::*;
use ui::{Button, Look, PageHead, TextInput};

/// `/clinic/retention`. Pressing "show" shows the page again with the numbers for what was typed.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for front desk.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let form = ctx.form().filter(|form| [SAVE, TRY].contains(&form.action.as_str()));
    let typed: Vec<(String, i32)> = PERIODS
        .iter()
        .filter_map(|period| Some(((*period).to_owned(), day_count(form?.value(period)?).ok()?)))
        .collect();
    let mut tx = ctx.read::<Clinic>().await?;
    let retention = ctx.check(ctx.backend().load_retention(&mut tx, &typed).await)?;
    Ok(Page::new(Shell::Clinic, w::retention_title(), move || body(retention)))
}

fn body(retention: Retention) -> AnyView {
    view! {
        <PageHead title=w::retention_title() detail=retention.organisation/>
        <p class="lede">{w::retention_lede()}</p>
        <Form action=SAVE steps=&[TRY] class="form">
            <ErrorSummary/>
            <Fields periods=retention.periods/>
            <div class="actions">
                <Button look=Look::Primary>{w::retention_save()}</Button>
                <button class="btn" formaction=TRY>{w::retention_try()}</button>
            </div>
        </Form>
    }
    .into_any()
}

#[component]
fn Fields(periods: Vec<PeriodView>) -> impl IntoView {
    periods
        .into_iter()
        .map(|period| {
            let (name, ground) = w::period(&period.period);
            let hint = format!("{} {}.", ground, w::allowed(period.min, period.max));
            let word = period.period.clone();
            view! {
                <div class="pair">
                    <TextInput
                        name=word.clone()
                        label=format!("{name} ({})", w::days())
                        hint
                        inputmode="numeric"
                        maxlength=5
                        value=kept_or(&word, period.days.to_string())
                        error=fault(&word)
                    />
                    <p class="small">{w::would_go()}": "<b class="num">{period.would_go}</b></p>
                </div>
            }
        })
        .collect_view()
        .into_any()
}
