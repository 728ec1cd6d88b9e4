//! A client's tracker review: what is asked, what is shown, and the changes a practitioner may make from it.
//!
//! Guarantee: nothing here counts or names an entry the practitioner may not see. Symptoms and foods to
//! show are chosen by their place in a list or by POST, so that no health data enters an address (N8).

use chrono::{DateTime, NaiveDate, Utc};
use insight::clock::Moment;
use insight::nutrient::Nutrient;
use insight::timeline::{Finding, Scale};
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::id::{MembershipId, ObservationId};
use crate::journal::{Facts, Observation};
use crate::text::Text;

/// How far back a review looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Span {
    #[serde(rename = "14")]
    Two,
    #[default]
    #[serde(rename = "30")]
    Month,
    #[serde(rename = "90")]
    Quarter,
}

impl Span {
    pub const ALL: [Self; 3] = [Self::Two, Self::Month, Self::Quarter];

    pub const fn days(self) -> u32 {
        match self {
            Self::Two => 14,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }
}

/// `?days=30&nutrient=iron_mg`: a nutrient is of the catalogue and says nothing of anybody, so it may stand in an address.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub struct ReviewQuery {
    #[serde(default)]
    pub days: Span,
    #[serde(default, deserialize_with = "nutrient")]
    pub nutrient: Option<Nutrient>,
}

/// The key of a nutrient, or nothing. An address with one there is not is no address.
fn nutrient<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Nutrient>, D::Error> {
    match String::deserialize(from)?.as_str() {
        "" => Ok(None),
        key => Nutrient::parse(key).map(Some).map_err(serde::de::Error::custom),
    }
}

/// What the rows of the chart show. The default is a nutrient many ask for and no food.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows {
    pub nutrient: Nutrient,
    /// A word in the names of foods, in lower case.
    pub food: Option<String>,
}

impl Default for Rows {
    fn default() -> Self {
        Self { nutrient: Nutrient::Fibre, food: None }
    }
}

impl Rows {
    /// The nutrient of the address and the field `food` (up to 60 characters); none means the usual.
    ///
    /// # Errors
    /// `Invalid` for a word that is too long.
    pub fn parse(nutrient: Option<Nutrient>, food: &str) -> Result<Self, AppError> {
        let food = Text::line(60).optional(food).map_err(|code| AppError::field("food", code))?;
        let food = food.map(|word| word.to_lowercase());
        Ok(Self { nutrient: nutrient.unwrap_or(Self::default().nutrient), food })
    }
}

/// A client's page: the review while care is active; while it is paused a name and the way back.
#[derive(Debug, Clone, PartialEq)]
pub enum ClientPage {
    Open(Box<Review>),
    Paused(crate::caseload::Paused),
    /// In care, but the client does not consent to the use of their health data.
    Closed {
        client: MembershipId,
        name: String,
    },
}

/// Why a record is open to its reader (N4). Times are in the reader's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    Care,
    Grant { until: Moment, reason: String },
    Emergency { until: Moment, reason: String },
}

/// Everything a review page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    pub client: MembershipId,
    pub name: String,
    /// When care began, or the access.
    pub since: NaiveDate,
    pub basis: Basis,
    /// When the practitioner last marked everything as seen, in their own zone.
    pub last_looked: Option<Moment>,
    pub last_visit: Option<Moment>,
    pub next_visit: Option<Moment>,
    /// The moment this was read: what came later is not marked as seen by a form on this page.
    pub read_at: DateTime<Utc>,
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub span: Span,
    /// Unseen entries of any day; those of the period are among `days`.
    pub unseen: u32,
    /// Newest first: days with an entry.
    pub days: Vec<ReviewDay>,
    /// Most days first.
    pub symptoms: Vec<ReviewSymptom>,
    pub nutrient: NutrientDays,
    pub food: Option<FoodDays>,
    /// Days with any entry in the period before this one.
    pub logged_before: u32,
    /// There are more entries than one page carries; the oldest are left out.
    pub truncated: bool,
}

