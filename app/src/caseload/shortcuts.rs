//! Island: keys at the practitioner's desk. `j` and `k` step through what carries `data-step`, `/` goes to the search,
//! `g c` to the clients, `?` lists them. Nothing happens while one types, nor with a modifier held.

use crate::words::caseload as w;
use leptos::ev;
use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

#[island]
pub fn Shortcuts() -> impl IntoView {
    let pending = StoredValue::new(false);
    let listening = StoredValue::new_local(None::<WindowListenerHandle>);
    Effect::new(move |_| {
        let handle = window_event_listener(ev::keydown, move |event| {
            let after_g = pending.get_value();
            pending.set_value(press(&event, after_g));
        });
        listening.set_value(Some(handle));
    });
    let row = |keys: &'static [&'static str], does: &'static str| {
        let keys = keys.iter().map(|key| view! { <kbd>{*key}</kbd>" " }).collect_view();
        view! { <div><dt>{keys}</dt><dd>{does}</dd></div> }.into_any()
    };
    view! {
        <button type="button" class="btn bare" id="keys-open" {custom_attribute("popovertarget", "keys")}>
            <kbd aria-hidden="true">"?"</kbd>
            " "
            {w::keys()}
        </button>
        <dialog class="dialog" id="keys" popover="auto" aria-labelledby="keys-title">
            <h2 id="keys-title">{w::keys_title()}</h2>
            <dl class="kv">
                {row(&["j", "k"], w::key_move())}
                {row(&["Enter"], w::key_open())}
                {row(&["/"], w::key_search())}
                {row(&["g", "c"], w::key_clients())}
                {row(&["?"], w::key_list())}
            </dl>
            <div class="actions">
                <button
                    type="button"
                    class="btn"
                    {custom_attribute("popovertarget", "keys")}
                    {custom_attribute("popovertargetaction", "hide")}
                >
                    {w::keys_close()}
                </button>
            </div>
        </dialog>
    }
    .into_any()
}

/// Does what the key is for; says whether it was the first of two.
fn press(event: &KeyboardEvent, after_g: bool) -> bool {
    if event.ctrl_key() || event.meta_key() || event.alt_key() || is_typing() {
        return false;
    }
    match (event.key().as_str(), after_g) {
        ("c", true) => _ = window().location().set_href("/practice"),
        ("g", _) => return true,
        ("j", _) => step(1),
        ("k", _) => step(-1),
        ("?", _) => click("keys-open"),
        ("/", _) if focus_search() => event.prevent_default(),
        _ => {}
    }
    false
}

fn is_typing() -> bool {
    document().active_element().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || element.has_attribute("contenteditable")
    })
}

fn focus_search() -> bool {
    let field = document().get_element_by_id("search").and_then(|field| field.dyn_into::<HtmlElement>().ok());
    field.is_some_and(|field| field.focus().is_ok())
}

fn click(id: &str) {
    if let Some(button) = document().get_element_by_id(id).and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        button.click();
    }
}

/// Moves the focus among the visible steps; from outside it begins at the first or the last.
fn step(by: i32) {
    let Ok(found) = document().query_selector_all("[data-step]") else { return };
    let steps: Vec<HtmlElement> = (0..found.length())
        .filter_map(|at| found.item(at)?.dyn_into::<HtmlElement>().ok())
        .filter(|step| step.offset_height() > 0)
        .collect();
    let active: Option<Element> = document().active_element();
    let at = active.and_then(|active| steps.iter().position(|step| step.is_same_node(Some(&active))));
    let count = i32::try_from(steps.len()).unwrap_or(0);
    let next = match at.and_then(|at| i32::try_from(at).ok()) {
        Some(at) => (at + by).clamp(0, (count - 1).max(0)),
        None if by > 0 => 0,
        None => count - 1,
    };
    if let Some(step) = usize::try_from(next).ok().and_then(|next| steps.get(next)) {
        // Nothing can be done where an element refuses the focus.
        _ = step.focus();
    }
}
