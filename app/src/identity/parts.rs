//! Fields that several of these pages share. What was typed as a password is never sent back: it starts empty.

use crate::{
    form::{fault, kept},
    identity::{choose_password::ChoosePassword, reveal_password::RevealPassword, zone_select::ZoneSelect},
    words::identity as w,
};
use leptos::prelude::*;

/// A password somebody has.
#[component]
pub fn Password() -> impl IntoView {
    let error = fault("password");
    view! {
        <RevealPassword
            name="password".to_owned()
            label=w::password().to_owned()
            autocomplete="current-password".to_owned()
            error
        />
    }
    .into_any()
}

/// A password somebody chooses.
#[component]
pub fn NewPassword(#[prop(default = w::new_password())] label: &'static str) -> impl IntoView {
    let error = fault("new_password");
    view! { <ChoosePassword label=label.to_owned() hint=w::password_hint().to_owned() error/> }.into_any()
}

/// `likely` is shown until somebody chooses or the browser says better.
#[component]
pub fn Zone(#[prop(into)] likely: String) -> impl IntoView {
    let typed = kept("zone");
    let error = fault("zone");
    view! { <ZoneSelect guess=typed.is_none() value=typed.unwrap_or(likely) error/> }.into_any()
}
