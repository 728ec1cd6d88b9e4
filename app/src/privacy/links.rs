//! A list of links to pages that exist and admit the viewer.

use crate::access::Role;
use leptos::prelude::*;
use ui::Icon;

/// Where, what it is called, what it is for.
pub type Entry = (&'static str, fn() -> &'static str, fn() -> &'static str);

pub fn list(listed: &[Entry], label: &'static str, role: Role) -> AnyView {
    let there =
        listed.iter().filter(|(href, ..)| crate::ctx::find_rule(href).is_some_and(|rule| rule.admits(Some(role))));
    let lines = there
        .map(|(href, name, text)| {
            view! {
                <li>
                    <a href=*href>
                        <b>{name()}</b>
                        <span class="quiet">{text()}</span>
                        <Icon icon=Icon::ChevronRight/>
                    </a>
                </li>
            }
        })
        .collect_view();
    view! { <nav aria-label=label><ul class="choices">{lines}</ul></nav> }.into_any()
}
