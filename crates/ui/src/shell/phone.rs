//! The client's frame: one column, the bar within reach of the thumb, beside the column on a wide screen.

use super::SkipLink;
use crate::nav::{NavItem, NavLink};
use crate::text::{MaybeText, Text};
use leptos::prelude::*;

/// `head` is the page's header ([`super::DayHead`] or [`super::SheetHead`]). `dock` stands above the bar and stays in
/// view: a `<div class="dock quick">` or `<div class="dock save">`. Without `items` there is no bar: a page opened
/// over another. `place` says where one is, above everything else. Children of main are inset; give `class="bleed"` to one that reaches the edges.
#[component]
pub fn PhoneShell(
    #[prop(into)] skip: Text,
    #[prop(into)] nav_label: Text,
    #[prop(optional)] items: Vec<NavItem>,
    #[prop(optional)] head: Option<AnyView>,
    #[prop(optional)] dock: Option<AnyView>,
    #[prop(optional, into)] place: MaybeText,
    children: Children,
) -> impl IntoView {
    let bar = (!items.is_empty()).then(|| {
        let links = items.into_iter().map(|item| view! { <NavLink item/> }).collect_view();
        view! { <nav class="tabs" aria-label=nav_label>{links}</nav> }
    });
    view! {
        <div class="phone">
            <SkipLink label=skip/>
            {place.get().map(|place| view! { <p class="place">{place}</p> })}
            {head}
            <main id="main" tabindex="-1">{children()}</main>
            <div class="foot">{dock}{bar}</div>
        </div>
    }
    .into_any()
}
