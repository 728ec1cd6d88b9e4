//! Plain forms that keep what was typed and say what is wrong beside the field (N8: nothing of it in a URL).
//!
//! Guarantees: every form names the page it stands on, so that a refusal shows that page again; every form carries a
//! key made when it was rendered, so that a double submit is recognised; passwords are never sent back. Every form says,
//! sealed, for whom and in which membership and portal it was made, with its `Fixed` fields (a row, its version): the
//! server compares that with the session before it reads anything else (`server::web::functions`). What a form is about
//! may be gone: then it is shown again all the same, or where it stands nowhere any more what was typed is shown to read.
//!
//! Inside `<Form action="/api/journal/save_meal">` stand `<ErrorSummary/>` and the controls of `ui`, each with
//! `value=kept_or("note", before)` and `error=fault("note")`. Two forms with one action on a page need different
//! `mark`s. A control that stands outside of its `Form` (a dock) belongs to it by the form's `id`.

mod fold;
mod seal;
mod summary;

pub use fold::Fold;
pub use summary::ErrorSummary;

use crate::{
    ctx::Ctx,
    words::{self, codes},
};
use contract::{
    AppError, Code, FormState,
    consent::Language,
    form::{PAGE_FIELD, SEAL_FIELD},
};
use leptos::{context::Provider, prelude::*};
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};
use ui::FormMark;

/// Hidden field: the idempotency key, a UUID. A server function that must not run twice takes `key: Uuid`.
pub const KEY_FIELD: &str = "key";
/// Hidden field: tells forms with the same action apart.
pub const MARK_FIELD: &str = "_mark";

/// The form around a field: what was refused in it, if it was.
#[derive(Debug, Clone, Default)]
struct Refused(Option<FormState>);

/// The fields of the form around that stay as they are, as they are met.
#[derive(Debug, Clone, Default)]
struct FixedFields(Arc<Mutex<Vec<(String, String)>>>);

/// The language of the form around, in which it says what is wrong.
#[derive(Debug, Clone, Copy)]
struct Spoken(Language);

/// Whether a summary of what is wrong stands in the form around.
#[derive(Debug, Clone, Default)]
struct Summarised(Arc<AtomicBool>);

/// A hidden field that nothing in the browser changes: the row a form is about, its version, what it is to become. It is
/// sealed with the form.
#[component]
pub fn Fixed(#[prop(into)] name: String, #[prop(into)] value: String) -> impl IntoView {
    // In a form that goes on, what it was made with: a change of the row meanwhile must still be found.
    let value = match form_error() {
        Some(AppError::Continue) => kept_or(&name, value),
        _ => value,
    };
    if let Some(FixedFields(fields)) = use_context()
        && let Ok(mut fields) = fields.lock()
    {
        fields.push((name.clone(), value.clone()));
    }
    view! { <input type="hidden" name=name value=value/> }
}

