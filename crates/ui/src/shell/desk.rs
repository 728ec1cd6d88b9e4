//! The frame of a desk: a narrow side bar; on a narrow screen one top row and a menu that needs no script.

use super::{Brand, SkipLink};
use crate::icon::Icon;
use crate::nav::{NavGroup, NavLink};
use crate::text::{MaybeText, Text};
use leptos::prelude::*;
use leptos::tachys::html::attribute::custom::custom_attribute;

/// `person` and `person_detail` say who is signed in and where; `sign_out` is the form that ends it.
#[component]
pub fn DeskShell(
    #[prop(into)] skip: Text,
    #[prop(into)] brand: Text,
    #[prop(into)] home: Text,
    #[prop(into)] menu_label: Text,
    groups: Vec<NavGroup>,
    #[prop(into)] person: Text,
    #[prop(optional, into)] person_detail: MaybeText,
    #[prop(optional)] sign_out: Option<AnyView>,
    children: Children,
) -> impl IntoView {
    let groups = groups
        .into_iter()
        .map(|group| {
            let links = group.items.into_iter().map(|item| view! { <NavLink item/> }).collect_view();
            view! { <nav aria-label=group.label>{links}</nav> }
        })
        .collect_view();
    view! {
        <div class="desk">
            <SkipLink label=skip/>
            <header class="side">
                <Brand name=brand href=home/>
                <button
                    type="button"
                    aria-label=menu_label
                    class="icon-btn menu-btn"
                    {custom_attribute("popovertarget", "side-nav")}
                >
                    <Icon icon=Icon::Menu/>
                </button>
                <div class="side-nav" id="side-nav" popover="auto">
                    {groups}
                    <div class="who">
                        <strong>{person}</strong>
                        {person_detail.get().map(|detail| view! { <span class="quiet">{detail}</span> })}
                        {sign_out}
                    </div>
                </div>
            </header>
            <main id="main" tabindex="-1">{children()}</main>
        </div>
    }
    .into_any()
}
