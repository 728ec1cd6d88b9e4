//! The foods of a meal so far, and a food of one's own beside them. Parts of `food_picker`.

use super::food_state::Line;
use crate::words::{codes, journal as w, language};
use contract::journal::AddInput;
use leptos::prelude::*;
use ui::{ErrorLine, Icon, IconButton};

/// A food that is in no table: its name and weight are all that is known.
#[component]
pub fn OwnFood(
    own: RwSignal<AddInput>,
    own_error: RwSignal<Option<(String, contract::Code)>>,
    lines: RwSignal<Vec<Line>>,
) -> impl IntoView {
    let first = own.get_untracked();
    let opened = own_error.get_untracked().is_some();
    let error = move |name: &'static str| {
        own_error
            .get()
            .filter(|(field, _)| field == name)
            .map(|(_, code)| codes::why(&format!("meal[add][{name}]"), code, language::current()))
    };
    view! {
        <details class="more" open=opened>
            <summary>{w::own_food()}</summary>
            <div class="own-food">
                <div class="field">
                    <label for="meal[add][own_name]">{w::own_name()}</label>
                    <input
                        class="input"
                        id="meal[add][own_name]"
                        name="meal[add][own_name]"
                        maxlength="120"
                        value=first.own_name
                        prop:value=move || own.get().own_name
                        on:input=move |event| own.update(|own| own.own_name = event_target_value(&event))
                    />
                    {move || view! { <ErrorLine id="meal[add][own_name]" error=error("own_name")/> }}
                </div>
                <div class="field">
                    <label for="meal[add][own_grams]">{w::own_grams()}</label>
                    <span class="with-unit">
                        <input
                            class="input"
                            id="meal[add][own_grams]"
                            name="meal[add][own_grams]"
                            inputmode="decimal"
                            autocomplete="off"
                            value=first.own_grams
                            prop:value=move || own.get().own_grams
                            on:input=move |event| own.update(|own| own.own_grams = event_target_value(&event))
                        />
                        <span class="unit">"g"</span>
                    </span>
                    {move || view! { <ErrorLine id="meal[add][own_grams]" error=error("own_grams")/> }}
                </div>
                <p class="small quiet">{w::own_unknown()}</p>
                <button
                    class="btn"
                    name="meal[step]"
                    value="add_own"
                    formaction="/api/journal/continue_meal"
                    on:click=move |event| {
                        event.prevent_default();
                        match own.with_untracked(Line::own) {
                            Ok(line) => {
                                lines.update(|lines| lines.push(line));
                                own.set(AddInput::default());
                                own_error.set(None);
                            }
                            Err(error) => own_error.set(Some(error)),
                        }
                    }
                >
                    {w::add_own()}
                </button>
            </div>
        </details>
    }
    .into_any()
}

/// What is in the meal, as a list and as the form's fields.
#[component]
pub fn Chosen(lines: RwSignal<Vec<Line>>, error: Option<contract::Code>) -> impl IntoView {
    let whole = move || {
        lines
            .with(|lines| error.filter(|_| lines.is_empty() || lines.len() > 60))
            .map(|code| codes::why("meal[items]", code, language::current()))
    };
    let summary = move || {
        lines.with(|lines| match lines.len() {
            0 => w::none_chosen().to_owned(),
            many => w::count(many, lines.iter().map(|line| line.grams).sum()),
        })
    };
    let rows = move || {
        lines
            .get()
            .into_iter()
            .enumerate()
            .map(|(at, line)| {
                let name = |field: &str| format!("meal[items][{at}][{field}]");
                let reason =
                    line.error.map(|code| codes::why(&name(error_field(&line.input, code)), code, language::current()));
                view! {
                    <li id=format!("meal[items][{at}]")>
                        <div>
                            <b>{line.name.clone()}</b>
                            <span>{line.amount}</span>
                            <ErrorLine id=name("quantity") error=reason/>
                        </div>
                        <span>{format!("{} g", crate::words::nutrients::figure(line.grams))}</span>
                        <IconButton
                            icon=Icon::X
                            label=w::remove(&line.name)
                            name="meal[step]"
                            value=format!("remove:{at}")
                            formaction="/api/journal/continue_meal"
                            on:click=move |event: leptos::ev::MouseEvent| {
                                event.prevent_default();
                                lines.update(|lines| drop(lines.remove(at)));
                            }
                        />
                        <input type="hidden" name=name("food") value=line.input.food/>
                        <input type="hidden" name=name("name") value=line.input.name/>
                        <input type="hidden" name=name("portion") value=line.input.portion/>
                        <input type="hidden" name=name("quantity") value=line.input.quantity/>
                        <input type="hidden" name=name("grams") value=line.input.grams/>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <section class="blk" aria-labelledby="chosen" id="meal[items]">
            <h2 id="chosen">{w::chosen()}</h2>
            <p class="small quiet" role="status">{summary}</p>
            {move || view! { <ErrorLine id="meal[items]" error=whole()/> }}
            <ul class="chosen">{rows}</ul>
        </section>
    }
    .into_any()
}

/// The field of a line that was refused so.
fn error_field(line: &contract::journal::ItemInput, code: contract::Code) -> &'static str {
    match (code, line.portion.is_empty()) {
        (contract::Code::Unknown, true) => "food",
        (contract::Code::Unknown, false) => "portion",
        (_, true) => "grams",
        (_, false) => "quantity",
    }
}
