//! A meal: what is stored of it, what its form posts, and what that is checked into.

use super::{Broken, Kind, Observation, demand};
use crate::error::{AppError, Code, Refused};
use crate::id::FoodId;
use crate::journal::change::{Change, foods};
use crate::journal::envelope::{Input, New};
use crate::journal::facts::{Facts, Shape};
use crate::journal::fields::{fields, form};
use crate::journal::{Eaten, field};
use insight::nutrient::{Grams, Profile, Totals};
use serde::{Deserialize, Serialize};

/// Most foods in one meal; the database holds the same figure.
pub const ITEMS_MAX: usize = 60;
/// Most grams of one food; the database holds the same figure.
pub const GRAMS_MAX: f64 = 20_000.0;

/// The same words as in the database's check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MealType {
    Breakfast,
    Lunch,
    Dinner,
    Snack,
    Drink,
    Other,
}

impl MealType {
    pub const ALL: [Self; 6] = [Self::Breakfast, Self::Lunch, Self::Dinner, Self::Snack, Self::Drink, Self::Other];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Breakfast => "breakfast",
            Self::Lunch => "lunch",
            Self::Dinner => "dinner",
            Self::Snack => "snack",
            Self::Drink => "drink",
            Self::Other => "other",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What a meal at this hour most likely is; the form's first guess.
    pub fn at_hour(hour: u32) -> Self {
        match hour {
            4..=10 => Self::Breakfast,
            11..=14 => Self::Lunch,
            17..=21 => Self::Dinner,
            _ => Self::Snack,
        }
    }
}

/// What is stored of a meal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meal {
    pub meal_type: MealType,
    pub items: Vec<MealItem>,
    /// 1 to 10.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hunger_before: Option<u8>,
    /// 1 to 10.
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
    /// One portion in words ("1 cup, chopped"); none where grams were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// How many portions; 1 where grams were given.
    #[serde(default = "one")]
    pub quantity: f64,
    /// All of it, in grams.
    pub grams: f64,
    /// Known amounts **per 100 g** by nutrient key; empty when nothing is known.
    pub nutrients: Profile,
    /// Where the nutrients come from; empty for a food of the client's own.
    pub source: String,
}

fn one() -> f64 {
    1.0
}

impl From<MealItem> for Eaten {
    fn from(item: MealItem) -> Self {
        Self { name: item.name, quantity: item.quantity, measure: item.measure, grams: item.grams }
    }
}

impl Meal {
    /// Counts what was eaten into a day's or a period's total.
    pub fn add_to(&self, totals: &mut Totals) {
        for item in &self.items {
            totals.add(&item.nutrients, Grams(item.grams));
        }
    }
}

impl Kind for Meal {
    const NAME: &'static str = "meal";
    type Input = MealInput;

    fn check(&self) -> Result<(), Broken> {
        demand((1..=ITEMS_MAX).contains(&self.items.len()), "a meal has between one and sixty foods")?;
        for item in &self.items {
            demand(field::stored_name(&item.name), "a food has a name")?;
            demand(item.grams > 0.0 && item.grams <= GRAMS_MAX, "a food weighs something, within reason")?;
            demand(item.quantity.is_finite() && item.quantity > 0.0, "there is some of each food")?;
            demand(item.measure.as_deref().is_none_or(field::stored_name), "a measure has a name")?;
        }
        let felt = |figure: Option<u8>| figure.is_none_or(|figure| (1..=10).contains(&figure));
        demand(felt(self.hunger_before) && felt(self.fullness_after), "feelings go from one to ten")
    }

    fn facts(&self) -> Facts {
        Facts::at_a_moment(Shape::Dot)
    }

    fn changes(&self, now: &Self, found: &mut Vec<Change>) {
        if self.meal_type != now.meal_type {
            found.push(Change::MealType { from: self.meal_type, to: now.meal_type });
        }
        foods(&self.items, &now.items, found);
        if self.hunger_before != now.hunger_before {
            found.push(Change::Hunger { from: self.hunger_before, to: now.hunger_before });
        }
        if self.fullness_after != now.fullness_after {
            found.push(Change::Fullness { from: self.fullness_after, to: now.fullness_after });
        }
    }

    fn samples(day: &str) -> Vec<MealInput> {
        let food =
            ItemInput { food: "8121".into(), portion: "1".into(), quantity: "1,5".into(), ..ItemInput::default() };
        let own = ItemInput { name: "Grandma's soup".into(), grams: "300".into(), ..ItemInput::default() };
        let least = MealInput {
            meal_type: "snack".into(),
            day: day.into(),
            time: "10:20".into(),
            items: vec![own.clone()],
            ..MealInput::default()
        };
        let all = MealInput {
            meal_type: "lunch".into(),
            time: "12:55".into(),
            items: vec![food, own],
            hunger_before: "6".into(),
            fullness_after: "7".into(),
            note: "With Sam.".into(),
            ..least.clone()
        };
        vec![all, least]
    }

