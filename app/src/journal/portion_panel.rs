//! Choosing how much of a food: household measures or grams, a count, what it contains. Part of `food_picker`.

use super::food_state::{Open, plain};
use crate::words::{codes, journal as w, language, nutrients};
use contract::journal::field;
use leptos::prelude::*;
use ui::{ErrorLine, Icon};

/// What is said of a food in the line under its portions.
const PREVIEW: [&str; 4] = ["protein_g", "fibre_g", "iron_mg", "calcium_mg"];

/// `add` and `leave` are what the buttons do where WASM runs; by themselves they are steps of the form.
#[component]
pub fn PortionPanel(open: RwSignal<Option<Open>>, add: Callback<()>, leave: Callback<()>) -> impl IntoView {
    move || {
        // Only another food makes a new panel: a change of figures must not take the focus away.
        let id = open.with(|open| open.as_ref().map(|open| open.hit.id))?;
        let first = open.get_untracked()?;
        Some(view! { <Panel id first open add leave/> }.into_any())
    }
}

#[component]
fn Panel(id: i32, first: Open, open: RwSignal<Option<Open>>, add: Callback<()>, leave: Callback<()>) -> impl IntoView {
    let change = move |set: &dyn Fn(&mut Open)| {
        open.update(|open| {
            if let Some(open) = open {
                set(open);
                open.error = None;
            }
        });
    };
    let step = move |by: f64| {
        change(&|open| {
            let now = field::amount(&open.add.quantity, 1_000.0).unwrap_or(1.0);
            open.add.quantity = plain((now + by).max(0.5));
        });
    };
    let grams = move || open.with(|open| open.as_ref().and_then(Open::grams));
    let error = move |name: &'static str| {
        open.with(|open| open.as_ref().and_then(|open| open.error.clone()))
            .filter(|(field, _)| field == name)
            .map(|(_, code)| codes::why(&format!("meal[add][{name}]"), code, language::current()))
    };
    let quantity = move || open.with(|open| open.as_ref().map(|open| open.add.quantity.clone()).unwrap_or_default());
    let weight = move || open.with(|open| open.as_ref().map(|open| open.add.grams.clone()).unwrap_or_default());
    let picks = first
        .hit
        .portions
        .iter()
        .map(|portion| {
            let seq = portion.seq.to_string();
            let chosen = first.add.portion == seq;
            let value = seq.clone();
            view! {
                <label class="pick">
                    <input
                        type="radio"
                        name="meal[add][portion]"
                        value=value
                        checked=chosen
                        on:change=move |_| change(&|open| open.add.portion.clone_from(&seq))
                    />
                    <span>{w::measure(portion.amount, &portion.measure)}</span>
                    <span>{format!("{} g", nutrients::figure(portion.grams))}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <ul class="results">
            <li class="open">
                <p class="hit">
                    <b>{first.hit.name.clone()}</b>
                </p>
                <div class="portion">
                    <input type="hidden" name="meal[add][food]" value=id.to_string()/>
                    <fieldset>
                        <legend>{w::portion()}</legend>
                        {picks}
                        <label class="pick">
                            <input
                                class="by-weight"
                                type="radio"
                                name="meal[add][portion]"
                                value=""
                                checked=first.add.portion.is_empty()
                                on:change=move |_| change(&|open| open.add.portion.clear())
                            />
                            <span>{w::grams()}</span>
                            <span>{w::weigh()}</span>
                        </label>
                    </fieldset>
                    <div class="row">
                        <div class="stepper" role="group" aria-label=w::how_many()>
                            <button type="button" aria-label=w::less() on:click=move |_| step(-0.5)><Icon icon=Icon::Minus/></button>
                            <input
                                id="meal[add][quantity]"
                                name="meal[add][quantity]"
                                aria-label=w::how_many()
                                inputmode="decimal"
                                autocomplete="off"
                                value=first.add.quantity.clone()
                                prop:value=quantity
                                on:input=move |event| {
                                    let typed = event_target_value(&event);
                                    change(&|open| open.add.quantity.clone_from(&typed));
                                }
                            />
                            <button type="button" aria-label=w::more() on:click=move |_| step(0.5)><Icon icon=Icon::Plus/></button>
                        </div>
                        <span class="with-unit grams-only">
                            <input
                                class="input"
                                id="meal[add][grams]"
                                name="meal[add][grams]"
                                aria-label=w::grams()
                                inputmode="decimal"
                                autocomplete="off"
                                value=first.add.grams.clone()
                                prop:value=weight
                                on:input=move |event| {
                                    let typed = event_target_value(&event);
                                    change(&|open| open.add.grams.clone_from(&typed));
                                }
                            />
                            <span class="unit">"g"</span>
                        </span>
                        <button
                            class="btn tonal"
                            name="meal[step]"
                            value="add"
                            formaction="/api/journal/continue_meal"
                            on:click=move |event| {
                                event.prevent_default();
                                add.run(());
                            }
                        >
                            {move || w::add_grams(grams())}
                        </button>
                    </div>
                    {move || view! { <ErrorLine id="meal[add][quantity]" error=error("quantity")/> }}
                    {move || view! { <ErrorLine id="meal[add][grams]" error=error("grams")/> }}
                    <p class="small quiet">{move || open.with(|open| open.as_ref().map(preview))}</p>
                    <p class="small">
                        <button
                            class="btn bare"
                            name="meal[step]"
                            value="leave"
                            formaction="/api/journal/continue_meal"
                            on:click=move |event| {
                                event.prevent_default();
                                leave.run(());
                            }
                        >
                            {w::leave_it()}
                        </button>
                    </p>
                </div>
            </li>
        </ul>
    }
    .into_any()
}

/// "Protein 26.7 g, iron 0.9 mg, calcium not known. Source: USDA SR28." (M10)
fn preview(open: &Open) -> String {
    let grams = open.grams().unwrap_or(100.0);
    let facts: Vec<_> = PREVIEW
        .iter()
        .map(|key| {
            let amount =
                open.hit.per_100g.iter().find(|(known, _)| known == key).map(|(_, amount)| amount * grams / 100.0);
            match amount {
                Some(amount) => {
                    format!("{} {} {}", nutrients::name(key), nutrients::figure(amount), nutrients::unit(key))
                }
                None => format!("{} {}", nutrients::name(key), w::unknown()),
            }
        })
        .collect();
    format!("{}. {}", facts.join(", "), w::source())
}
