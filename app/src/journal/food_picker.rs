//! Island: search as one types, choose a portion, add. What it holds lies in the form as hidden fields, so the plain
//! post saves it; before it wakes each of its buttons is a step of the form that shows the page again.
//!
//! Guarantees: an answer to a question that is no longer asked is dropped; arrows, Enter and Escape do what they do in
//! every list of suggestions; what was typed before the island woke counts.

use super::api::search_foods;
use super::chosen::{Chosen, OwnFood};
use super::food_state::{Line, Open, Picker, own_first};
use super::portion_panel::PortionPanel;
use crate::words::journal as w;
use contract::journal::{FoodHit, FoodsFound, RecentFood};
use leptos::{ev::KeyboardEvent, prelude::*, task::spawn_local};
use ui::Icon;

/// Milliseconds after the last letter before the server is asked.
const REST: u64 = 120;

#[island]
pub fn FoodPicker(start: Picker) -> impl IntoView {
    let query = RwSignal::new(start.query.clone());
    let found = RwSignal::new(start.found.clone());
    let open = RwSignal::new(start.open.clone());
    let lines = RwSignal::new(start.lines.clone());
    let own = RwSignal::new(start.own.clone());
    let own_error = RwSignal::new(start.own_error.clone());
    let active = RwSignal::new(None::<usize>);
    let asked = StoredValue::new(0_u32);
    let Picker { recent, foods, error, query: typed_before, .. } = start;
    let recent = StoredValue::new(recent);
    let foods = StoredValue::new(foods);

    let ask = move |typed: String| {
        let number = asked.with_value(|asked| asked.wrapping_add(1));
        asked.set_value(number);
        active.set(None);
        query.set(typed.clone());
        if typed.trim().is_empty() {
            found.set(None);
            return;
        }
        _ = set_timeout(
            move || {
                if asked.get_value() != number {
                    return;
                }
                spawn_local(async move {
                    // Without an answer the list stays as it was; the button below the field still works.
                    if let Ok(answer) = search_foods(typed).await
                        && asked.get_value() == number
                    {
                        let answer =
                            recent.with_value(|recent| foods.with_value(|foods| own_first(answer, recent, foods)));
                        found.set(Some(answer));
                    }
                });
            },
            std::time::Duration::from_millis(REST),
        );
    };
    let pick = move |hit: FoodHit| {
        open.set(Some(recent.with_value(|recent| Open::new(hit, recent))));
        active.set(None);
    };
    let add = Callback::new(move |()| {
        let Some(line) = open.with_untracked(|open| open.as_ref().map(Open::line)) else { return };
        match line {
            Ok(line) => {
                lines.update(|lines| lines.push(line));
                open.set(None);
                found.set(None);
                query.set(String::new());
                focus("food");
            }
            Err(error) => open.update(|open| {
                if let Some(open) = open {
                    open.error = Some(error);
                }
            }),
        }
    });
    let again = Callback::new(move |food: RecentFood| {
        lines.update(|lines| lines.push(Line::again(&food)));
        found.set(None);
        query.set(String::new());
        focus("food");
    });
    let leave = Callback::new(move |()| {
        open.set(None);
        focus("food");
    });
    let on_key = move |event: KeyboardEvent| {
        let hits = found.with(|found| found.as_ref().map_or(0, |found| found.hits.len()));
        let at = active.get();
        match event.key().as_str() {
            "ArrowDown" if hits > 0 => active.set(Some(at.map_or(0, |at| (at + 1) % hits))),
            "ArrowUp" if hits > 0 => active.set(Some(at.map_or(hits - 1, |at| (at + hits - 1) % hits))),
            "Enter" => {
                let hit = found.with(|found| found.as_ref().and_then(|found| found.hits.get(at.unwrap_or(0)).cloned()));
                if let Some(hit) = hit {
                    pick(hit);
                }
            }
            "Escape" => {
                asked.update_value(|asked| *asked = asked.wrapping_add(1));
                found.set(None);
                active.set(None);
            }
            _ => return,
        }
        event.prevent_default();
    };
    let listed = move || open.with(Option::is_none) && found.with(Option::is_some);
    view! {
        <Chosen lines error/>
        <section class="blk" aria-labelledby="add-food">
            <h2 id="add-food"><label for="food">{w::add_food()}</label></h2>
            <div class="find-food">
                <div class="with-icon">
                    <Icon icon=Icon::Search/>
                    <input
                        class="input"
                        id="food"
                        name="meal[q]"
                        type="search"
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                        maxlength="120"
                        role="combobox"
                        aria-autocomplete="list"
                        aria-controls="foods"
                        aria-describedby="food-said"
                        aria-expanded=move || if listed() { "true" } else { "false" }
                        aria-activedescendant=move || active.get().map(|at| format!("food-{at}"))
                        value=typed_before
                        prop:value=move || query.get()
                        on:input=move |event| ask(event_target_value(&event))
                        on:keydown=on_key
                    />
                </div>
                <button
                    class="btn"
                    name="meal[step]"
                    value="search"
                    formaction="/api/journal/continue_meal"
                    on:click=move |event| {
                        event.prevent_default();
                        ask(query.get_untracked());
                    }
                >
                    {w::search()}
                </button>
            </div>
            <p class="small quiet" id="food-said" role="status">{move || said(found.get().as_ref())}</p>
            {move || {
                let own = listed().then(|| found.with(|found| found.as_ref().map(|found| found.own.clone())));
                let offer = |food: RecentFood| Offer {
                    name: food.name.clone(),
                    amount: Some(w::amount(1.0, None, food.grams)),
                    step: format!("again:{}", food.name),
                    take: Callback::new(move |()| again.run(food.clone())),
                };
                own.flatten().filter(|own| !own.is_empty()).map(|foods| {
                    let offers = foods.into_iter().map(offer).collect();
                    view! { <Offers id="own-foods" title=w::own_before() offers/> }
                })
            }}
            <div id="foods" class="results" role="listbox" aria-label=w::add_food() hidden=move || !listed()>
                {move || listed().then(|| {
                    let hits = found.get().map(|found| found.hits).unwrap_or_default();
                    hits.into_iter()
                        .enumerate()
                        .map(|(at, hit)| {
                            let last = recent.with_value(|recent| {
                                recent.iter().find(|food| food.food_id == Some(hit.id)).map(|food| {
                                    w::last_time(&w::amount(food.quantity, food.measure.as_deref(), food.grams), food.grams)
                                })
                            });
                            view! { <Hit at hit last active pick=Callback::new(pick)/> }
                        })
                        .collect_view()
                })}
            </div>
            <PortionPanel open add leave/>
            {move || (open.with(Option::is_none) && found.with(Option::is_none)).then(|| {
                let known = recent.with_value(|recent| {
                    recent.iter().filter_map(|food| food.food_id).take(6).collect::<Vec<_>>()
                });
                let offer = |hit: FoodHit| Offer {
                    name: hit.name.clone(),
                    amount: None,
                    step: format!("pick:{}", hit.id),
                    take: Callback::new(move |()| pick(hit.clone())),
                };
                let offers: Vec<_> = foods.with_value(|foods| {
                    known.iter().filter_map(|id| foods.iter().find(|hit| hit.id == *id).cloned()).map(offer).collect()
                });
                (!offers.is_empty()).then(|| view! { <Offers id="recent-foods" title=w::recent() offers/> })
            })}
            <OwnFood own own_error lines/>
        </section>
    }
    .into_any()
}

