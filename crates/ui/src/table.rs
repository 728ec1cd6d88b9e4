//! Tables in a region of their own that scrolls, so that the page never does; and the way through long lists.

use crate::icon::Icon;
use crate::nav::Link;
use crate::text::{MaybeText, Text};
use leptos::prelude::*;

/// A table; children are `<thead>` and `<tbody>`.
///
/// `class` adds to `table`: `case` (caseload), `others`, or `stacks`: on a narrow screen each row becomes a block and
/// each cell shows its `data-label`. Numbers: `class="num"` on `th` and `td`. Row headings: `<th scope="row">`.
#[component]
pub fn DataTable(
    #[prop(into)] caption: Text,
    #[prop(optional)] show_caption: bool,
    #[prop(optional)] class: &'static str,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="scroll-x" role="region" tabindex="0" aria-label=caption>
            <table class=format!("table {class}")>
                <caption class=(!show_caption).then_some("sr")>{caption.clone()}</caption>
                {children()}
            </table>
        </div>
    }
    .into_any()
}

/// A wide picture in its own scrolling region.
#[component]
pub fn ScrollRegion(#[prop(into)] label: Text, children: Children) -> impl IntoView {
    view! { <div class="scroll-x" role="region" tabindex="0" aria-label=label>{children()}</div> }.into_any()
}

/// Earlier and later of a long list; `info` says where one is ("41 to 60 of 212").
#[component]
pub fn Pager(
    #[prop(into)] label: Text,
    #[prop(optional, into)] info: MaybeText,
    #[prop(optional_no_strip)] previous: Option<Link>,
    #[prop(optional_no_strip)] next: Option<Link>,
) -> impl IntoView {
    view! {
        <nav class="pager" aria-label=label>
            {previous.map(|link| view! { <a class="btn" rel="prev" href=link.href><Icon icon=Icon::ChevronLeft/>{link.label}</a> })}
            {info.get().map(|info| view! { <p>{info}</p> })}
            {next.map(|link| view! { <a class="btn" rel="next" href=link.href>{link.label}<Icon icon=Icon::ChevronRight/></a> })}
        </nav>
    }
    .into_any()
}
