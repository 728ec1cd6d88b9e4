//! Entries as a review counts them: opened, and of a meal's many numbers only the nutrient asked for.

use chrono::{DateTime, NaiveDate, Utc};
use contract::journal::{Eaten, MealType, Scale};
use insight::nutrient::{Amount, Nutrient};
use uuid::Uuid;

use super::queries::SealedRow;
use crate::journal::payload::{MealPayload, Payload, SymptomPayload};
use crate::journal::symptom_label;
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
    pub said: Said,
}

pub(super) enum Said {
    Meal { meal_type: MealType, items: Vec<Item>, hunger_before: Option<u8>, fullness_after: Option<u8> },
    Symptom { label: String, scale: Scale, present: bool, severity: Option<u8>, duration_min: Option<u16> },
}

/// A food of a meal: what it was and how much, and the nutrient asked for per 100 g where it is known.
pub(super) struct Item {
    pub eaten: Eaten,
    pub per_100g: Option<Amount>,
}

/// # Errors
/// What does not open, or is not what its kind promises: a review with holes would be read as a whole one.
pub(super) fn open(rows: Vec<SealedRow>, key: &ClientKey, nutrient: Nutrient) -> Result<Vec<EntryRow>, Refusal> {
    let open = |row: SealedRow| {
        let observation_id = row.content.observation_id;
        let plain = row.content.open(key)?;
        let said = match plain.payload {
            Payload::Meal(meal) => of_meal(meal, nutrient),
            Payload::Symptom(symptom) => of_symptom(symptom),
        };
        Ok(EntryRow {
            observation_id,
            occurred_at: row.occurred_at,
            zone: row.zone,
            local_date: row.local_date,
            precision: row.precision,
            note: plain.note,
            unseen: row.unseen,
            counts: row.counts,
            said,
        })
    };
    rows.into_iter().map(open).collect()
}

fn of_meal(meal: MealPayload, nutrient: Nutrient) -> Said {
    let item =
        |item: crate::journal::payload::MealItem| Item { per_100g: item.nutrients.get(nutrient), eaten: item.into() };
    Said::Meal {
        meal_type: meal.meal_type,
        items: meal.items.into_iter().map(item).collect(),
        hunger_before: meal.hunger_before,
        fullness_after: meal.fullness_after,
    }
}

fn of_symptom(symptom: SymptomPayload) -> Said {
    Said::Symptom {
        label: symptom_label(&symptom),
        scale: symptom.scale,
        present: symptom.present,
        severity: symptom.severity,
        duration_min: symptom.duration_min,
    }
}
