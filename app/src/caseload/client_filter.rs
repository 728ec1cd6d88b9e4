//! Island: the search field narrows the rows on the page while one types. Enter sends the form, which searches all
//! pages; without this island that is the only way. Nothing typed leaves the page by itself.

use crate::words::caseload as w;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// `value` is what was searched for.
#[island]
pub fn ClientFilter(value: String) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let shown = RwSignal::new(None::<usize>);
    Effect::new(move |before: Option<()>| {
        let text = typed.get();
        // The first run is the page as the server made it.
        if before.is_some() {
            shown.set(Some(narrow(&text)));
        }
    });
    view! {
        <input
            class="input"
            id="search"
            name="search"
            type="search"
            maxlength="100"
            autocomplete="off"
            placeholder=w::search_hint()
            value=value
            on:input=move |event| typed.set(event_target_value(&event))
        />
        <span class="sr" role="status">{move || shown.get().map(w::found)}</span>
    }
}

/// Hides the rows whose name does not hold every word; says how many are left.
fn narrow(text: &str) -> usize {
    let words: Vec<_> = text.to_lowercase().split_whitespace().map(str::to_owned).collect();
    let Ok(rows) = document().query_selector_all("tr[data-client]") else { return 0 };
    let mut left = 0;
    for row in (0..rows.length()).filter_map(|at| rows.item(at)?.dyn_into::<Element>().ok()) {
        let name = row.get_attribute("data-client").unwrap_or_default();
        let fits = words.iter().all(|word| name.contains(word.as_str()));
        if let Some(row) = row.dyn_ref::<HtmlElement>() {
            row.set_hidden(!fits);
        }
        left += usize::from(fits);
    }
    left
}
