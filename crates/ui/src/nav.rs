//! Navigation as data: shells and tabs take items, they know no page.

use crate::icon::Icon;
use crate::notice::Count;
use crate::text::Text;
use leptos::prelude::*;

/// A link with its words; `current` marks the page one is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub label: Text,
    pub href: Text,
    pub current: bool,
}

impl Link {
    pub fn new(label: impl Into<Text>, href: impl Into<Text>) -> Self {
        Self { label: label.into(), href: href.into(), current: false }
    }

    pub fn current(mut self, current: bool) -> Self {
        self.current = current;
        self
    }
}

/// An item of a portal's main navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavItem {
    pub link: Link,
    pub icon: Icon,
    /// How many, and the words for it ("3 unread").
    pub badge: Option<(u32, Text)>,
}

impl NavItem {
    pub fn new(icon: Icon, label: impl Into<Text>, href: impl Into<Text>) -> Self {
        Self { link: Link::new(label, href), icon, badge: None }
    }

    pub fn current(mut self, current: bool) -> Self {
        self.link.current = current;
        self
    }

    /// Nothing is shown for zero.
    pub fn badge(mut self, count: u32, label: impl Into<Text>) -> Self {
        self.badge = (count > 0).then(|| (count, label.into()));
        self
    }
}

/// Items under one (unseen) label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NavGroup {
    pub label: Text,
    pub items: Vec<NavItem>,
}

impl NavGroup {
    pub fn new(label: impl Into<Text>, items: Vec<NavItem>) -> Self {
        Self { label: label.into(), items }
    }
}

#[component]
pub(crate) fn NavLink(item: NavItem) -> impl IntoView {
    view! {
        <a href=item.link.href aria-current=item.link.current.then_some("page")>
            <Icon icon=item.icon/>
            <span>{item.link.label}</span>
            {item.badge.map(|(count, label)| view! { <Count count label/> })}
        </a>
    }
    .into_any()
}

/// A row of links drawn as segments: the period of a chart, a filter.
#[component]
pub fn SegLinks(#[prop(into)] label: Text, links: Vec<Link>, #[prop(optional)] mini: bool) -> impl IntoView {
    let links = links
        .into_iter()
        .map(|link| view! { <a href=link.href aria-current=link.current.then_some("true")><span>{link.label}</span></a> })
        .collect_view();
    view! { <nav class=if mini { "seg mini" } else { "seg" } aria-label=label>{links}</nav> }.into_any()
}

/// The pages about one thing (a client's review, entries, notes). Children stand at the far end.
#[component]
pub fn SubTabs(
    #[prop(into)] label: Text,
    links: Vec<Link>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let links = links
        .into_iter()
        .map(|link| view! { <a href=link.href aria-current=link.current.then_some("page")>{link.label}</a> })
        .collect_view();
    view! {
        <nav class="subtabs" aria-label=label>
            {links}
            {children.map(|children| view! { <div class="push">{children()}</div> })}
        </nav>
    }
    .into_any()
}
