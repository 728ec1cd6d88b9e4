//! The form in the foot of a page.

use crate::{
    ctx::{Ctx, Theme},
    form::{Form, fault},
    words::appearance as w,
};
use leptos::prelude::*;
use ui::{Button, Choice, Select};

#[component]
pub fn AppearanceChoice() -> impl IntoView {
    let ctx = use_context::<Ctx>();
    let theme = ctx.as_ref().map(Ctx::theme).unwrap_or_default();
    let back = ctx.map(|ctx| ctx.path().to_owned());
    let options = [("system", w::system()), ("light", w::light()), ("dark", w::dark())];
    let options = options.map(|(value, label)| Choice::new(value, label)).to_vec();
    let value = match theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    view! {
        <Form action="/api/appearance/choose" class="appearance">
            <input type="hidden" name="back" value=back/>
            <Select name="theme" label=w::label() options value error=fault("theme")/>
            <Button>{w::apply()}</Button>
        </Form>
    }
    .into_any()
}
