//! Island: a password field that can be shown, so that a long password can be checked before it is sent.

use crate::words::identity as w;
use leptos::prelude::*;
use ui::{Field, Icon, described_by, invalid};

/// `name` is also the id of the input; `error` is in words. What was typed before the island woke stays: nothing here
/// sets it, and the server never sends it back.
#[island]
pub fn RevealPassword(
    name: String,
    label: String,
    /// `current-password` or `new-password`.
    autocomplete: String,
    #[prop(optional)] hint: Option<String>,
    error: Option<String>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let (hint, error) = (hint.into(), error.into());
    let described = described_by(&name, &hint, &error);
    let wrong = invalid(&error);
    view! {
        <Field id=name.clone() label hint error>
            <div class="with-icon plain">
                <input
                    class="input"
                    id=name.clone()
                    name=name.clone()
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    maxlength="128"
                    aria-describedby=described
                    aria-invalid=wrong
                />
                <button
                    type="button"
                    class="icon-btn"
                    aria-label=move || if shown.get() { w::hide_password() } else { w::show_password() }
                    aria-pressed=move || if shown.get() { "true" } else { "false" }
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    <Icon icon=Icon::Eye/>
                </button>
            </div>
        </Field>
    }
}
