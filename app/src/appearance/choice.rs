//! The form in the foot of a page.

use crate::{
    ctx::{Ctx, Theme},
    form::{Form, field_error},
    words::{appearance as w, codes},
};
use leptos::prelude::*;

#[component]
pub fn AppearanceChoice() -> impl IntoView {
    let ctx = use_context::<Ctx>();
    let theme = ctx.as_ref().map(Ctx::theme).unwrap_or_default();
    let back = ctx.map(|ctx| ctx.path().to_owned());
    view! {
        <Form action="/api/appearance/choose" class="inline">
            <input type="hidden" name="back" value=back/>
            <label for="theme">{w::label()}</label>
            <Choices theme/>
            <button class="btn small">{w::apply()}</button>
        </Form>
    }
}

#[component]
fn Choices(theme: Theme) -> impl IntoView {
    let error = field_error("theme").map(|code| codes::why("theme", code));
    let choices =
        [("system", w::system(), Theme::System), ("light", w::light(), Theme::Light), ("dark", w::dark(), Theme::Dark)];
    let options = choices
        .map(|(value, label, this)| view! { <option value=value selected={theme == this}>{label}</option> })
        .collect_view();
    view! {
        <select id="theme" name="theme" aria-invalid=error.map(|_| "true") aria-describedby=error.map(|_| "theme-error")>
            {options}
        </select>
        {error.map(|reason| view! { <span class="error" id="theme-error">{reason}</span> })}
    }
}
