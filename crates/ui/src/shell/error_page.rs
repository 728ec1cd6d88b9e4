//! The body of a page that says something went wrong, and the way on from it.

use crate::text::{MaybeText, Text};
use leptos::prelude::*;

/// What happened, in words; children are the explanation and a `<p class="rowx">` of ways on. `reference` is the line
/// with which support can find it in the log.
#[component]
pub fn ErrorPage(
    #[prop(into)] title: Text,
    #[prop(optional, into)] reference: MaybeText,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="error-page">
            <svg viewBox="0 0 320 40" preserveAspectRatio="xMinYMid meet" aria-hidden="true">
                <path class="base" d="M0 34.5H320"></path>
                <path class="base" d="M.5 32H320" stroke-width="4" stroke-dasharray="1 12.29"></path>
                <circle class="m" cx="54" cy="28" r="5"></circle>
                <circle class="m" cx="106" cy="28" r="5"></circle>
                <path class="void" d="M160 20l14-14M160 30l24-24M170 32l26-26M182 32l26-26M194 32l26-26M206 32l16-16M218 32l4-4"></path>
                <circle class="m" cx="266" cy="28" r="5"></circle>
            </svg>
            <h1>{title}</h1>
            {children()}
            {reference.get().map(|reference| view! { <p class="ref mono">{reference}</p> })}
        </div>
    }
    .into_any()
}
