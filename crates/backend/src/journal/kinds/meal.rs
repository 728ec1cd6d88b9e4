//! Meals: the foods of a form looked up, and what was had lately.

use std::collections::HashSet;

use chrono::{DateTime, Timelike, Utc};
use contract::error::Refused;
use contract::id::FoodId;
use contract::journal::{
    Amount, Eaten, ItemInput, Meal, MealInput, MealItem, MealType, New, NewItem, NewMeal, Offers, RecentFood, What,
    field, meal,
};
use contract::{AppError, Code};
use insight::clock::Moment;
use uuid::Uuid;

use super::super::queries::SealedRow;
use super::{Log, Logged, Shelf, Start, figure};
use crate::activity::Action;
use crate::food::Foods;
use crate::reference;
use crate::refusal::Refusal;
use crate::secret::ClientKey;
use contract::journal::Observation;

/// Foods offered at most.
const FOODS: usize = 40;

impl Log for Meal {
    type Checked = NewMeal;
    const LOGGED: Action = Action::MealLogged;
    const LOOKS_BACK: i64 = 80;
    const MANY: &'static str = "Meals";

    fn read_form(input: &MealInput, _shelf: &Shelf) -> Result<New<NewMeal>, AppError> {
        input.check()
    }

    fn build(new: &New<NewMeal>, shelf: &Shelf, before: Option<&Self>, _start: Start) -> Result<Self, AppError> {
        let said = &new.said;
        let known = before.map(|meal| meal.items.as_slice()).unwrap_or_default();
        Ok(Self {
            meal_type: said.meal_type,
            items: items(&said.items, &shelf.foods, known)?,
            hunger_before: said.hunger_before,
            fullness_after: said.fullness_after,
        })
    }

    fn guess(input: &mut MealInput, now: Moment) {
        let hour = field::time(&input.time).map_or(now.time_of_day().hour(), |time| time.hour());
        input.meal_type = MealType::at_hour(hour).as_str().into();
    }

    fn fill(&self, _start: Start) -> MealInput {
        let item = |item: &MealItem| ItemInput {
            food: figure(item.food_id),
            name: item.name.clone(),
            portion: figure(item.portion_seq),
            quantity: item.quantity.to_string(),
            grams: item.grams.to_string(),
        };
        MealInput {
            meal_type: self.meal_type.as_str().into(),
            items: self.items.iter().map(item).collect(),
            hunger_before: figure(self.hunger_before),
            fullness_after: figure(self.fullness_after),
            ..MealInput::default()
        }
    }

    fn in_words(&self) -> String {
        // The weight as it was written, to the last digit: the shortest decimal number that is this value.
        let foods: Vec<_> = self.items.iter().map(|item| format!("{} ({} g)", item.name, item.grams)).collect();
        let word = self.meal_type.as_str();
        let (first, rest) = word.split_at(1);
        format!("{}{rest}: {}", first.to_uppercase(), foods.join(", "))
    }

    fn offers(input: &MealInput, last: Vec<Logged<Self>>, shelf: &Shelf) -> Offers {
        let chosen = input.items.iter().map(|item| &item.food).chain([&input.add.food]);
        let foods = chosen.filter_map(|food| shelf.foods.view(food.parse().ok()?, vec![])).collect();
        Offers { foods, recent_foods: recent(last), ..Offers::default() }
    }
}

/// Each food as it was last logged, the latest first; in a meal by their places.
fn recent(mut meals: Vec<Logged<Meal>>) -> Vec<RecentFood> {
    // By the moment, whatever day it was counted to.
    meals.sort_by_key(|meal| std::cmp::Reverse(meal.occurred_at));
    let (mut seen, mut found) = (HashSet::new(), Vec::new());
    for item in meals.into_iter().flat_map(|meal| meal.said.items) {
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
    found
}

/// A meal by what was in it and how much.
#[derive(Debug)]
pub(in super::super) struct MealFoods {
    pub observation_id: Uuid,
    pub occurred_at: DateTime<Utc>,
    pub zone: String,
    pub meal_type: MealType,
    pub foods: Vec<Eaten>,
}

/// `rows` of meals, in their order.
pub(in super::super) fn meal_foods(rows: Vec<SealedRow>, key: &ClientKey) -> Result<Vec<MealFoods>, Refusal> {
    let mut meals = Vec::new();
    for row in rows {
        let row = row.open(key)?;
        let Observation::Meal(meal) = row.plain.payload else { continue };
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

/// The same foods and amounts with the nutrients of today's table, without feelings.
pub(crate) fn had_again(meal: &Meal, foods: &Foods) -> Meal {
    let mut again = Meal { hunger_before: None, fullness_after: None, ..meal.clone() };
    for item in &mut again.items {
        if let Some(facts) = item.food_id.and_then(|id| foods.find(id)) {
            item.nutrients = facts.profile.clone();
        }
    }
    again
}

/// The foods as they will be kept. A food the entry held already keeps the nutrients it was logged with.
fn items(new: &[NewItem], foods: &Foods, known: &[MealItem]) -> Result<Vec<MealItem>, AppError> {
    let mut refused = Refused::default();
    let items: Vec<_> = new
        .iter()
        .enumerate()
        .filter_map(|(at, item)| {
            item_of(item, foods, known)
                .map_err(|(field, code)| refused.add(format!("meal[items][{at}][{field}]"), code))
                .ok()
        })
        .collect();
    refused.finish()?;
    Ok(items)
}

fn item_of(item: &NewItem, foods: &Foods, known: &[MealItem]) -> Result<MealItem, (&'static str, Code)> {
    let food_id = match &item.what {
        What::Own(name) => return own(name, item.amount),
        What::Food(FoodId(food)) => *food,
    };
    let facts = foods.find(food_id).ok_or(("food", Code::Unknown))?;
    let (portion_seq, quantity, measure, grams) = match item.amount {
        Amount::Grams(grams) => (None, 1.0, None, grams),
        Amount::Portion { seq, quantity } => {
            let portion = facts.portions.iter().find(|portion| portion.seq == seq).ok_or(("portion", Code::Unknown))?;
            (Some(seq), quantity, Some(measure(portion.amount, &portion.measure)), quantity * portion.grams)
        }
    };
    if grams > meal::GRAMS_MAX {
        return Err(("quantity", Code::TooLarge));
    }
    let kept = known.iter().find(|item| item.food_id == Some(food_id));
    Ok(MealItem {
        food_id: Some(food_id),
        name: kept.map_or_else(|| facts.name.clone(), |item| item.name.clone()),
        portion_seq,
        measure,
        quantity,
        grams,
        nutrients: kept.map_or_else(|| facts.profile.clone(), |item| item.nutrients.clone()),
        source: kept.map_or_else(|| reference::SOURCE.to_owned(), |item| item.source.clone()),
    })
}

fn own(name: &str, amount: Amount) -> Result<MealItem, (&'static str, Code)> {
    let Amount::Grams(grams) = amount else { return Err(("grams", Code::Required)) };
    Ok(MealItem {
        food_id: None,
        name: name.to_owned(),
        portion_seq: None,
        measure: None,
        quantity: 1.0,
        grams,
        nutrients: Default::default(),
        source: String::new(),
    })
}

/// "1 cup, chopped", "0.5 breast".
fn measure(amount: f64, measure: &str) -> String {
    format!("{amount} {measure}")
}
