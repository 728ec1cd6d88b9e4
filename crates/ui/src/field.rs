//! A field: label above, the control, hint under it, error beside the thing that is wrong.
//!
//! Ids follow the control's: `{id}-hint`, `{id}-error`. A control made by hand inside [`Field`] carries `id`,
//! `aria-invalid` when there is an error, and [`described_by`] as `aria-describedby`.

use crate::icon::Icon;
use crate::text::{MaybeText, Text};
use leptos::prelude::*;

/// What `aria-describedby` of the control `id` must say: the error first, then the hint.
pub fn described_by(id: &str, hint: &MaybeText, error: &MaybeText) -> Option<String> {
    match (error.is_some(), hint.is_some()) {
        (true, true) => Some(format!("{id}-error {id}-hint")),
        (true, false) => Some(format!("{id}-error")),
        (false, true) => Some(format!("{id}-hint")),
        (false, false) => None,
    }
}

/// Tells the controls of one form from those of another on the same page: a context around the form, and the end of each
/// of its ids.
#[derive(Debug, Clone)]
pub struct FormMark(pub String);

/// An id inside the form around: `name`, or `name-mark` in a form that has a [`FormMark`].
pub fn id_in_form(name: &str) -> Text {
    match use_context::<FormMark>() {
        Some(FormMark(mark)) => format!("{name}-{mark}").into(),
        None => name.to_owned().into(),
    }
}

/// `aria-invalid`, present only when there is an error.
pub fn invalid(error: &MaybeText) -> Option<&'static str> {
    error.is_some().then_some("true")
}

/// The frame of one control. `optional` is the word shown after the label of a field one may leave out.
#[component]
pub fn Field(
    #[prop(into)] id: Text,
    #[prop(into)] label: Text,
    #[prop(optional, into)] optional: MaybeText,
    #[prop(optional, into)] hint: MaybeText,
    #[prop(optional, into)] error: MaybeText,
    children: Children,
) -> impl IntoView {
    let bad = error.is_some();
    view! {
        <div class="field" data-invalid=bad>
            <label for=id.clone()>
                {label}
                {optional.get().map(|word| view! { <span class="optional">" "{word}</span> })}
            </label>
            {children()}
            <Hint id=id.clone() hint/>
            <ErrorLine id error/>
        </div>
    }
    .into_any()
}

/// The hint under the control `id`.
#[component]
pub(crate) fn Hint(id: Text, hint: MaybeText) -> impl IntoView {
    hint.get().map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{hint}</p> })
}

/// The error of the control `id`: icon and words.
#[component]
pub fn ErrorLine(#[prop(into)] id: Text, #[prop(into)] error: MaybeText) -> impl IntoView {
    error.get().map(|error| {
        view! {
            <p class="error" id=format!("{id}-error")>
                <Icon icon=Icon::CircleAlert/>
                <span>{error}</span>
            </p>
        }
    })
}

/// One thing wrong with a form: the control's id (empty for the form as a whole) and the words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub field: Text,
    pub text: Text,
}

impl Fault {
    pub fn new(field: impl Into<Text>, text: impl Into<Text>) -> Self {
        Self { field: field.into(), text: text.into() }
    }
}

/// All that is wrong, at the head of the form: takes the focus when the page opens, and leads to each field.
#[component]
pub fn ErrorSummary(#[prop(into)] title: Text, #[prop(optional)] faults: Vec<Fault>) -> impl IntoView {
    let list = (!faults.is_empty()).then(|| {
        let lines = faults
            .into_iter()
            .map(|fault| {
                if fault.field.is_empty() {
                    view! { <li>{fault.text}</li> }.into_any()
                } else {
                    view! { <li><a href=format!("#{}", fault.field)>{fault.text}</a></li> }.into_any()
                }
            })
            .collect_view();
        view! { <ul>{lines}</ul> }
    });
    view! {
        <div class="strip danger" role="alert" tabindex="-1" id="errors" autofocus=true>
            <Icon icon=Icon::CircleAlert/>
            <div>
                <strong>{title}</strong>
                {list}
            </div>
        </div>
    }
    .into_any()
}