/// The entries of one day, newest first.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewDay {
    pub date: NaiveDate,
    pub entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub id: ObservationId,
    /// Wall time where the client was.
    pub at: Moment,
    /// When it ended, where it lasted.
    pub until: Option<Moment>,
    /// Minutes into the day it belongs to, 0 to 1439: the wall time, or the day's end for what came after midnight.
    pub minute: u32,
    pub precision: Precision,
    pub unseen: bool,
    /// What the client wrote.
    pub note: Option<String>,
    /// What it says; a meal's foods come without their nutrients, which are summed up in [`Review::nutrient`].
    pub said: Observation,
    pub facts: Facts,
    /// Its place in [`Review::symptoms`], where it has one.
    pub symptom: Option<usize>,
    /// Whether a food of it holds the word that was asked for.
    pub has_food: bool,
}

/// How well the time is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    Exact,
    Approximate,
    Day,
}

/// A symptom recorded in either period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReviewSymptom {
    pub label: String,
    pub scale: Scale,
    /// The end of its axis.
    pub top: f64,
    pub finding: Finding,
}

/// One nutrient, day by day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NutrientDays {
    pub nutrient: Nutrient,
    /// One for each day of the period, oldest first; none on a day without a meal.
    pub days: Vec<Option<NutrientDay>>,
    /// Medians over days of which anything is known: this period and the one before.
    pub median: Option<f64>,
    pub median_before: Option<f64>,
}

/// Amounts are in the nutrient's own unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NutrientDay {
    /// Sum of what is known; none when nothing eaten that day has data (M10).
    pub amount: Option<f64>,
    /// Share of the grams eaten that has data, in whole percent.
    pub known_percent: u8,
}

/// Below this share of known grams an amount reads "at least".
pub const KNOWN_ENOUGH_PERCENT: u8 = 90;

impl NutrientDay {
    pub fn is_at_least(self) -> bool {
        self.known_percent < KNOWN_ENOUGH_PERCENT
    }
}

/// Meals with a food whose name holds the word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoodDays {
    pub word: String,
    pub meals: u32,
}

/// What a practitioner may do with a care relationship.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CareStep {
    Pause,
    Resume,
    End,
}

/// The reason for ending care: needed, at most 500 characters.
///
/// # Errors
/// `Invalid` on the field `reason`.
pub fn parse_reason(text: &str) -> Result<String, AppError> {
    Text::lines(500).required(text).map_err(|code| AppError::field("reason", code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn rows_are_read_or_refused_by_field() {
        assert_eq!(Rows::parse(None, " ").unwrap(), Rows::default());
        let rows = Rows::parse(Some(Nutrient::Iron), " Onion ").unwrap();
        assert_eq!((rows.nutrient, rows.food.as_deref()), (Nutrient::Iron, Some("onion")));
        assert_eq!(Rows::parse(None, &"x".repeat(61)), Err(AppError::field("food", Code::TooLong)));
        let asked = |nutrient: &str| {
            serde_json::from_value::<ReviewQuery>(serde_json::json!({ "days": "14", "nutrient": nutrient }))
                .map(|query| (query.days, query.nutrient))
        };
        assert_eq!(asked("iron_mg").unwrap(), (Span::Two, Some(Nutrient::Iron)));
        assert_eq!(asked("").unwrap(), (Span::Two, None));
        assert!(asked("iron").is_err(), "an address with a nutrient there is not");
    }

    #[test]
    fn ending_needs_a_reason() {
        assert_eq!(parse_reason(" moved away "), Ok("moved away".to_owned()));
        assert_eq!(parse_reason(" "), Err(AppError::field("reason", Code::Required)));
        assert_eq!(parse_reason(&"x".repeat(501)), Err(AppError::field("reason", Code::TooLong)));
    }

    // M10: what is partly unknown reads "at least".
    #[test]
    fn ninety_percent_known_is_enough() {
        assert!(NutrientDay { amount: Some(1.0), known_percent: 89 }.is_at_least());
        assert!(!NutrientDay { amount: Some(1.0), known_percent: 90 }.is_at_least());
    }
}
