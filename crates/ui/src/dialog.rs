//! Asking before something is lost, and folding away what is seldom needed. Both work without script.

use crate::button::Look;
use crate::icon::Icon;
use crate::text::Text;
use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;

/// A button that opens a question. `action` is the form that does it; the dialog closes with `close`, Escape or a
/// press outside. `id` must be unique on the page.
#[component]
pub fn Confirm(
    #[prop(into)] id: Text,
    #[prop(into)] open: Text,
    #[prop(optional)] look: Look,
    #[prop(optional)] icon: Option<Icon>,
    #[prop(into)] title: Text,
    #[prop(into)] close: Text,
    action: AnyView,
    children: Children,
) -> impl IntoView {
    let heading = format!("{id}-title");
    view! {
        <button type="button" class=look.class(false) {custom_attribute("popovertarget", id.clone())}>
            {icon.map(|icon| view! { <Icon icon/> })}
            {open}
        </button>
        <dialog class="dialog" id=id popover="auto" aria-labelledby=heading>
            <h2 id=heading.clone()>{title}</h2>
            {children()}
            <div class="actions">
                <button
                    type="button"
                    class="btn"
                    autofocus=true
                    {custom_attribute("popovertarget", id.clone())}
                    {custom_attribute("popovertargetaction", "hide")}
                >
                    {close}
                </button>
                {action}
            </div>
        </dialog>
    }
    .into_any()
}

/// What is seldom needed, folded away.
#[component]
pub fn Disclosure(#[prop(into)] summary: Text, #[prop(optional)] open: bool, children: Children) -> impl IntoView {
    view! {
        <details class="more" open=open>
            <summary>{summary}<Icon icon=Icon::ChevronDown/></summary>
            {children()}
        </details>
    }
    .into_any()
}
