//! The three frames a page stands in: [`PhoneShell`] for clients, [`DeskShell`] for practitioners and clinics,
//! [`DoorShell`] for the way in. Each has a skip link first and one `<main id="main">`. They make the body's content;
//! `<html>`, `<head>` and `<body>` are the app's.

mod desk;
mod door;
mod error_page;
mod page_head;
mod phone;

pub use desk::DeskShell;
pub use door::DoorShell;
pub use error_page::ErrorPage;
pub use page_head::{DayHead, PageHead, SheetHead};
pub use phone::PhoneShell;

use crate::text::Text;
use leptos::prelude::*;

/// The mark (a day on a ruler, one thing standing out) and the name, leading home.
#[component]
pub fn Brand(#[prop(into)] name: Text, #[prop(into)] href: Text) -> impl IntoView {
    view! {
        <a class="brand" href=href>
            <svg viewBox="0 0 20 20" aria-hidden="true">
                <path class="b1" d="M2 17h16M4.5 17v-3M8.2 17v-5M11.8 17V8.5M15.5 17v-3"></path>
                <circle class="b2" cx="11.8" cy="5" r="3"></circle>
            </svg>
            {name}
        </a>
    }
    .into_any()
}

#[component]
pub(crate) fn SkipLink(label: Text) -> impl IntoView {
    view! { <a class="skip" href="#main">{label}</a> }.into_any()
}