/// A form that posts to a server function.
#[component]
pub fn Form(
    /// Path of the server function: `/api/<feature>/<verb_noun>`.
    action: &'static str,
    #[prop(optional, into)] id: Option<String>,
    #[prop(optional, into)] class: Option<String>,
    #[prop(optional, into)] mark: String,
    /// What the ids of its controls end in where another form of the page has fields of the same names; its `mark` where
    /// it has one.
    #[prop(optional)]
    ids: &'static str,
    /// Where buttons of this form post to instead: steps within it, which show it again with what was typed.
    #[prop(optional)]
    steps: &'static [&'static str],
    /// The language of the page, where that is not English.
    #[prop(optional)]
    language: Option<Language>,
    children: Children,
) -> impl IntoView {
    let ctx = use_context::<Ctx>();
    let page = ctx.as_ref().map(|ctx| ctx.path().to_owned()).unwrap_or_default();
    let refused = ctx
        .as_ref()
        .and_then(Ctx::form)
        .filter(|form| form.action == action || steps.contains(&form.action.as_str()))
        .filter(|form| form.value(MARK_FIELD).unwrap_or_default() == mark)
        .cloned();
    // The same key as before: what was refused has not happened, and a retry of it must still be recognised.
    let key = refused.as_ref().and_then(|form| form.value(KEY_FIELD)).map(str::to_owned);
    let key = key.or_else(|| ctx.as_ref().map(|ctx| ctx.new_key().to_string()));
    let form_mark =
        [mark.as_str(), ids].into_iter().find(|mark| !mark.is_empty()).map(|mark| FormMark(mark.to_owned()));
    let marked = (!mark.is_empty()).then(|| view! { <input type="hidden" name=MARK_FIELD value=mark/> });
    let fixed = FixedFields::default();
    let around = fixed.clone();
    let summarised = Summarised::default();
    let told = summarised.clone();
    if let Some(ctx) = ctx.as_ref().filter(|_| refused.is_some()) {
        ctx.set_form_stands();
        if let Some(folded) = use_context::<fold::Folded>() {
            folded.unfold();
        }
    }
    // What is wrong with the form as a whole is said in every form, also in one that is only a button.
    let is_whole = |form: &FormState| !matches!(form.error, AppError::Invalid(_) | AppError::Continue);
    let whole = refused.clone().filter(is_whole);
    let spoken = Spoken(language.unwrap_or_else(words::language::current));
    let inside = move || {
        view! {
            <Provider value=Refused(refused)>
                <Provider value=spoken>
                    <Provider value=around>
                        <Provider value=told>{children()}</Provider>
                    </Provider>
                </Provider>
            </Provider>
        }
    };
    let inside = match form_mark {
        Some(mark) => view! { <Provider value=mark>{inside()}</Provider> }.into_any(),
        None => inside().into_any(),
    };
    let whole = whole.filter(|_| !summarised.0.load(Ordering::Relaxed)).map(|form| {
        view! {
            <Provider value=Refused(Some(form))>
                <Provider value=spoken><ErrorSummary/></Provider>
            </Provider>
        }
    });
    // Once the fields inside are known.
    let fields = fixed.0.lock().map(|fields| fields.clone()).unwrap_or_default();
    let seal = ctx.and_then(|ctx| ctx.seal(&fields));
    let seal = seal.map(|seal| view! { <input type="hidden" name=SEAL_FIELD value=seal/> });
    view! {
        <form method="post" action=action id=id class=class novalidate>
            <input type="hidden" name=PAGE_FIELD value=page/>
            <input type="hidden" name=KEY_FIELD value=key/>
            {seal}
            {marked}
            {whole}
            {inside}
        </form>
    }
    .into_any()
}

/// What was typed into `name` before the form was refused. Empty text is kept too: it was typed.
pub fn kept(name: &str) -> Option<String> {
    use_context::<Refused>().and_then(|refused| refused.0).and_then(|form| form.value(name).map(str::to_owned))
}

/// What was typed into `name`, or what stood there `before`.
pub fn kept_or(name: &str, before: impl Into<String>) -> String {
    kept(name).unwrap_or_else(|| before.into())
}

/// Whether the box `name` with `value` was ticked, or was ticked `before`. A box that is not ticked is not sent.
pub fn kept_tick(name: &str, value: &str, before: bool) -> bool {
    match use_context::<Refused>().and_then(|refused| refused.0) {
        Some(form) => form.values.iter().any(|(key, its)| key == name && its == value),
        None => before,
    }
}

/// Why `name` was refused, in words.
pub fn fault(name: &str) -> Option<String> {
    use_context::<Refused>()
        .and_then(|refused| refused.0)
        .and_then(|form| form.refused(name).map(|refused| codes::told(refused, spoken())))
}

fn spoken() -> Language {
    use_context::<Spoken>().map_or_else(words::language::current, |Spoken(language)| language)
}

/// Why `name` was refused.
pub fn fault_code(name: &str) -> Option<Code> {
    use_context::<Refused>().and_then(|refused| refused.0).and_then(|form| form.code(name))
}

/// Why the form around was refused.
pub fn form_error() -> Option<AppError> {
    use_context::<Refused>().and_then(|refused| refused.0).map(|form| form.error)
}
