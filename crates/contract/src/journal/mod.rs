//! The client's journal: what its forms post, what they are checked into, and what its pages show.
//!
//! Guarantees: an input holds text exactly as a form posts it, so nothing typed is ever lost to a type; `check` names
//! every refused field at once, by the name the field has in the form (`meal[items][2][grams]`). Times are wall-clock
//! times of the person's own zone; which instant that is only the server decides.
//! What an entry can be is in `kinds`, one file each.

pub mod change;
pub mod envelope;
pub mod facts;
pub mod field;
mod fields;
pub mod food;
pub mod kinds;
pub mod view;

#[cfg(test)]
mod tests;

pub use change::{Change, Figure, changes};
pub use envelope::{Filled, Input, LocalTime, New, Target, Which};
pub use facts::{Facts, Shape};
pub use food::{Eaten, FoodHit, FoodsFound, PortionView, RecentFood};
pub use kinds::*;
pub use view::{
    DayView, EntryForm, EntryView, HistoryView, NutrientView, Offers, Usual, VersionView, WeekDayView, WeekMark,
};
