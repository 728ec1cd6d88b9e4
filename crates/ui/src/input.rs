//! Text controls in their field. Each takes its name, the value to show and the error's words; `id` is the name
//! unless given, so that two forms of one page can differ.

use crate::field::{Field, described_by, id_in_form, invalid};
use crate::text::{MaybeText, Text};
use leptos::prelude::*;

/// One line of text. `kind` is the HTML type: `text`, `email`, `password`, `search`, `tel`, `url`.
#[component]
pub fn TextInput(
    #[prop(into)] name: Text,
    #[prop(into)] label: Text,
    #[prop(optional, into)] value: MaybeText,
    #[prop(optional, into)] error: MaybeText,
    #[prop(optional, into)] hint: MaybeText,
    #[prop(optional, into)] optional: MaybeText,
    #[prop(optional, into)] id: MaybeText,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional, into)] autocomplete: MaybeText,
    #[prop(optional, into)] inputmode: MaybeText,
    #[prop(optional, into)] placeholder: MaybeText,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional)] required: bool,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let id = id.or_else(|| id_in_form(&name));
    let described = described_by(&id, &hint, &error);
    let wrong = invalid(&error);
    view! {
        <Field id=id.clone() label optional hint error>
            <input
                class="input"
                type=kind
                id=id
                name=name
                value=value.get()
                autocomplete=autocomplete.get()
                inputmode=inputmode.get()
                placeholder=placeholder.get()
                maxlength=maxlength.map(|length| length.to_string())
                required=required
                autofocus=autofocus
                aria-describedby=described
                aria-invalid=wrong
            />
        </Field>
    }
    .into_any()
}

/// Several lines; grows with what is written. `voice` sets it in the face kept for people's own words.
#[component]
pub fn Textarea(
    #[prop(into)] name: Text,
    #[prop(into)] label: Text,
    #[prop(optional, into)] value: MaybeText,
    #[prop(optional, into)] error: MaybeText,
    #[prop(optional, into)] hint: MaybeText,
    #[prop(optional, into)] optional: MaybeText,
    #[prop(optional, into)] id: MaybeText,
    #[prop(optional, into)] placeholder: MaybeText,
    #[prop(default = 2)] rows: u32,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional)] required: bool,
    #[prop(optional)] voice: bool,
) -> impl IntoView {
    let id = id.or_else(|| id_in_form(&name));
    let described = described_by(&id, &hint, &error);
    let wrong = invalid(&error);
    view! {
        <Field id=id.clone() label optional hint error>
            <textarea
                class=if voice { "input voice" } else { "input" }
                id=id
                name=name
                rows=rows.to_string()
                placeholder=placeholder.get()
                maxlength=maxlength.map(|length| length.to_string())
                required=required
                aria-describedby=described
                aria-invalid=wrong
            >
                {value.or_else(Text::default)}
            </textarea>
        </Field>
    }
    .into_any()
}

/// A number with its unit beside it. It is text with a number keyboard: what was typed survives a refusal, and a
/// decimal comma is the server's to read. `whole` asks for the keyboard without a decimal sign.
#[component]
pub fn NumberInput(
    #[prop(into)] name: Text,
    #[prop(into)] label: Text,
    #[prop(optional, into)] value: MaybeText,
    #[prop(optional, into)] error: MaybeText,
    #[prop(optional, into)] hint: MaybeText,
    #[prop(optional, into)] optional: MaybeText,
    #[prop(optional, into)] id: MaybeText,
    #[prop(optional, into)] unit: MaybeText,
    #[prop(optional)] whole: bool,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let id = id.or_else(|| id_in_form(&name));
    let mut described: Vec<String> = described_by(&id, &hint, &error).into_iter().collect();
    if unit.is_some() {
        described.insert(0, format!("{id}-unit"));
    }
    let wrong = invalid(&error);
    let unit_id = format!("{id}-unit");
    view! {
        <Field id=id.clone() label optional hint error>
            <span class="with-unit">
                <input
                    class="input"
                    type="text"
                    inputmode=if whole { "numeric" } else { "decimal" }
                    autocomplete="off"
                    id=id
                    name=name
                    value=value.get()
                    required=required
                    aria-describedby=(!described.is_empty()).then(|| described.join(" "))
                    aria-invalid=wrong
                />
                {unit.get().map(|unit| view! { <span class="unit" id=unit_id>{unit}</span> })}
            </span>
        </Field>
    }
    .into_any()
}

/// A day, as `YYYY-MM-DD`, with the platform's own picker.
#[component]
pub fn DateInput(
    #[prop(into)] name: Text,
    #[prop(into)] label: Text,
    #[prop(optional, into)] value: MaybeText,
    #[prop(optional, into)] error: MaybeText,
    #[prop(optional, into)] hint: MaybeText,
    #[prop(optional, into)] optional: MaybeText,
    #[prop(optional, into)] id: MaybeText,
    #[prop(optional, into)] min: MaybeText,
    #[prop(optional, into)] max: MaybeText,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let id = id.or_else(|| id_in_form(&name));
    let described = described_by(&id, &hint, &error);
    let wrong = invalid(&error);
    view! {
        <Field id=id.clone() label optional hint error>
            <input
                class="input"
                type="date"
                id=id
                name=name
                value=value.get()
                min=min.get()
                max=max.get()
                required=required
                aria-describedby=described
                aria-invalid=wrong
            />
        </Field>
    }
    .into_any()
}

/// A time of day, as `HH:MM`. `step` is in seconds (60 is a minute).
#[component]
pub fn TimeInput(
    #[prop(into)] name: Text,
    #[prop(into)] label: Text,
    #[prop(optional, into)] value: MaybeText,
    #[prop(optional, into)] error: MaybeText,
    #[prop(optional, into)] hint: MaybeText,
    #[prop(optional, into)] optional: MaybeText,
    #[prop(optional, into)] id: MaybeText,
    #[prop(default = 60)] step: u32,
    #[prop(optional)] required: bool,
) -> impl IntoView {
    let id = id.or_else(|| id_in_form(&name));
    let described = described_by(&id, &hint, &error);
    let wrong = invalid(&error);
    view! {
        <Field id=id.clone() label optional hint error>
            <input
                class="input"
                type="time"
                id=id
                name=name
                value=value.get()
                step=step.to_string()
                required=required
                aria-describedby=described
                aria-invalid=wrong
            />
        </Field>
    }
    .into_any()
}
