//! Entries as a review counts them: opened, and of a meal's many numbers only the nutrient asked for.

use chrono::{DateTime, NaiveDate, Utc};
use contract::consent::Language;
use contract::journal::{Facts, Meal, Observation};
use insight::nutrient::{Amount, Nutrient};
use uuid::Uuid;

use super::queries::SealedRow;
use crate::journal::label;
use crate::refusal::Refusal;
use crate::secret::ClientKey;

pub(super) struct EntryRow {
    pub observation_id: Uuid,
    pub occurred_at: DateTime<Utc>,
    pub zone: String,
    pub local_date: NaiveDate,
    pub precision: String,
    pub note: Option<String>,
    pub unseen: bool,
    pub counts: bool,
    pub said: Observation,
    pub facts: Facts,
    /// What it is called, where the kind alone does not say it.
    pub label: Option<String>,
    /// Of each food of a meal: the nutrient asked for per 100 g, where it is known.
    pub per_100g: Vec<Option<Amount>>,
}

/// # Errors
/// What does not open, or is not what its kind promises: a review with holes would be read as a whole one.
pub(super) fn open(rows: Vec<SealedRow>, key: &ClientKey, nutrient: Nutrient) -> Result<Vec<EntryRow>, Refusal> {
    let open = |row: SealedRow| {
        let observation_id = row.content.observation_id;
        let plain = row.content.open(key)?;
        let mut said = plain.payload;
        let per_100g = match &mut said {
            Observation::Meal(meal) => pick(meal, nutrient),
            _ => vec![],
        };
        let facts = said.facts();
        Ok(EntryRow {
            observation_id,
            occurred_at: row.occurred_at,
            zone: row.zone,
            local_date: row.local_date,
            precision: row.precision,
            note: plain.note,
            unseen: row.unseen,
            counts: row.counts,
            label: facts.name.as_ref().map(|name| label(name, Language::En)),
            facts,
            said,
            per_100g,
        })
    };
    rows.into_iter().map(open).collect()
}

/// Takes the nutrients away, and keeps the one asked for: a review holds thousands of meals.
fn pick(meal: &mut Meal, nutrient: Nutrient) -> Vec<Option<Amount>> {
    meal.items.iter_mut().map(|item| std::mem::take(&mut item.nutrients).get(nutrient)).collect()
}
