//! Foods as the picker shows them.

use serde::{Deserialize, Serialize};

/// A household measure: `amount` of `measure` weighs `grams` ("0.5", "cup, chopped", 70).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PortionView {
    pub seq: i32,
    pub amount: f64,
    pub measure: String,
    pub grams: f64,
}

/// A food that matches what was typed, with all that choosing a portion of it needs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoodHit {
    pub id: i32,
    pub name: String,
    /// Byte ranges of `name` to highlight, ascending, on character boundaries.
    pub matched: Vec<(usize, usize)>,
    pub portions: Vec<PortionView>,
    /// Nutrient keys and amounts per 100 g, those of the short list that are known; what is missing is unknown.
    pub per_100g: Vec<(String, f64)>,
}

/// The answer to one search.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FoodsFound {
    /// What was searched for: an island drops answers to questions it no longer asks.
    pub query: String,
    pub hits: Vec<FoodHit>,
    /// The words really searched for, when a typing error was corrected.
    pub shown_for: Option<String>,
    /// Foods of the person's own that begin so.
    #[serde(default)]
    pub own: Vec<RecentFood>,
}

/// A food that was eaten, and how much of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Eaten {
    pub name: String,
    /// How many portions; 1 where grams were given.
    pub quantity: f64,
    /// One portion in words ("1 cup, chopped"); none where grams were given.
    pub measure: Option<String>,
    /// All of it.
    pub grams: f64,
}

/// How a client last logged a food.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecentFood {
    /// None for a food of the client's own.
    pub food_id: Option<i32>,
    pub name: String,
    pub portion_seq: Option<i32>,
    pub quantity: f64,
    pub measure: Option<String>,
    pub grams: f64,
}
