//! `/me/symptom` and `/me/symptom/{id}`. The symptom that is pressed decides which scale is shown, by style alone.

use super::{
    meal_page::DayQuery,
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
    AppError, FormState,
    id::ObservationId,
    journal::{EntryForm, Scale, SymptomFormView, SymptomInput, SymptomKind, SymptomName},
};
use insight::clock::Moment;
use leptos::prelude::*;
use ui::{Button, Choice, Disclosure, ErrorLine, Look, NumberInput, Scale as Ruler, Seg};

const SAVE: &str = "/api/journal/save_symptom";
/// Symptoms offered before the groups.
const FIRST: usize = 12;

/// `/me/symptom`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for a day that is none.
pub async fn new(ctx: Ctx) -> Result<Page, AppError> {
    let day = ctx.query::<DayQuery>()?.day;
    page(ctx, None, day).await
}

/// `/me/symptom/{id}`
///
/// # Errors
/// `NotSignedIn`; `NotFound` for an entry that is not a symptom of this client.
pub async fn edit(ctx: Ctx) -> Result<Page, AppError> {
    let id = ctx.param("id")?;
    page(ctx, Some(id), None).await
}

fn posted(form: Option<&FormState>) -> Option<SymptomInput> {
    form.filter(|form| form.action == SAVE).map(|form| SymptomInput::from_values(&form.values))
}

async fn page(ctx: Ctx, id: Option<ObservationId>, day: Option<contract::day::Day>) -> Result<Page, AppError> {
    let posted = posted(ctx.form());
    if posted.is_none()
        && id.is_none()
        && let Some(closed) = super::closed::instead(&ctx, w::log_symptom()).await?
    {
        return Ok(closed);
    }
    let form = match ctx.check(ctx.backend().load_symptom_form(&ctx.token()?, id, day, posted).await) {
        Err(AppError::NotFound) => return deleted_page(&ctx, id).await,
        form => form?,
    };
    Ok(show(form))
}

/// The page of a loaded form.
pub(super) fn show(form: SymptomFormView) -> Page {
    let title = if form.form.is_new { w::log_symptom() } else { w::edit_symptom() };
    let back = form.form.day;
    let page = Page::new(Shell::Client, title, move || body(form)).sheet();
    page.with_head(move || head(title, back)).with_dock(|| {
        view! {
            <section class="dock save" aria-label=w::save()>
                <Button look=Look::Primary wide=true form="symptom">{w::save_symptom()}</Button>
            </section>
        }
    })
}

fn body(view: SymptomFormView) -> AnyView {
    let SymptomFormView { form: EntryForm { mut input, is_new, last_day, passes, seen_by, .. }, kinds, recent } = view;
    // Words that name a symptom of the catalogue are that symptom, so that its own scale is shown.
    if let Ok((SymptomName::Code(code), _)) = input.named(&kinds) {
        (input.code, input.typed) = (code, String::new());
    }
    let foot = (!is_new).then(|| view! { <EntryFoot id=input.id.clone()/> });
    view! {
        <Form action=SAVE id="symptom">
            <ErrorSummary/>
            <State form="symptom" id=input.id.clone() version=input.version.clone() path="/me/symptom"/>
            <What code=input.code.clone() typed=input.typed.clone() kinds recent/>
            <HowStrong input=input.clone()/>
            <Rest input last_day passes seen_by/>
        </Form>
        {foot}
    }
    .into_any()
}

