//! What both forms share: when it was, the note, who sees it, and the foot of a form that changes an entry.

use crate::{
    form::{Form, fault as why, form_error},
    words::journal as w,
};
use contract::AppError;
use leptos::prelude::*;
use ui::{CheckBox, DateInput, Icon, Link, SeenBy, SheetHead, Textarea, TimeInput};

/// Head of a form opened over a day.
pub fn head(title: &'static str, day: chrono::NaiveDate) -> AnyView {
    view! { <SheetHead title=title back=Link::new(w::close(), format!("/me/day/{day}")) icon=Icon::X/> }.into_any()
}

/// Day and time with the platform's own pickers. `form` is the prefix of the fields' names.
#[component]
pub fn When(
    form: &'static str,
    day: String,
    time: String,
    last: chrono::NaiveDate,
    label: &'static str,
) -> impl IntoView {
    let (day_name, time_name) = (format!("{form}[day]"), format!("{form}[time]"));
    let (day_error, time_error) = (why(&day_name), why(&time_name));
    view! {
        <div class="pair">
            <DateInput name=day_name label=w::day() value=day max=last.to_string() error=day_error/>
            <TimeInput name=time_name label=label value=time error=time_error/>
        </div>
    }
    .into_any()
}

/// Note, and whether anybody else may read the entry.
#[component]
pub fn Words(form: &'static str, note: String, private: bool, seen_by: Vec<String>) -> impl IntoView {
    let name = format!("{form}[note]");
    let error = why(&name);
    let seen_by = w::seen_by(&seen_by);
    view! {
        <section class="blk stack" aria-label=w::note()>
            <Textarea name=name label=w::note() voice=true value=note error placeholder=w::note_hint()/>
            <CheckBox name=format!("{form}[private]") label=w::keep_private() hint=w::private_hint() checked=private/>
            <SeenBy>{seen_by}</SeenBy>
        </section>
    }
    .into_any()
}

/// The state a form was filled from; after a conflict also the way to the newer one.
#[component]
pub fn State(form: &'static str, id: String, version: String, path: &'static str) -> impl IntoView {
    let conflict = matches!(form_error(), Some(AppError::Conflict(_)));
    let newer = (conflict && !version.is_empty())
        .then(|| view! { <p class="blk"><a class="btn" href=format!("{path}/{id}")>{w::newer()}</a></p> });
    view! {
        <input type="hidden" name=format!("{form}[id]") value=id/>
        <input type="hidden" name=format!("{form}[version]") value=version/>
        {newer}
    }
    .into_any()
}

/// Under the form of an entry that is there already: its history, and deleting it.
#[component]
pub fn EntryFoot(id: String) -> impl IntoView {
    view! {
        <section class="blk rowx" aria-label=w::history()>
            <a class="btn bare" href=format!("/me/entry/{id}/history")>{w::history()}</a>
            <Form action="/api/journal/delete_entry" class="push">
                <input type="hidden" name="entry" value=id.clone()/>
                <button class="btn danger">{w::delete()}</button>
            </Form>
        </section>
    }
    .into_any()
}
