//! Island: a password field that can be shown, so that a long password can be checked before it is sent.

use crate::words::{codes, identity as w};
use contract::Code;
use leptos::prelude::*;

/// `name` is also the id of the input. The text that was typed before the island woke stays: nothing here sets it.
#[island]
pub fn RevealPassword(name: String, label: String, autocomplete: String, error: Option<Code>) -> impl IntoView {
    let shown = RwSignal::new(false);
    let error_id = format!("{name}-error");
    let describes = error.map(|_| error_id.clone());
    let reason = error.map(|code| codes::why(&name, code));
    view! {
        <div class="field" data-invalid=error.map(|_| "")>
            <label for=name.clone()>{label}</label>
            <div class="with-icon plain">
                <input
                    class="input"
                    id=name.clone()
                    name=name
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    maxlength="128"
                    aria-invalid=error.map(|_| "true")
                    aria-describedby=describes
                />
                <button
                    type="button"
                    class="icon-btn"
                    aria-pressed=move || if shown.get() { "true" } else { "false" }
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || if shown.get() { w::hide_password() } else { w::show_password() }}
                </button>
            </div>
            {reason.map(|reason| view! { <p class="error" id=error_id>{reason}</p> })}
        </div>
    }
}
