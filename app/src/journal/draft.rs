//! The steps of choosing foods where no script runs: what was posted, one step further.

use super::food_state::{Line, Open, Picker, own_first};
use backend::food::Foods;
use contract::{
    Code, FormState,
    journal::{AddInput, MealInput, Offers},
};

pub const SAVE: &str = "/api/journal/save_meal";
pub const STEPS: &[&str] = &[CONTINUE];
pub const CONTINUE: &str = "/api/journal/continue_meal";

/// The picker for a form: its foods, and the step that was asked for done. `input.items` and `add` are then the picker's
/// to show.
pub fn picker(input: &MealInput, offers: &Offers, foods: &Foods, refused: Option<&FormState>) -> Picker {
    let mut picker = Picker {
        query: input.q.clone(),
        recent: offers.recent_foods.clone(),
        foods: offers.foods.clone(),
        ..Picker::default()
    };
    let known: Vec<_> = offers.recent_foods.iter().filter_map(|food| foods.view(food.food_id?, vec![])).collect();
    picker.foods.extend(known);
    picker.lines = input
        .items
        .iter()
        .enumerate()
        .map(|(at, item)| {
            let mut line = Line::new(item.clone(), item.food.parse().ok().and_then(|id| picker.find(id)));
            line.error = refused.and_then(|form| item_error(form, at));
            line
        })
        .collect();
    picker.error = refused.and_then(|form| form.code("meal[items]"));
    step(&mut picker, input, foods, refused);
    picker
}

fn item_error(form: &FormState, at: usize) -> Option<Code> {
    ["food", "name", "portion", "quantity", "grams"]
        .iter()
        .find_map(|field| form.code(&format!("meal[items][{at}][{field}]")))
}

fn step(picker: &mut Picker, input: &MealInput, foods: &Foods, refused: Option<&FormState>) {
    let (what, which) = input.step.split_once(':').unwrap_or((&input.step, ""));
    // Saving takes an open food along, so it may be what was refused.
    let open_error = ["quantity", "grams"].iter().find_map(|field| {
        let code = refused?.code(&format!("meal[add][{field}]"))?;
        Some(((*field).to_owned(), code))
    });
    // A food whose portion was being chosen stays open until it is added or left.
    let mut open = input.add.food.parse().ok().and_then(|id| foods.view(id, vec![])).map(|hit| Open {
        hit,
        add: input.add.clone(),
        error: open_error,
    });
    match what {
        "search" | "leave" => {
            open = None;
            let searched = !input.q.trim().is_empty();
            picker.found = searched.then(|| own_first(foods.search(&input.q), &picker.recent, &picker.foods));
        }
        "pick" => {
            let hit = which.parse().ok().and_then(|id| foods.view(id, vec![]));
            open = hit.map(|hit| Open::new(hit, &picker.recent));
        }
        "add" => match open.as_ref().map(Open::line) {
            Some(Ok(line)) => {
                picker.lines.push(line);
                picker.query.clear();
                open = None;
            }
            Some(Err(error)) => {
                if let Some(open) = &mut open {
                    open.error = Some(error);
                }
            }
            None => {}
        },
        "again" => {
            let own = picker.recent.iter().filter(|food| food.food_id.is_none()).find(|food| food.name == which);
            picker.lines.extend(own.map(Line::again));
            picker.query.clear();
        }
        "add_own" => match Line::own(&input.add) {
            Ok(line) => picker.lines.push(line),
            Err(error) => picker.own_error = Some(error),
        },
        "remove" => {
            if let Some(at) = which.parse().ok().filter(|at| *at < picker.lines.len()) {
                picker.lines.remove(at);
            }
        }
        _ => {}
    }
    let kept = what != "add_own" || picker.own_error.is_some();
    if kept {
        picker.own = AddInput {
            own_name: input.add.own_name.clone(),
            own_grams: input.add.own_grams.clone(),
            ..AddInput::default()
        };
    }
    picker.open = open;
}
