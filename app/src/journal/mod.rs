//! The client's journal: the day, the meal and symptom forms, what an entry said before.
//!
//! The forms work by themselves: choosing foods is a step of the form that shows it again (`draft`). Where WASM runs,
//! the island `food_picker` does the same steps in place, and the form is posted once.
//! To add a kind of entry: its form page here, its server functions in `api`, its line in `day_parts`.

pub mod api;
mod chosen;
pub mod food_picker;
mod food_state;
mod portion_panel;

#[cfg(feature = "ssr")]
pub mod day_page;
#[cfg(all(test, feature = "ssr"))]
mod tests;

#[cfg(feature = "ssr")]
mod closed;
#[cfg(feature = "ssr")]
mod day_parts;
#[cfg(feature = "ssr")]
mod draft;
#[cfg(feature = "ssr")]
pub mod foods;
#[cfg(feature = "ssr")]
pub mod history_page;
#[cfg(feature = "ssr")]
pub mod meal_page;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(feature = "ssr")]
pub mod symptom_page;
#[cfg(feature = "ssr")]
pub mod undo;
