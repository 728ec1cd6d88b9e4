//! What the server adds to each kind of entry: reading its form with what only the server knows, and filling the form of
//! an entry that is there. One file each; the list is `contract::kinds!`.

mod meal;
mod sleep;
mod symptom;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use contract::AppError;
use contract::journal::{Input, Kind, LocalTime, New, Observation, Offers, SymptomKind, field};
use insight::clock::Moment;

use super::catalogue;
use crate::Backend;
use crate::activity::Action;
use crate::food::Foods;
use crate::refusal::Refusal;

pub(crate) use meal::had_again;
pub(super) use meal::{MealFoods, meal_foods};
pub use symptom::label;

/// The reference data that kinds look things up in.
#[derive(Clone)]
pub struct Shelf {
    pub foods: Arc<Foods>,
    pub symptoms: &'static [SymptomKind],
}

impl Shelf {
    /// # Errors
    /// When the shipped files are damaged.
    pub async fn of(backend: &Backend) -> Result<Self, Refusal> {
        Ok(Self { foods: backend.foods().await?, symptoms: catalogue::symptom_kinds()? })
    }
}

/// An entry that was saved before: what was said, and when.
pub struct Logged<K> {
    pub occurred_at: DateTime<Utc>,
    pub said: K,
}

/// A kind of entry as the server handles it.
pub trait Log: Kind {
    /// What its form says before the server has looked anything up.
    type Checked: Send + Sync;
    /// What adding one is called in the activity log.
    const LOGGED: Action = Action::EntryLogged;
    /// How many of the last entries its form looks at, to offer from.
    const LOOKS_BACK: i64 = 0;
    /// What several are called in the readable copy of an export.
    const MANY: &'static str;

    /// Reads the form. Every refused field is named at once.
    ///
    /// # Errors
    /// `Invalid` with every refused field.
    fn read_form(input: &Self::Input, shelf: &Shelf) -> Result<New<Self::Checked>, AppError>;

    /// What is stored of a checked form. `before` is what the entry said until now; it began at `start` in `zone`.
    ///
    /// # Errors
    /// `Invalid` with every field that is refused by what only the server knows.
    fn build(new: &New<Self::Checked>, shelf: &Shelf, before: Option<&Self>, start: Start) -> Result<Self, AppError>;

    /// The hour's likely values in a new entry's form.
    fn guess(input: &mut Self::Input, now: Moment);

    /// The form's own fields for an entry that is there. What every entry has is filled by the caller.
    fn fill(&self, start: Start) -> Self::Input;

    /// The day that the form of an entry names. `counted_to` is the day the entry lies on.
    fn day_in_form(&self, start: Start, _counted_to: NaiveDate) -> NaiveDate {
        Moment::new(&start.zone, start.at).date()
    }

    /// When a form says that it began, by the clock on the wall; none where that cannot be read.
    fn wall(input: &Self::Input) -> Option<NaiveDateTime> {
        let posted = input.envelope();
        Some(field::day(posted.day).ok()?.and_time(field::time(posted.time).ok()?))
    }

    /// The entry in one line, as the readable copy of an export says it.
    fn in_words(&self) -> String;

    /// What the form offers to choose from. `last` are the client's last entries of this kind, latest day first.
    ///
    /// # Errors
    /// When the shipped files are damaged.
    fn offers(_input: &Self::Input, _last: Vec<Logged<Self>>, _shelf: &Shelf) -> Offers {
        Offers::default()
    }

    /// When it began by the clock on the wall, from what the form says.
    fn began(new: &New<Self::Checked>) -> LocalTime {
        new.when
    }
}

macro_rules! dispatch {
    ($($word:ident $Kind:ident,)+) => {
        /// An entry of any kind in one line, as the readable copy of an export says it.
        pub(crate) fn in_words(said: &Observation) -> String {
            match said { $(Observation::$Kind(said) => said.in_words(),)+ }
        }

        /// The kinds with what several of each are called.
        pub(crate) const MANY: &[(&str, &str)] = &[$((<contract::journal::$Kind as Kind>::NAME, <contract::journal::$Kind as Log>::MANY)),+];
    };
}
contract::kinds!(dispatch);

/// When an entry began, and the zone it was logged in.
#[derive(Debug, Clone, Copy)]
pub struct Start {
    pub at: DateTime<Utc>,
    pub zone: Tz,
}

/// A figure as a form holds it: nothing where none was said.
pub(super) fn figure(number: Option<impl ToString>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}
