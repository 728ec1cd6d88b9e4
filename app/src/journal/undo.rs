//! The way back from what was just done, beside the words that say it.

use crate::{
    form::{Fixed, Form},
    words::journal as w,
};
use contract::Notice;
use leptos::prelude::*;

#[component]
pub fn Undo(notice: Notice) -> impl IntoView {
    let (action, entry) = match notice {
        Notice::EntryDeleted(id) => ("/api/journal/restore_entry", id),
        Notice::EntrySaved(id) => ("/api/journal/delete_entry", id),
        _ => return ().into_any(),
    };
    view! {
        <Form action class="undo" mark="undo">
            <Fixed name="entry" value=entry.to_string()/>
            <button class="btn bare small">{w::undo()}</button>
        </Form>
    }
    .into_any()
}