/// One food of the list. `last` says how it was had before.
#[component]
fn Hit(
    at: usize,
    hit: FoodHit,
    last: Option<String>,
    active: RwSignal<Option<usize>>,
    pick: Callback<FoodHit>,
) -> impl IntoView {
    let name = marked(&hit);
    let value = format!("pick:{}", hit.id);
    view! {
        <button
            class="hit"
            id=format!("food-{at}")
            role="option"
            aria-selected=move || if active.get() == Some(at) { "true" } else { "false" }
            name="meal[step]"
            value=value
            formaction="/api/journal/continue_meal"
            on:click=move |event| {
                event.prevent_default();
                pick.run(hit.clone());
            }
        >
            <b>{name}</b>
            {last.map(|last| view! { <span>{last}</span> })}
            <Icon icon=Icon::Plus/>
        </button>
    }
    .into_any()
}

/// A food that one press takes.
struct Offer {
    name: String,
    /// How much of it was had last, where the press adds it so.
    amount: Option<String>,
    /// What its button says to the server while the page has not woken.
    step: String,
    take: Callback<()>,
}

/// Foods to take with one press, under a title. `id` is the title's.
#[component]
fn Offers(id: &'static str, title: &'static str, offers: Vec<Offer>) -> impl IntoView {
    let rows = offers
        .into_iter()
        .map(|Offer { name, amount, step, take }| {
            view! {
                <li>
                    <button
                        class="hit"
                        name="meal[step]"
                        value=step
                        formaction="/api/journal/continue_meal"
                        on:click=move |event| {
                            event.prevent_default();
                            take.run(());
                        }
                    >
                        <b>{name}</b>
                        {amount.map(|amount| view! { <span>{amount}</span> })}
                        <Icon icon=Icon::Plus/>
                    </button>
                </li>
            }
        })
        .collect_view();
    view! {
        <p class="small quiet" id=id>{title}</p>
        <ul class="results" aria-labelledby=id>{rows}</ul>
    }
    .into_any()
}

/// The name with the parts that were typed marked.
fn marked(hit: &FoodHit) -> AnyView {
    let (mut parts, mut done) = (Vec::new(), 0);
    for (from, to) in &hit.matched {
        let plain = hit.name.get(done..*from).unwrap_or_default().to_owned();
        let bold = hit.name.get(*from..*to).unwrap_or_default().to_owned();
        parts.push(view! { {plain}<mark>{bold}</mark> }.into_any());
        done = *to;
    }
    let rest = hit.name.get(done..).unwrap_or_default().to_owned();
    view! { {parts}{rest} }.into_any()
}

/// What is said of the answer.
fn said(found: Option<&FoodsFound>) -> String {
    let Some(found) = found else { return String::new() };
    match &found.shown_for {
        Some(words) if !found.hits.is_empty() => format!("{} {}", w::found(found.hits.len()), w::shown_for(words)),
        _ => w::found(found.hits.len()),
    }
}

/// Puts the focus where the next thing is typed.
fn focus(id: &str) {
    use wasm_bindgen::JsCast;
    let field = document().get_element_by_id(id);
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        // A field that is gone needs no focus.
        let _ = field.focus();
    }
}
