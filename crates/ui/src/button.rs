//! Buttons and links that look like buttons. One `Look::Primary` per view.
//!
//! Further attributes and events are put on the component: `<Button on:click=… attr:aria-busy="true">`.

use crate::icon::Icon;
use crate::text::{MaybeText, Text};
use leptos::prelude::*;

/// How loud a button is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Look {
    #[default]
    Plain,
    /// Filled: the one thing this view is for.
    Primary,
    Tonal,
    /// No frame: the third choice and below.
    Bare,
    /// Loss or refusal.
    Danger,
}

impl Look {
    pub(crate) fn class(self, wide: bool) -> String {
        let look = match self {
            Self::Plain => "btn",
            Self::Primary => "btn primary",
            Self::Tonal => "btn tonal",
            Self::Bare => "btn bare",
            Self::Danger => "btn danger",
        };
        if wide { format!("{look} wide") } else { look.to_owned() }
    }
}

/// A button; by default it submits its form. `form` names a form elsewhere on the page.
#[component]
pub fn Button(
    #[prop(optional)] look: Look,
    #[prop(optional)] wide: bool,
    #[prop(default = "submit")] kind: &'static str,
    #[prop(optional)] icon: Option<Icon>,
    #[prop(optional, into)] name: MaybeText,
    #[prop(optional, into)] value: MaybeText,
    #[prop(optional, into)] form: MaybeText,
    #[prop(optional, into)] formaction: MaybeText,
    #[prop(optional)] disabled: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <button
            type=kind
            class=look.class(wide)
            name=name.get()
            value=value.get()
            form=form.get()
            formaction=formaction.get()
            disabled=disabled
        >
            {icon.map(|icon| view! { <Icon icon/> })}
            {children()}
        </button>
    }
    .into_any()
}

/// A link that looks like a button.
#[component]
pub fn LinkButton(
    #[prop(into)] href: Text,
    #[prop(optional)] look: Look,
    #[prop(optional)] wide: bool,
    #[prop(optional)] icon: Option<Icon>,
    children: Children,
) -> impl IntoView {
    view! {
        <a href=href class=look.class(wide)>
            {icon.map(|icon| view! { <Icon icon/> })}
            {children()}
        </a>
    }
    .into_any()
}

/// A round button with an icon alone; `label` is what it is called.
#[component]
pub fn IconButton(
    icon: Icon,
    #[prop(into)] label: Text,
    #[prop(default = "submit")] kind: &'static str,
    #[prop(optional, into)] name: MaybeText,
    #[prop(optional, into)] value: MaybeText,
    #[prop(optional, into)] form: MaybeText,
    #[prop(optional, into)] formaction: MaybeText,
) -> impl IntoView {
    view! {
        <button
            type=kind
            class="icon-btn"
            aria-label=label.clone()
            title=label
            name=name.get()
            value=value.get()
            form=form.get()
            formaction=formaction.get()
        >
            <Icon icon/>
        </button>
    }
    .into_any()
}

/// A round link with an icon alone.
#[component]
pub fn IconLink(icon: Icon, #[prop(into)] label: Text, #[prop(into)] href: Text) -> impl IntoView {
    view! {
        <a class="icon-btn" href=href aria-label=label.clone() title=label>
            <Icon icon/>
        </a>
    }
    .into_any()
}
