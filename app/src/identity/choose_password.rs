//! Island: a field where a password is chosen, with what it is worth said while it is typed. The server judges: the
//! meter's word lists are larger than all islands together. Without the island the form says the same when it is sent.

use crate::{
    identity::api::judge_password,
    words::{codes, identity as w},
};
use contract::{Code, consent::Language, identity::Judgement};
use leptos::{html, prelude::*, task::spawn_local};
use ui::{Field, Icon, described_by, invalid};
use wasm_bindgen::JsCast;

/// A pause of this long in typing is worth a question.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(400);
/// What else in the form tells of the owner.
const ABOUT: [&str; 4] = ["name", "email", "username", "organisation"];

/// `error` is in words. What was typed is never sent back by the server.
#[island]
pub fn ChoosePassword(label: String, hint: String, error: Option<String>) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    let shown = RwSignal::new(false);
    let said = RwSignal::new(None::<Judgement>);
    let turn = StoredValue::new(0_u32);
    let typed = move |_| {
        let mine = turn.with_value(|turn| turn.wrapping_add(1));
        turn.set_value(mine);
        said.set(None);
        // Without timers nothing is said; the form will.
        _ = set_timeout(
            move || {
                let value = input.get_untracked().map(|input| input.value()).unwrap_or_default();
                if turn.get_value() != mine || value.is_empty() {
                    return;
                }
                let about = about();
                spawn_local(async move {
                    // No answer says nothing; the form will.
                    if let Ok(judgement) = judge_password(value, about).await
                        && turn.get_value() == mine
                    {
                        said.set(Some(judgement));
                    }
                });
            },
            PAUSE,
        );
    };
    let (hint, error) = (hint.into(), error.into());
    let described = described_by("new_password", &hint, &error).unwrap_or_default() + " new_password-worth";
    let wrong = invalid(&error);
    view! {
        <Field id="new_password" label hint error>
            <div class="with-icon plain">
                <input
                    class="input"
                    id="new_password"
                    name="new_password"
                    node_ref=input
                    type=move || if shown.get() { "text" } else { "password" }
                    autocomplete="new-password"
                    autocapitalize="none"
                    spellcheck="false"
                    maxlength="128"
                    aria-describedby=described
                    aria-invalid=wrong
                    on:input=typed
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
            <p id="new_password-worth" class="small quiet" role="status">{move || said.get().map(in_words)}</p>
        </Field>
    }
}

fn in_words(judgement: Judgement) -> String {
    match judgement.fault {
        Some(Code::TooShort) => w::password_short().to_owned(),
        Some(code) => codes::why("new_password", code, Language::En),
        None if judgement.score >= 4 => w::password_strong().to_owned(),
        None => w::password_good().to_owned(),
    }
}

/// What the same form says of its owner, one thing a line.
fn about() -> String {
    let field = |name: &str| {
        let found = document().query_selector(&format!("form:has(#new_password) input[name={name}]")).ok()??;
        found.dyn_into::<web_sys::HtmlInputElement>().ok().map(|field| field.value())
    };
    ABOUT.iter().filter_map(|name| field(name)).collect::<Vec<_>>().join("\n")
}
