//! A meal: what its form posts, and what that is checked into.

use super::{LocalTime, Target, field};
use crate::error::{AppError, Code, Refused};
use crate::id::FoodId;
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

/// One food of the form. `portion` is the number of a household measure, then `quantity` counts them; or it is empty
/// and `grams` counts. `food` is empty for a food of the client's own, then `name` is its name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ItemInput {
    pub food: String,
    pub name: String,
    pub portion: String,
    pub quantity: String,
    pub grams: String,
}

/// What is being added, in the form without script.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AddInput {
    /// The food that was picked.
    pub food: String,
    pub portion: String,
    pub quantity: String,
    pub grams: String,
    pub own_name: String,
    pub own_grams: String,
}

/// The meal form as posted (`meal[…]`). `q`, `add` and `step` belong to choosing foods without script.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MealInput {
    pub id: String,
    pub version: String,
    pub meal_type: String,
    pub day: String,
    pub time: String,
    /// Which, where the time comes twice: `first`, `second`, or `ask`.
    pub pass: String,
    pub items: Vec<ItemInput>,
    pub hunger_before: String,
    pub fullness_after: String,
    pub note: String,
    pub private: String,
    pub q: String,
    pub add: AddInput,
    /// `search`, `pick:1001`, `add`, `add_own`, `remove:2`.
    pub step: String,
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

/// A meal that can be saved, but for what only the server knows: the foods, the zone and the time now.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMeal {
    pub target: Target,
    pub meal_type: MealType,
    pub when: LocalTime,
    pub items: Vec<NewItem>,
    /// 1 to 10.
    pub hunger_before: Option<u8>,
    /// 1 to 10.
    pub fullness_after: Option<u8>,
    pub note: Option<String>,
    pub private: bool,
}

impl MealInput {
    /// # Errors
    /// `Invalid` with every refused field.
    pub fn check(&self) -> Result<NewMeal, AppError> {
        let target = Target::read(&self.id, &self.version)?;
        let mut refused = Refused::default();
        let meal_type = refused.take("meal[meal_type]", choice(&self.meal_type));
        let when = field::when(&mut refused, "meal", &self.day, &self.time, &self.pass);
        let hunger_before = refused.take("meal[hunger_before]", field::step(&self.hunger_before, 1, 10));
        let fullness_after = refused.take("meal[fullness_after]", field::step(&self.fullness_after, 1, 10));
        let note = refused.take("meal[note]", field::note(&self.note));
        // A food whose portion is being chosen goes along: it is seen as chosen.
        let open = self.add.item();
        match self.items.len() + usize::from(open.is_some()) {
            0 => refused.add("meal[items]", Code::NoItems),
            many if many > ITEMS_MAX => refused.add("meal[items]", Code::TooManyItems),
            _ => {}
        }
        let mut items: Vec<_> = self
            .items
            .iter()
            .take(ITEMS_MAX)
            .enumerate()
            .filter_map(|(at, item)| item.check(&mut refused, &format!("meal[items][{at}]")))
            .collect();
        items.extend(open.and_then(|open| open.check(&mut refused, "meal[add]")));
        refused.finish()?;
        let (Some(meal_type), Some(when), Some(hunger_before), Some(fullness_after), Some(note)) =
            (meal_type, when, hunger_before, fullness_after, note)
        else {
            return Err(AppError::field("", Code::Malformed));
        };
        let private = !self.private.is_empty();
        Ok(NewMeal { target, meal_type, when, items, hunger_before, fullness_after, note, private })
    }

    /// The form's fields back from what was posted, for the page that is shown again.
    pub fn from_values(values: &[(String, String)]) -> Self {
        let mut input = Self::default();
        for (key, value) in values {
            let Some(path) = key.strip_prefix("meal[").and_then(|rest| rest.strip_suffix(']')) else { continue };
            if let Some(place) = input.place(&path.split("][").collect::<Vec<_>>()) {
                place.clone_from(value);
            }
        }
        input
    }

    /// Where the field named by `path` is kept.
    fn place(&mut self, path: &[&str]) -> Option<&mut String> {
        Some(match path {
            ["id"] => &mut self.id,
            ["version"] => &mut self.version,
            ["meal_type"] => &mut self.meal_type,
            ["day"] => &mut self.day,
            ["time"] => &mut self.time,
            ["pass"] => &mut self.pass,
            ["hunger_before"] => &mut self.hunger_before,
            ["fullness_after"] => &mut self.fullness_after,
            ["note"] => &mut self.note,
            ["private"] => &mut self.private,
            ["q"] => &mut self.q,
            ["step"] => &mut self.step,
            ["add", name] => self.add.place(name)?,
            ["items", at, name] => {
                let at: usize = at.parse().ok().filter(|at| *at < 200)?;
                if self.items.len() <= at {
                    self.items.resize_with(at + 1, ItemInput::default);
                }
                self.items.get_mut(at)?.place(name)?
            }
            _ => return None,
        })
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

    fn place(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "food" => &mut self.food,
            "portion" => &mut self.portion,
            "quantity" => &mut self.quantity,
            "grams" => &mut self.grams,
            "own_name" => &mut self.own_name,
            "own_grams" => &mut self.own_grams,
            _ => return None,
        })
    }
}

impl ItemInput {
    fn place(&mut self, name: &str) -> Option<&mut String> {
        Some(match name {
            "food" => &mut self.food,
            "name" => &mut self.name,
            "portion" => &mut self.portion,
            "quantity" => &mut self.quantity,
            "grams" => &mut self.grams,
            _ => return None,
        })
    }

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
