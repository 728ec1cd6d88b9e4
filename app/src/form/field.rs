//! One labelled input with its hint and its error.

use super::{field_error, field_value};
use crate::words::codes;
use leptos::prelude::*;

/// A text-like input; `name` is also its id. Not for passwords: what is typed there is never sent back.
#[component]
pub fn TextField(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(default = "text")] kind: &'static str,
    /// What stands in it at first.
    #[prop(optional, into)]
    value: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] autocomplete: Option<&'static str>,
    #[prop(optional, into)] inputmode: Option<&'static str>,
) -> impl IntoView {
    let value = field_value(name).unwrap_or(value);
    let error = field_error(name).map(|code| codes::why(name, code));
    let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
    let describes: Vec<_> =
        [hint.as_ref().map(|_| hint_id.clone()), error.map(|_| error_id.clone())].into_iter().flatten().collect();
    let describes = (!describes.is_empty()).then(|| describes.join(" "));
    view! {
        <div class="field" data-invalid=error.map(|_| "")>
            <label for=name>{label}</label>
            <input
                class="input"
                id=name
                name=name
                type=kind
                value=value
                autocomplete=autocomplete
                inputmode=inputmode
                aria-invalid=error.map(|_| "true")
                aria-describedby=describes
            />
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{hint}</p> })}
            {error.map(|reason| view! { <p class="error" id=error_id>{reason}</p> })}
        </div>
    }
}
