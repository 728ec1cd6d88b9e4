//! The client's journal: the day, the form of an entry, what an entry said before.
//!
//! The forms work by themselves: choosing foods is a step of the form that shows it again (`draft`). Where WASM runs,
//! the island `food_picker` does the same steps in place, and the form is posted once.
//! What a kind of entry looks like is in `kinds`, one file each.

pub mod api;
mod chosen;
#[cfg(feature = "ssr")]
pub mod feature;
pub mod food_picker;
mod food_state;
pub mod kinds;
mod portion_panel;

#[cfg(feature = "ssr")]
pub mod day_page;
#[cfg(all(test, feature = "ssr"))]
mod tests;

#[cfg(feature = "ssr")]
mod day_parts;
#[cfg(feature = "ssr")]
mod draft;
#[cfg(feature = "ssr")]
pub mod entry_page;
#[cfg(feature = "ssr")]
pub mod foods;
#[cfg(feature = "ssr")]
pub mod history_page;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(feature = "ssr")]
pub mod undo;
