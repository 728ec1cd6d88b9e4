//! Icons: one inline SVG set. Only the icons a page shows are sent, and only those an island names reach its WASM.
//!
//! The shapes are Lucide's (ISC License, Copyright (c) Lucide Icons and Contributors; partly derived from Feather,
//! MIT License, Copyright (c) 2013-present Cole Bemis), taken unchanged from `lucide-static`.
//! To add one: a line in `paths.rs` with the inner elements of its 24 × 24 file.

use leptos::prelude::*;

mod paths;

/// The shape of an icon. A constant each, such as `Icon::Plus`, so that unused ones are not linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Icon {
    paths: &'static str,
}

/// Draws an icon in the colour and size of the text beside it. It is decoration: the words say the same.
#[component]
pub fn Icon(icon: Icon) -> impl IntoView {
    view! { <svg class="i" viewBox="0 0 24 24" aria-hidden="true" inner_html=icon.paths></svg> }
}
