//! What both forms that give access ask: who, what, why, how long.

use crate::{
    form::{fault, kept_or, kept_tick},
    words::grants as w,
};
use contract::grant::{DAYS, Named};
use leptos::prelude::*;
use ui::{CheckBox, Choice, Select, Textarea};

/// The names of `people` as the lines of a list.
pub fn choices(people: &[Named]) -> Vec<Choice> {
    people.iter().map(|person| Choice::new(person.id.to_string(), person.name.clone())).collect()
}

#[component]
pub fn Fields(colleagues: Vec<Named>) -> impl IntoView {
    let days = DAYS.iter().map(|days| Choice::new(days.to_string(), w::days(*days))).collect();
    view! {
        <Select
            name="practitioner"
            label=w::colleague()
            prompt=w::choose()
            options=choices(&colleagues)
            value=kept_or("practitioner", "")
            error=fault("practitioner")
        />
        <fieldset class="field">
            <legend>{w::scope()}</legend>
            <p class="small quiet">{w::scope_text()}</p>
            <CheckBox name="marks" label=w::marks() checked=kept_tick("marks", "on", false)/>
            <CheckBox name="appointments" label=w::appointments() checked=kept_tick("appointments", "on", false)/>
        </fieldset>
        <Textarea name="reason" label=w::reason() hint=w::reason_hint() value=kept_or("reason", "") error=fault("reason") maxlength=500 required=true/>
        <Select name="days" label=w::length() options=days value=kept_or("days", "7") error=fault("days")/>
    }
    .into_any()
}
