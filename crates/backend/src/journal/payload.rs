//! What `app.observation.payload` holds for each kind; `app.valid_payload` checks the same in the database.

use contract::journal::{ItemView, MealType, Scale};
use insight::nutrient::{Grams, Profile, Totals};
use serde::{Deserialize, Serialize};

/// `kind = 'meal'`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MealPayload {
    pub meal_type: MealType,
    pub items: Vec<MealItem>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hunger_before: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fullness_after: Option<u8>,
}

/// One food of a meal. Name, measure and nutrients are those of the day it was logged (M10): a later version of the
/// reference table does not rewrite what somebody ate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MealItem {
    /// NDB number; none for a food of the client's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub food_id: Option<i32>,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub portion_seq: Option<i32>,
    /// One portion in words; none where grams were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// How many portions.
    pub quantity: f64,
    /// All of it, in grams.
    pub grams: f64,
    /// Known amounts **per 100 g** by nutrient key; empty when nothing is known.
    pub nutrients: Profile,
    /// Where the nutrients come from; empty for a food of the client's own.
    pub source: String,
}

/// `kind = 'symptom'`: either `code` or `own_label`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SymptomPayload {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_label: Option<String>,
    pub present: bool,
    pub scale: Scale,
    /// On `scale`; none when not present.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_min: Option<u16>,
}

impl MealPayload {
    /// Counts what was eaten into a day's or a period's total.
    pub fn add_to(&self, totals: &mut Totals) {
        for item in &self.items {
            totals.add(&item.nutrients, Grams(item.grams));
        }
    }
}

impl From<MealItem> for ItemView {
    fn from(item: MealItem) -> Self {
        Self {
            food_id: item.food_id,
            name: item.name,
            portion_seq: item.portion_seq,
            quantity: item.quantity,
            measure: item.measure,
            grams: item.grams,
            source: (!item.source.is_empty()).then_some(item.source),
        }
    }
}
