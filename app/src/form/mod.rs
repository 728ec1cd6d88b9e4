//! Plain forms that keep what was typed and say what is wrong beside the field (N8: nothing of it in a URL).
//!
//! Guarantees: every form names the page it stands on, so that a refusal shows that page again; every form carries a
//! key made when it was rendered, so that a double submit is recognised; passwords are never sent back.
//! ```ignore
//! <Form action="/api/journal/save_meal">
//!     <ErrorSummary/>
//!     <TextField name="note" label=w::note()/>
//!     <button class="btn primary">{w::save()}</button>
//! </Form>
//! ```
//! An own control uses `field_value` and `field_error`. Two forms with one action on a page need different `mark`s.

mod field;
mod summary;

pub use field::TextField;
pub use summary::ErrorSummary;

use crate::ctx::Ctx;
use contract::{AppError, Code, FormState, form::PAGE_FIELD};
use leptos::{context::Provider, prelude::*};

/// Hidden field: the idempotency key, a UUID. A server function that must not run twice takes `key: Uuid`.
pub const KEY_FIELD: &str = "key";
/// Hidden field: tells forms with the same action apart.
pub const MARK_FIELD: &str = "_mark";

/// The form around a field: what was refused in it, if it was.
#[derive(Debug, Clone, Default)]
struct Refusal(Option<FormState>);

/// A form that posts to a server function.
#[component]
pub fn Form(
    /// Path of the server function: `/api/<feature>/<verb_noun>`.
    action: &'static str,
    #[prop(optional, into)] class: String,
    #[prop(optional, into)] mark: String,
    children: Children,
) -> impl IntoView {
    let ctx = use_context::<Ctx>();
    let page = ctx.as_ref().map(|ctx| ctx.path().to_owned()).unwrap_or_default();
    let refused = ctx
        .as_ref()
        .and_then(Ctx::form)
        .filter(|form| form.action == action && form.value(MARK_FIELD).unwrap_or_default() == mark)
        .cloned();
    // The same key as before: what was refused has not happened, and a retry of it must still be recognised.
    let key = refused.as_ref().and_then(|form| form.value(KEY_FIELD)).map(str::to_owned).unwrap_or_else(new_key);
    let marked = (!mark.is_empty()).then(|| view! { <input type="hidden" name=MARK_FIELD value=mark/> });
    view! {
        <form method="post" action=action class=class novalidate>
            <input type="hidden" name=PAGE_FIELD value=page/>
            <input type="hidden" name=KEY_FIELD value=key/>
            {marked}
            <Provider value=Refusal(refused)>{children()}</Provider>
        </form>
    }
}

/// What was typed into `name` before the form was refused.
pub fn field_value(name: &str) -> Option<String> {
    use_context::<Refusal>().and_then(|refusal| refusal.0).and_then(|form| form.value(name).map(str::to_owned))
}

/// Why `name` was refused.
pub fn field_error(name: &str) -> Option<Code> {
    use_context::<Refusal>().and_then(|refusal| refusal.0).and_then(|form| form.code(name))
}

/// Why the form around was refused.
pub fn form_error() -> Option<AppError> {
    use_context::<Refusal>().and_then(|refusal| refusal.0).map(|form| form.error)
}

/// A key nobody else has. Without randomness it is empty and the server function refuses the form.
fn new_key() -> String {
    let mut bytes = [0_u8; 16];
    match getrandom::fill(&mut bytes) {
        Ok(()) => uuid::Builder::from_random_bytes(bytes).into_uuid().to_string(),
        Err(_) => String::new(),
    }
}
