//! The heads of pages: one `<h1>` each, a way back, what can be done.

use crate::button::IconLink;
use crate::icon::Icon;
use crate::nav::Link;
use crate::text::{MaybeText, Text};
use leptos::prelude::*;

/// At the desk: where one is (`back`), the title, a quiet line, actions at the far end (children).
#[component]
pub fn PageHead(
    #[prop(into)] title: Text,
    #[prop(optional, into)] detail: MaybeText,
    #[prop(optional)] back: Option<Link>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="page-head">
            <div>
                {back.map(|back| view! { <p class="crumb"><a href=back.href>{back.label}</a></p> })}
                <h1>{title}</h1>
            </div>
            {detail.get().map(|detail| view! { <p class="quiet small">{detail}</p> })}
            {children.map(|children| view! { <div class="push">{children()}</div> })}
        </header>
    }
    .into_any()
}

/// On the phone, a main page: title, a quiet line, one action (children).
#[component]
pub fn DayHead(
    #[prop(into)] title: Text,
    #[prop(optional, into)] detail: MaybeText,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="day-head">
            <div>
                <h1>{title}</h1>
                {detail.get().map(|detail| view! { <p>{detail}</p> })}
            </div>
            {children.map(|children| children())}
        </header>
    }
    .into_any()
}

/// On the phone, a page opened over another: back (or close, with `Icon::X`), title, one action (children).
#[component]
pub fn SheetHead(
    #[prop(into)] title: Text,
    back: Link,
    #[prop(default = Icon::ArrowLeft)] icon: Icon,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="sheet-head">
            <IconLink icon label=back.label href=back.href/>
            <h1>{title}</h1>
            {children.map(|children| children())}
        </header>
    }
    .into_any()
}
