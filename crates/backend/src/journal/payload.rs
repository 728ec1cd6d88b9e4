//! What an entry holds for each kind. The database sees only that it is sealed, so what is read and written is checked
//! here: by the types, which know no other field, and by `check`, which knows the bounds. `app.valid_payload` says the
//! same of rows that still lie open.

use contract::journal::{Eaten, ItemView, MealType, Scale, meal, symptom};
use insight::nutrient::{Grams, Profile, Totals};
use serde::{Deserialize, Serialize};

/// What an entry says beside its note.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Payload {
    Meal(MealPayload),
    Symptom(SymptomPayload),
}

/// A payload that is not what its kind promises. Says which rule, never what was there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an entry is not what its kind promises: {0}")]
pub struct Broken(pub &'static str);

impl Payload {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Meal(_) => MEAL,
            Self::Symptom(_) => SYMPTOM,
        }
    }

    /// # Errors
    /// The rule it breaks.
    pub fn check(&self) -> Result<(), Broken> {
        match self {
            Self::Meal(meal) => meal.check(),
            Self::Symptom(symptom) => symptom.check(),
        }
    }
}

pub(super) const MEAL: &str = "meal";
pub(super) const SYMPTOM: &str = "symptom";

/// Longest name of a food, measure or symptom of one's own, in characters.
const NAME_MAX: usize = 300;

fn demand(holds: bool, rule: &'static str) -> Result<(), Broken> {
    if holds { Ok(()) } else { Err(Broken(rule)) }
}

fn named(text: &str) -> bool {
    (1..=NAME_MAX).contains(&text.chars().count())
}

/// `kind = 'meal'`
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
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
#[serde(deny_unknown_fields)]
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
    #[serde(default = "one")]
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
#[serde(deny_unknown_fields)]
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

fn one() -> f64 {
    1.0
}

impl MealPayload {
    fn check(&self) -> Result<(), Broken> {
        demand((1..=meal::ITEMS_MAX).contains(&self.items.len()), "a meal has between one and sixty foods")?;
        for item in &self.items {
            demand(named(&item.name), "a food has a name")?;
            demand(item.grams > 0.0 && item.grams <= meal::GRAMS_MAX, "a food weighs something, within reason")?;
            demand(item.quantity.is_finite() && item.quantity > 0.0, "there is some of each food")?;
            demand(item.measure.as_deref().is_none_or(named), "a measure has a name")?;
        }
        let felt = |figure: Option<u8>| figure.is_none_or(|figure| (1..=10).contains(&figure));
        demand(felt(self.hunger_before) && felt(self.fullness_after), "feelings go from one to ten")
    }

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

impl From<MealItem> for Eaten {
    fn from(item: MealItem) -> Self {
        Self { name: item.name, quantity: item.quantity, measure: item.measure, grams: item.grams }
    }
}

impl SymptomPayload {
    fn check(&self) -> Result<(), Broken> {
        demand(self.code.is_some() != self.own_label.is_some(), "a symptom has one name")?;
        demand([&self.code, &self.own_label].into_iter().flatten().all(|name| named(name)), "a symptom has a name")?;
        demand(self.present == self.severity.is_some(), "what is present has a severity, and nothing else has")?;
        demand(self.severity.is_none_or(|severity| severity <= self.scale.top()), "a severity lies on its scale")?;
        demand(
            self.duration_min.is_none_or(|minutes| f64::from(minutes) <= symptom::DURATION_MAX),
            "a symptom lasts a week at most",
        )
    }
}
