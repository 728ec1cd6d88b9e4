//! The form in the foot of a page.

use crate::{
    ctx::{Ctx, Theme},
    form::{Form, fault},
    words::appearance as w,
};
use leptos::prelude::*;
use ui::Button;

#[component]
pub fn AppearanceChoice() -> impl IntoView {
    let ctx = use_context::<Ctx>();
    let theme = ctx.as_ref().map(Ctx::theme).unwrap_or_default();
    let back = ctx.map(|ctx| ctx.path().to_owned());
    view! {
        <Form action="/api/appearance/choose" class="appearance">
            <input type="hidden" name="back" value=back/>
            <label for="theme">{w::label()}</label>
            <Choices theme/>
            <Button>{w::apply()}</Button>
        </Form>
    }
    .into_any()
}

#[component]
fn Choices(theme: Theme) -> impl IntoView {
    let choices =
        [("system", w::system(), Theme::System), ("light", w::light(), Theme::Light), ("dark", w::dark(), Theme::Dark)];
    let options =
        choices.map(|(value, label, this)| view! { <option value=value selected=theme == this>{label}</option> });
    let error = fault("theme");
    view! {
        <select
            class="input"
            id="theme"
            name="theme"
            aria-invalid=error.map(|_| "true")
            aria-describedby=error.map(|_| "theme-error")
        >
            {options.collect_view()}
        </select>
        <ui::ErrorLine id="theme" error/>
    }
}
