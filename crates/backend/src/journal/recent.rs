//! What was had and felt lately, from the last entries: opened here, since the database cannot look into them.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use contract::journal::{Eaten, MealType, RecentFood, SymptomName};
use uuid::Uuid;

use super::payload::Payload;
use super::queries::SealedRow;
use crate::refusal::Refusal;
use crate::secret::ClientKey;

/// Entries looked at, and what is offered of them.
pub(super) const MEALS: i64 = 80;
const FOODS: usize = 40;
pub(super) const SYMPTOMS: i64 = 300;
const NAMES: usize = 30;

/// A meal by what was in it and how much.
#[derive(Debug)]
pub(super) struct MealFoods {
    pub observation_id: Uuid,
    pub occurred_at: DateTime<Utc>,
    pub zone: String,
    pub meal_type: MealType,
    pub foods: Vec<Eaten>,
}

/// `rows` of meals, in their order.
pub(super) fn meal_foods(rows: Vec<SealedRow>, key: &ClientKey) -> Result<Vec<MealFoods>, Refusal> {
    let mut meals = Vec::new();
    for row in rows {
        let row = row.open(key)?;
        let Payload::Meal(meal) = row.plain.payload else { continue };
        meals.push(MealFoods {
            observation_id: row.observation_id,
            occurred_at: row.occurred_at,
            zone: row.zone,
            meal_type: meal.meal_type,
            foods: meal.items.into_iter().map(Into::into).collect(),
        });
    }
    Ok(meals)
}

/// Each food as it was last logged, the latest first; in a meal by their places.
pub(super) fn foods(rows: Vec<SealedRow>, key: &ClientKey) -> Result<Vec<RecentFood>, Refusal> {
    let mut meals = opened(rows, key)?;
    // By the moment, whatever day it was counted to.
    meals.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let (mut seen, mut found) = (HashSet::new(), Vec::new());
    for (_, payload) in meals {
        let Payload::Meal(meal) = payload else { continue };
        for item in meal.items {
            if found.len() < FOODS && seen.insert((item.food_id, item.name.clone())) {
                found.push(RecentFood {
                    food_id: item.food_id,
                    name: item.name,
                    portion_seq: item.portion_seq,
                    quantity: item.quantity,
                    measure: item.measure,
                    grams: item.grams,
                });
            }
        }
    }
    Ok(found)
}

/// Names of symptoms, latest first.
pub(super) fn symptoms(rows: Vec<SealedRow>, key: &ClientKey) -> Result<Vec<SymptomName>, Refusal> {
    let mut latest: HashMap<(Option<String>, Option<String>), DateTime<Utc>> = HashMap::new();
    for (at, payload) in opened(rows, key)? {
        let Payload::Symptom(symptom) = payload else { continue };
        let last = latest.entry((symptom.code, symptom.own_label)).or_insert(at);
        *last = at.max(*last);
    }
    let mut found: Vec<_> = latest.into_iter().collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let name = |((code, own), _)| Option::map(code, SymptomName::Code).or(Option::map(own, SymptomName::Own));
    Ok(found.into_iter().take(NAMES).filter_map(name).collect())
}

fn opened(rows: Vec<SealedRow>, key: &ClientKey) -> Result<Vec<(DateTime<Utc>, Payload)>, Refusal> {
    let open = |row: SealedRow| row.open(key).map(|row| (row.occurred_at, row.plain.payload));
    rows.into_iter().map(open).collect()
}
