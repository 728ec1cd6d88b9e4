//! Foods with their amounts: one line each, so that 5 g never reads like 200 g.

use crate::words::journal as w;
use contract::journal::Eaten;
use leptos::prelude::*;

/// "Butter, salted, 1 tbsp (14 g)", one food a line.
#[component]
pub fn FoodList(foods: Vec<Eaten>) -> impl IntoView {
    let rows = foods
        .into_iter()
        .map(|food| {
            let amount = w::eaten(food.quantity, food.measure.as_deref(), food.grams);
            view! { <li>{format!("{}, ", food.name)}<span class="amount">{amount}</span></li> }
        })
        .collect_view();
    view! { <ul class="foods">{rows}</ul> }.into_any()
}
