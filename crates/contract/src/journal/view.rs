//! What the journal's pages show.

use super::{Change, Eaten, Facts, FoodHit, MealType, Observation, RecentFood, SymptomKind, SymptomName};
use crate::id::ObservationId;
use chrono::NaiveDate;
use insight::clock::Moment;
use serde::{Deserialize, Serialize};

/// One entry of the journal. Times are of the zone it was logged in.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryView {
    pub id: ObservationId,
    pub version: i32,
    pub at: Moment,
    /// When what it tells of ended, where it lasted.
    pub until: Option<Moment>,
    /// The day the person means.
    pub day: NaiveDate,
    pub said: Observation,
    pub note: Option<String>,
    pub private: bool,
    pub deleted: bool,
}

/// A day's total of one nutrient (M10).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NutrientView {
    /// The nutrient's key, which names its unit: `iron_mg`.
    pub key: String,
    /// The sum of what is known; none when nothing eaten has a figure.
    pub amount: Option<f64>,
    /// How much of what was eaten has a figure, in percent by weight; 100 only for all of it.
    pub known_percent: u8,
}

impl NutrientView {
    /// Whether the true amount may be higher.
    pub fn is_at_least(&self) -> bool {
        self.known_percent < 100
    }
}

/// An entry on the week strip.
#[derive(Debug, Clone, PartialEq)]
pub struct WeekMark {
    /// The word of its kind.
    pub kind: &'static str,
    /// When it began, in hours of the day it is counted to: 0 to 24, and below 0 for the evening before.
    pub hour: f32,
    pub facts: Facts,
}

/// One day of the week strip.
#[derive(Debug, Clone, PartialEq)]
pub struct WeekDayView {
    pub day: NaiveDate,
    /// In order of time.
    pub marks: Vec<WeekMark>,
}

/// A meal this client often has around this hour, or had lately.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Usual {
    /// The entry that is repeated.
    pub source: ObservationId,
    /// What the new entry will be; made here, so that two taps save once.
    pub new_id: ObservationId,
    pub meal_type: MealType,
    pub foods: Vec<Eaten>,
    /// False for what was only had lately.
    pub at_this_hour: bool,
}

/// A client's day.
#[derive(Debug, Clone, PartialEq)]
pub struct DayView {
    pub day: NaiveDate,
    /// The person's own now: the day is today when the dates are the same.
    pub now: Moment,
    /// Monday to Sunday.
    pub week: Vec<WeekDayView>,
    /// In order of time.
    pub entries: Vec<EntryView>,
    /// Empty when nothing was eaten.
    pub nutrients: Vec<NutrientView>,
    pub usual: Vec<Usual>,
    /// Practitioners who may read what is not private.
    pub seen_by: Vec<String>,
}

/// The entry a form starts from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntryForm<I> {
    pub input: I,
    /// The day before this one's page leads back to.
    pub day: NaiveDate,
    pub is_new: bool,
    /// The latest day that can be meant.
    pub last_day: NaiveDate,
    /// The two moments of the time in the form, where it comes twice.
    pub passes: Option<[Moment; 2]>,
    pub seen_by: Vec<String>,
}

/// What a form offers to choose from, beside its own fields.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Offers {
    /// The foods of the form's items.
    pub foods: Vec<FoodHit>,
    /// Foods logged lately, latest first.
    pub recent_foods: Vec<RecentFood>,
    /// The catalogue of symptoms.
    pub symptoms: Vec<SymptomKind>,
    /// Codes and own names logged lately, latest first.
    pub recent_symptoms: Vec<SymptomName>,
}

/// What an entry said before one of its corrections.
#[derive(Debug, Clone, PartialEq)]
pub struct VersionView {
    pub entry: EntryView,
    /// When it was written, in the person's own zone.
    pub written: Moment,
    /// What it says other than the state before it; empty for the first.
    pub changes: Vec<Change>,
}

/// All states of an entry, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryView {
    pub versions: Vec<VersionView>,
}
