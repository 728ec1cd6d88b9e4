//! The client's journal: what its forms post, what they are checked into, and what its pages show.
//!
//! Guarantees: an input holds text exactly as a form posts it, so nothing typed is ever lost to a type; `check` names
//! every refused field at once, by the name the field has in the form (`meal[items][2][grams]`). Times are wall-clock
//! times of the person's own zone; which instant that is only the server decides.
//! To add a kind of entry: a file beside `meal.rs` with its input and `check`, and a variant of [`view::Body`].

pub mod change;
pub mod field;
pub mod food;
pub mod meal;
pub mod symptom;
pub mod view;

#[cfg(test)]
mod tests;

pub use change::{Change, changes};
pub use food::{Eaten, FoodHit, FoodsFound, PortionView, RecentFood};
pub use meal::{AddInput, Amount, ItemInput, MealInput, MealType, NewItem, NewMeal, What};
pub use symptom::{NewSymptom, Scale, SymptomInput, SymptomKind, SymptomName};
pub use view::{
    Body, DayView, EntryForm, EntryView, HistoryView, ItemView, MealFormView, NutrientView, SymptomFormView,
    SymptomMark, Usual, VersionView, WeekDayView,
};

use crate::error::AppError;
use crate::id::ObservationId;
use chrono::{NaiveDate, NaiveTime};
use insight::clock::Pass;

/// When, as the person's clock showed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalTime {
    pub day: NaiveDate,
    pub time: NaiveTime,
    pub which: Which,
}

/// Which of two is meant where the clocks go back and a time comes twice. Without a meaning for any other time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Which {
    /// Not said: an entry that is corrected stays what it was, a new one is of the first.
    #[default]
    Unsaid,
    /// The form was filled in where the time came once: where it comes twice now, the person is asked.
    Ask,
    This(Pass),
}

/// Which entry is meant, and which state of it the form was filled from: none for a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    pub id: ObservationId,
    pub version: Option<i32>,
}

impl Target {
    /// # Errors
    /// `Invalid` without a field name: the person cannot have typed either of them.
    pub fn read(id: &str, version: &str) -> Result<Self, AppError> {
        let malformed = || AppError::field("", crate::error::Code::Malformed);
        let id = id.parse().map_err(|_| malformed())?;
        let version = match version {
            "" => None,
            text => Some(text.parse().ok().filter(|version| *version > 0).ok_or_else(malformed)?),
        };
        Ok(Self { id, version })
    }
}
