//! What the journal's pages show.

use super::{Change, Eaten, FoodHit, MealInput, MealType, RecentFood, Scale, SymptomInput, SymptomKind, SymptomName};
use crate::id::ObservationId;
use chrono::NaiveDate;
use insight::clock::Moment;
use serde::{Deserialize, Serialize};

/// One food of a meal, as it was logged.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemView {
    pub food_id: Option<i32>,
    pub name: String,
    pub portion_seq: Option<i32>,
    /// How many portions; 1 where grams were given.
    pub quantity: f64,
    /// One portion in words ("1 cup, chopped"); none where grams were given.
    pub measure: Option<String>,
    /// All of it.
    pub grams: f64,
    /// Where its nutrients come from; none when nothing is known of it.
    pub source: Option<String>,
}

/// What an entry is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Body {
    Meal { meal_type: MealType, items: Vec<ItemView>, hunger_before: Option<u8>, fullness_after: Option<u8> },
    Symptom { name: SymptomName, label: String, scale: Scale, severity: Option<u8>, duration_min: Option<u16> },
}

/// One entry of the journal. Times are of the zone it was logged in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntryView {
    pub id: ObservationId,
    pub version: i32,
    pub at: Moment,
    /// The day the person means.
    pub day: NaiveDate,
    pub body: Body,
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

/// A symptom on the week strip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SymptomMark {
    pub hour: f32,
    pub label: String,
    pub scale: Scale,
    /// None when it was not present.
    pub severity: Option<u8>,
}

/// One day of the week strip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeekDayView {
    pub day: NaiveDate,
    /// Hours of meals, 0 to 24.
    pub meals: Vec<f32>,
    pub symptoms: Vec<SymptomMark>,
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// Emergencies the client has not said they know of.
    pub alerts: Vec<crate::grant::Alert>,
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

/// The meal form: its fields, the foods named in them, and what helps to choose more.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MealFormView {
    pub form: EntryForm<MealInput>,
    /// The foods of the form's items.
    pub foods: Vec<FoodHit>,
    /// What was logged lately, latest first.
    pub recent: Vec<RecentFood>,
}

/// The symptom form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SymptomFormView {
    pub form: EntryForm<SymptomInput>,
    pub kinds: Vec<SymptomKind>,
    /// Codes and own names logged lately, latest first.
    pub recent: Vec<SymptomName>,
}

/// What an entry said before one of its corrections.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VersionView {
    pub entry: EntryView,
    /// When it was written, in the person's own zone.
    pub written: Moment,
    /// What it says other than the state before it; empty for the first.
    pub changes: Vec<Change>,
}

/// All states of an entry, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HistoryView {
    pub versions: Vec<VersionView>,
}

impl From<ItemView> for Eaten {
    fn from(item: ItemView) -> Self {
        Self { name: item.name, quantity: item.quantity, measure: item.measure, grams: item.grams }
    }
}