    fn of(observation: &Observation) -> Option<&Self> {
        if let Observation::Meal(meal) = observation { Some(meal) } else { None }
    }
}

fields! {
    /// One food of the form. `portion` is the number of a household measure, then `quantity` counts them; or it is empty
    /// and `grams` counts. `food` is empty for a food of the client's own, then `name` is its name.
    ItemInput {
        food,
        name,
        portion,
        quantity,
        grams,
    }
}

fields! {
    /// What is being added, in the form without script.
    AddInput {
        /// The food that was picked.
        food,
        portion,
        quantity,
        grams,
        own_name,
        own_grams,
    }
}

form! {
    /// The meal form as posted (`meal[…]`). `q`, `add` and `step` belong to choosing foods without script.
    MealInput = "meal" {
        meal_type,
        items: Vec<ItemInput>,
        hunger_before,
        fullness_after,
        q,
        add: AddInput,
        /// `search`, `pick:1001`, `add`, `add_own`, `remove:2`.
        step,
    }
}

/// A food of the reference table or one the client named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    Food(FoodId),
    Own(String),
}

/// How much: so many household measures, or grams.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    Portion { seq: i32, quantity: f64 },
    Grams(f64),
}

#[derive(Debug, Clone, PartialEq)]
pub struct NewItem {
    pub what: What,
    pub amount: Amount,
}

/// What the form says: a meal but for what only the server knows, the foods.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMeal {
    pub meal_type: MealType,
    pub items: Vec<NewItem>,
    pub hunger_before: Option<u8>,
    pub fullness_after: Option<u8>,
}

impl MealInput {
    /// # Errors
    /// `Invalid` with every refused field.
    pub fn check(&self) -> Result<New<NewMeal>, AppError> {
        self.read(|refused| {
            let meal_type = refused.take("meal[meal_type]", choice(&self.meal_type));
            let hunger_before = refused.take("meal[hunger_before]", field::step(&self.hunger_before, 1, 10));
            let fullness_after = refused.take("meal[fullness_after]", field::step(&self.fullness_after, 1, 10));
            let items = self.items(refused);
            Some(NewMeal {
                meal_type: meal_type?,
                items,
                hunger_before: hunger_before?,
                fullness_after: fullness_after?,
            })
        })
    }

    fn items(&self, refused: &mut Refused) -> Vec<NewItem> {
        // A food whose portion is being chosen goes along: it is seen as chosen.
        let open = self.add.item();
        match self.items.len() + usize::from(open.is_some()) {
            0 => refused.add("meal[items]", Code::NoItems),
            many if many > ITEMS_MAX => refused.add("meal[items]", Code::TooManyItems),
            _ => {}
        }
        let listed = self.items.iter().take(ITEMS_MAX).enumerate();
        let mut items: Vec<_> =
            listed.filter_map(|(at, item)| item.check(refused, &format!("meal[items][{at}]"))).collect();
        items.extend(open.and_then(|open| open.check(refused, "meal[add]")));
        items
    }
}

impl AddInput {
    /// The food that is open, with what was chosen of it so far; none when none is.
    pub fn item(&self) -> Option<ItemInput> {
        let by_weight = self.portion.is_empty();
        let kept = |text: &String, keep: bool| if keep { text.clone() } else { String::new() };
        (!self.food.is_empty()).then(|| ItemInput {
            food: self.food.clone(),
            name: String::new(),
            portion: self.portion.clone(),
            quantity: kept(&self.quantity, !by_weight),
            grams: kept(&self.grams, by_weight),
        })
    }
}

impl ItemInput {
    /// `at` is the item's name in the form.
    pub fn check(&self, refused: &mut Refused, at: &str) -> Option<NewItem> {
        let what = if self.food.is_empty() {
            refused.take(&format!("{at}[name]"), field::name(&self.name).map(What::Own))
        } else {
            let food = self.food.parse().map(|id| What::Food(FoodId(id))).map_err(|_| Code::Unknown);
            refused.take(&format!("{at}[food]"), food)
        };
        let amount = if self.portion.is_empty() {
            refused.take(&format!("{at}[grams]"), field::amount(&self.grams, GRAMS_MAX).map(Amount::Grams))
        } else {
            let seq = refused.take(&format!("{at}[portion]"), self.portion.parse().map_err(|_| Code::Unknown));
            let quantity = refused.take(&format!("{at}[quantity]"), field::amount(&self.quantity, 1_000.0));
            seq.zip(quantity).map(|(seq, quantity)| Amount::Portion { seq, quantity })
        };
        Some(NewItem { what: what?, amount: amount? })
    }
}

fn choice(word: &str) -> Result<MealType, Code> {
    match word {
        "" => Err(Code::Required),
        word => MealType::parse(word).ok_or(Code::Unknown),
    }
}