/// Lately logged and typical ones first, the others by group, and a field for one's own words.
#[component]
fn What(code: String, typed: String, kinds: Vec<SymptomKind>, recent: Vec<SymptomName>) -> impl IntoView {
    let named = |wanted: &str| kinds.iter().find(|kind| kind.code == wanted);
    let lately = recent.iter().filter_map(|name| match name {
        SymptomName::Code(code) => named(code),
        SymptomName::Own(_) => None,
    });
    let mut first: Vec<&SymptomKind> = named(&code).into_iter().collect();
    for kind in lately.chain(kinds.iter().filter(|kind| kind.typical)) {
        if first.len() < FIRST && !first.contains(&kind) {
            first.push(kind);
        }
    }
    let mut groups: Vec<(&str, Vec<&SymptomKind>)> = Vec::new();
    for kind in kinds.iter().filter(|kind| !first.contains(kind)) {
        match groups.iter_mut().find(|(group, _)| *group == kind.group) {
            Some((_, list)) => list.push(kind),
            None => groups.push((&kind.group, vec![kind])),
        }
    }
    let groups = groups
        .into_iter()
        .map(|(group, list)| {
            let picks = list.into_iter().map(|kind| pick(kind, &code, false)).collect_view();
            view! { <Disclosure summary=w::group(group)><div class="picks">{picks}</div></Disclosure> }
        })
        .collect_view();
    let picks = first.iter().enumerate().map(|(at, kind)| pick(kind, &code, at == 0)).collect_view();
    let own = recent.iter().filter_map(w::own_label).map(str::to_owned);
    let options = own
        .chain(kinds.iter().map(|kind| kind.label.clone()))
        .map(|label| view! { <option value=label></option> })
        .collect_view();
    let (error, typed_error) = (why("symptom[code]"), why("symptom[typed]"));
    let (bad, typed_bad) = (error.is_some(), typed_error.is_some());
    view! {
        <div class="blk stack">
            <fieldset class="field" data-invalid=bad>
                <legend>{w::what()}</legend>
                <div class="picks">{picks}</div>
                {groups}
                <ErrorLine id="symptom[code]" error/>
            </fieldset>
            <div class="field" data-invalid=typed_bad>
                <label for="symptom[typed]">{w::typed()}</label>
                <input
                    class="input"
                    id="symptom[typed]"
                    name="symptom[typed]"
                    list="symptoms"
                    maxlength="120"
                    autocomplete="off"
                    value=typed
                    aria-describedby="symptom[typed]-hint"
                />
                <datalist id="symptoms">{options}</datalist>
                <p class="hint" id="symptom[typed]-hint">{w::typed_hint()}</p>
                <ErrorLine id="symptom[typed]" error=typed_error/>
            </div>
        </div>
    }
    .into_any()
}

fn pick(kind: &SymptomKind, chosen: &str, first: bool) -> AnyView {
    view! {
        <label>
            <input
                type="radio"
                id=first.then_some("symptom[code]")
                name="symptom[code]"
                value=kind.code.clone()
                checked=kind.code == chosen
                data-scale=kind.scale.as_str()
            />
            <span>{kind.label.clone()}</span>
        </label>
    }
    .into_any()
}

/// One control for each scale; the style shows the one that counts.
#[component]
fn HowStrong(input: SymptomInput) -> impl IntoView {
    let present = vec![Choice::new("yes", w::yes()), Choice::new("no", w::no())];
    let three = ["0", "1", "2", "3"].map(|step| Choice::new(step, step)).to_vec();
    let words = [("0", w::none()), ("1", w::mild()), ("2", w::moderate()), ("3", w::severe())];
    let words = words.map(|(step, word)| Choice::new(step, word)).to_vec();
    let wrong = |scale: Scale| why(scale.field()).map(|_| "");
    let ten = input.severity_ten.parse::<u8>().ok().filter(|step| *step <= 10);
    let ten_name = Scale::ZeroToTen.field();
    let error = why(ten_name);
    let ruler = match ten {
        Some(value) => view! {
            <Ruler name=ten_name legend=w::how_strong() from=0 low=w::strong_low() high=w::strong_high() value error/>
        }
        .into_any(),
        None => view! {
            <Ruler name=ten_name legend=w::how_strong() from=0 low=w::strong_low() high=w::strong_high() error/>
        }
        .into_any(),
    };
    let three_name = Scale::ZeroToThree.field();
    let words_name = Scale::Words.field();
    let count_name = Scale::Count.field();
    view! {
        <div class="blk stack">
            <Seg name="symptom[present]" legend=w::present() options=present value=input.present error=why("symptom[present]")/>
            <div class="when-present stack">
                <div class="scale-of of-ten" data-wrong=wrong(Scale::ZeroToTen)>{ruler}</div>
                <div class="scale-of of-three" data-wrong=wrong(Scale::ZeroToThree)>
                    <Seg name=three_name legend=w::of_three() show_legend=true options=three value=input.severity_three error=why(three_name)/>
                </div>
                <div class="scale-of of-words" data-wrong=wrong(Scale::Words)>
                    <Seg name=words_name legend=w::in_words() show_legend=true options=words value=input.severity_words error=why(words_name)/>
                </div>
                <div class="scale-of of-count" data-wrong=wrong(Scale::Count)>
                    <NumberInput name=count_name label=w::how_often() unit=w::times() whole=true value=input.severity_count error=why(count_name)/>
                </div>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Rest(input: SymptomInput, last_day: NaiveDate, passes: Option<[Moment; 2]>, seen_by: Vec<String>) -> impl IntoView {
    let error = why("symptom[duration]");
    view! {
        <div class="blk stack">
            <When form="symptom" day=input.day time=input.time last=last_day label=w::began() pass=input.pass passes/>
            <div class="when-present">
                <NumberInput
                    name="symptom[duration]"
                    label=w::lasted()
                    optional=w::optional()
                    unit=w::minutes()
                    whole=true
                    hint=w::lasted_hint()
                    value=input.duration
                    error
                />
            </div>
        </div>
        <Words form="symptom" note=input.note private=!input.private.is_empty() seen_by/>
    }
    .into_any()
}
