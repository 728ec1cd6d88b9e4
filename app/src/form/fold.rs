//! A form that is folded away until it is wanted.

use leptos::{context::Provider, prelude::*};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Whether a form inside was sent and is shown again.
#[derive(Debug, Clone, Default)]
pub(super) struct Folded(Arc<AtomicBool>);

impl Folded {
    pub(super) fn unfold(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Folded away under `summary`; open where a form inside is shown again with what is wrong, so that nobody has to look
/// for it, and where `open` says so.
#[component]
pub fn Fold(summary: &'static str, #[prop(optional)] open: bool, children: Children) -> impl IntoView {
    let folded = Folded::default();
    let around = folded.clone();
    let inside = view! { <Provider value=around>{children()}</Provider> }.into_any();
    // Once the forms inside are known.
    let open = open || folded.0.load(Ordering::Relaxed);
    view! { <ui::Disclosure summary open>{inside}</ui::Disclosure> }.into_any()
}
