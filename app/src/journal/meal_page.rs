//! `/me/meal` and `/me/meal/{id}`: one form, which also is its own search.

use super::{
    draft::{self, SAVE, STEPS},
    food_picker::FoodPicker,
    food_state::Picker,
    parts::{EntryFoot, State, When, Words, deleted_page, head},
};
use crate::{
    ctx::Ctx,
    form::{ErrorSummary, Form, fault as why},
    page::{Page, Shell},
    words::journal as w,
};
use chrono::NaiveDate;
use contract::{
    AppError,
    day::Day,
    id::ObservationId,
    journal::{EntryForm, MealInput, MealType},
};
use insight::clock::Moment;
use leptos::prelude::*;
use serde::Deserialize;
use ui::{Button, Choice, Look, Scale, Seg};

/// `?day=2026-11-22`: the day a new entry is for.
#[derive(Deserialize)]
pub struct DayQuery {
    pub day: Option<Day>,
}

/// `/me/meal`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for a day that is none.
pub async fn new(ctx: Ctx) -> Result<Page, AppError> {
    let day = ctx.query::<DayQuery>()?.day;
    page(ctx, None, day).await
}

/// `/me/meal/{id}`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for an entry that is not a meal of this client.
pub async fn edit(ctx: Ctx) -> Result<Page, AppError> {
    let id = ctx.param("id")?;
    page(ctx, Some(id), None).await
}

async fn page(ctx: Ctx, id: Option<ObservationId>, day: Option<Day>) -> Result<Page, AppError> {
    let posted = draft::posted(ctx.form());
    if posted.is_none()
        && id.is_none()
        && let Some(closed) = super::closed::instead(&ctx, w::log_meal()).await?
    {
        return Ok(closed);
    }
    let form = match ctx.check(ctx.backend().load_meal_form(&ctx.token()?, id, day, posted).await) {
        Err(AppError::NotFound) => return deleted_page(&ctx, id).await,
        form => form?,
    };
    let foods = ctx.check(ctx.backend().foods().await)?;
    let picker = draft::picker(&form, &foods, ctx.form());
    Ok(show(form.form, picker))
}

/// The page of a loaded form.
pub(super) fn show(form: EntryForm<MealInput>, picker: Picker) -> Page {
    let title = if form.is_new { w::log_meal() } else { w::edit_meal() };
    let back = form.day;
    let page = Page::new(Shell::Client, title, move || body(form, picker)).sheet();
    page.with_head(move || head(title, back)).with_dock(|| {
        view! {
            <section class="dock save" aria-label=w::save()>
                <Button look=Look::Primary wide=true form="meal">{w::save_meal()}</Button>
            </section>
        }
    })
}

fn body(form: EntryForm<MealInput>, picker: Picker) -> AnyView {
    let EntryForm { input, is_new, last_day, passes, seen_by, .. } = form;
    let foot = (!is_new).then(|| view! { <EntryFoot id=input.id.clone() repeats=true/> });
    view! {
        <Form action=SAVE id="meal" steps=STEPS>
            <Fields input last_day passes seen_by picker/>
        </Form>
        {foot}
    }
    .into_any()
}

#[component]
fn Fields(
    input: MealInput,
    last_day: NaiveDate,
    passes: Option<[Moment; 2]>,
    seen_by: Vec<String>,
    picker: Picker,
) -> impl IntoView {
    let kinds = MealType::ALL.map(|kind| Choice::new(kind.as_str(), w::meal_name(kind))).to_vec();
    let step = |text: &str| text.parse::<u8>().ok().filter(|step| (1..=10).contains(step));
    let (hunger, fullness) = (step(&input.hunger_before), step(&input.fullness_after));
    let feelings = view! {
        <section class="blk scales" aria-label=w::feelings()>
            <Felt name="meal[hunger_before]" legend=w::hunger() low=w::hunger_low() high=w::hunger_high() value=hunger/>
            <Felt name="meal[fullness_after]" legend=w::fullness() low=w::fullness_low() high=w::fullness_high() value=fullness/>
        </section>
    };
    let picker = view! { <FoodPicker start=picker/> }.into_any();
    view! {
        <ErrorSummary/>
        <State form="meal" id=input.id version=input.version path="/me/meal"/>
        <div class="blk stack">
            <Seg name="meal[meal_type]" legend=w::meal_type() options=kinds value=input.meal_type error=why("meal[meal_type]")/>
            <When form="meal" day=input.day time=input.time last=last_day label=w::time() pass=input.pass passes/>
        </div>
        <div class="picker">{picker}</div>
        {feelings.into_any()}
        <Words form="meal" note=input.note private=!input.private.is_empty() seen_by/>
    }
    .into_any()
}

#[component]
fn Felt(
    name: &'static str,
    legend: &'static str,
    low: &'static str,
    high: &'static str,
    value: Option<u8>,
) -> impl IntoView {
    match value {
        Some(value) => view! { <Scale name legend low high value unset=w::unanswered() error=why(name)/> }.into_any(),
        None => view! { <Scale name legend low high unset=w::unanswered() error=why(name)/> }.into_any(),
    }
}
