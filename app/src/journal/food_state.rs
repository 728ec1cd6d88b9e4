//! What the food picker knows: handed from the page to the island, changed by both in the same way.

use crate::words::journal as w;
use contract::{
    Code,
    journal::{AddInput, FoodHit, FoodsFound, ItemInput, RecentFood, field},
};
use insight::food_search::begins;
use serde::{Deserialize, Serialize};

/// A food of the meal as it is listed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub input: ItemInput,
    pub name: String,
    /// "1.5 × 1 cup", "86 g"
    pub amount: String,
    pub grams: f64,
    pub error: Option<Code>,
}

/// The food whose portion is being chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Open {
    pub hit: FoodHit,
    pub add: AddInput,
    /// Which field of `add` was refused, and why.
    pub error: Option<(String, Code)>,
}

/// All of it, as the page was rendered.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Picker {
    pub query: String,
    pub found: Option<FoodsFound>,
    pub open: Option<Open>,
    pub lines: Vec<Line>,
    pub recent: Vec<RecentFood>,
    /// Foods that are named above and not among the hits.
    pub foods: Vec<FoodHit>,
    pub own: AddInput,
    pub own_error: Option<(String, Code)>,
    /// What is wrong with the list as a whole.
    pub error: Option<Code>,
}

impl Open {
    /// A food with the portion it was had in last, else its first household measure, else 100 g.
    pub fn new(hit: FoodHit, recent: &[RecentFood]) -> Self {
        let last = recent.iter().find(|food| food.food_id == Some(hit.id));
        let mut add =
            AddInput { food: hit.id.to_string(), quantity: "1".into(), grams: "100".into(), ..AddInput::default() };
        match (last, hit.portions.first()) {
            (Some(last), _) => {
                add.portion = last.portion_seq.map(|seq| seq.to_string()).unwrap_or_default();
                add.quantity = plain(last.quantity);
                add.grams = plain(last.grams);
            }
            (None, Some(first)) => add.portion = first.seq.to_string(),
            (None, None) => {}
        }
        Self { hit, add, error: None }
    }

    /// The grams chosen so far; none while they cannot be read.
    pub fn grams(&self) -> Option<f64> {
        if self.add.portion.is_empty() {
            return field::amount(&self.add.grams, contract::journal::meal::GRAMS_MAX).ok();
        }
        let portion = self.hit.portions.iter().find(|portion| portion.seq.to_string() == self.add.portion)?;
        field::amount(&self.add.quantity, 1_000.0).ok().map(|quantity| quantity * portion.grams)
    }

    /// The line this becomes.
    ///
    /// # Errors
    /// The refused field of `add` and why.
    pub fn line(&self) -> Result<Line, (String, Code)> {
        let (field, text, most) = match self.add.portion.is_empty() {
            true => ("grams", &self.add.grams, contract::journal::meal::GRAMS_MAX),
            false => ("quantity", &self.add.quantity, 1_000.0),
        };
        field::amount(text, most).map_err(|code| (field.to_owned(), code))?;
        let input = ItemInput {
            food: self.add.food.clone(),
            name: self.hit.name.clone(),
            portion: self.add.portion.clone(),
            quantity: if self.add.portion.is_empty() { String::new() } else { self.add.quantity.clone() },
            grams: if self.add.portion.is_empty() { self.add.grams.clone() } else { String::new() },
        };
        let line = Line::new(input, Some(&self.hit));
        if line.grams > contract::journal::meal::GRAMS_MAX {
            return Err((field.to_owned(), Code::TooLarge));
        }
        Ok(line)
    }
}

impl Line {
    /// `hit` is the food, where it is one of the reference table.
    pub fn new(input: ItemInput, hit: Option<&FoodHit>) -> Self {
        let name = hit.map_or_else(|| input.name.clone(), |hit| hit.name.clone());
        let portion = hit.and_then(|hit| hit.portions.iter().find(|portion| portion.seq.to_string() == input.portion));
        let (amount, grams) = match portion {
            Some(portion) => {
                let quantity = field::amount(&input.quantity, 1_000.0).unwrap_or(0.0);
                let measure = w::measure(portion.amount, &portion.measure);
                let grams = quantity * portion.grams;
                (w::amount(quantity, Some(&measure), grams), grams)
            }
            None => {
                let grams = field::amount(&input.grams, contract::journal::meal::GRAMS_MAX).unwrap_or(0.0);
                (w::amount(1.0, None, grams), grams)
            }
        };
        Self { input, name, amount, grams, error: None }
    }

    /// A food of the client's own as it was had last.
    pub fn again(food: &RecentFood) -> Self {
        Self::new(ItemInput { name: food.name.clone(), grams: plain(food.grams), ..ItemInput::default() }, None)
    }

    /// A food of the client's own, from the form's fields for it.
    ///
    /// # Errors
    /// The refused field and why.
    pub fn own(own: &AddInput) -> Result<Self, (String, Code)> {
        let name = field::name(&own.own_name).map_err(|code| ("own_name".to_owned(), code))?;
        field::amount(&own.own_grams, contract::journal::meal::GRAMS_MAX)
            .map_err(|code| ("own_grams".to_owned(), code))?;
        let input = ItemInput { name, grams: own.own_grams.clone(), ..ItemInput::default() };
        Ok(Self::new(input, None))
    }
}

impl Picker {
    /// A food that is on the page already.
    pub fn find(&self, id: i32) -> Option<&FoodHit> {
        let found = self.found.iter().flat_map(|found| &found.hits);
        found.chain(&self.foods).find(|hit| hit.id == id)
    }
}

/// What was searched for with what this person has had lately first, and foods of their own: three letters are enough for
/// what one eats every day.
pub fn own_first(mut found: FoodsFound, recent: &[RecentFood], foods: &[FoodHit]) -> FoodsFound {
    const FIRST: usize = 4;
    let most = found.hits.len().max(FIRST);
    let mut first: Vec<FoodHit> = Vec::new();
    for food in recent {
        let Some(matched) = begins(&food.name, &found.query) else { continue };
        match food.food_id {
            Some(id) if first.len() < FIRST => {
                let known = foods.iter().chain(&found.hits).find(|hit| hit.id == id);
                first.extend(known.map(|hit| FoodHit { matched, ..hit.clone() }));
            }
            None if found.own.len() < FIRST => found.own.push(food.clone()),
            _ => {}
        }
    }
    found.hits.retain(|hit| first.iter().all(|own| own.id != hit.id));
    first.append(&mut found.hits);
    first.truncate(most);
    found.hits = first;
    found
}

/// A number as it is typed.
pub fn plain(number: f64) -> String {
    let rounded = (number * 100.0).round() / 100.0;
    rounded.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::journal::PortionView;

    fn oats() -> FoodHit {
        let portion = |seq, amount, measure: &str, grams| PortionView { seq, amount, measure: measure.into(), grams };
        FoodHit {
            id: 8121,
            name: "Oats, cooked".into(),
            matched: vec![],
            portions: vec![portion(1, 1.0, "cup", 234.0), portion(2, 0.75, "cup", 175.0)],
            per_100g: vec![],
        }
    }

    // experience.md: the last portion is remembered.
    #[test]
    fn a_food_opens_with_its_last_portion() {
        assert_eq!(Open::new(oats(), &[]).grams(), Some(234.0));
        let last = RecentFood {
            food_id: Some(8121),
            name: "Oats, cooked".into(),
            portion_seq: Some(2),
            quantity: 2.0,
            measure: None,
            grams: 350.0,
        };
        assert_eq!(Open::new(oats(), &[last]).grams(), Some(350.0));
    }

    fn had(food_id: Option<i32>, name: &str) -> RecentFood {
        RecentFood { food_id, name: name.into(), portion_seq: None, quantity: 1.0, measure: None, grams: 30.0 }
    }

    // "chi" is chicken to most, and chia to who has it every morning.
    #[test]
    fn what_one_has_had_stands_first() {
        let food = |id, name: &str| FoodHit { id, name: name.into(), ..oats() };
        let chicken: Vec<_> = (1..=12).map(|id| food(id, &format!("Chicken {id}"))).collect();
        let found = FoodsFound { query: "chi".into(), hits: chicken, ..FoodsFound::default() };
        let recent = [
            had(Some(8121), "Oats, cooked"),
            had(Some(99), "Seeds, chia"),
            had(None, "Mum's chilli"),
            had(Some(3), "Chicken 3"),
        ];
        let foods = [oats(), food(99, "Seeds, chia")];
        let shown = own_first(found.clone(), &recent, &foods);
        let ids: Vec<_> = shown.hits.iter().map(|hit| hit.id).collect();
        assert_eq!(ids, [99, 3, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11], "each once, and no more than before");
        assert_eq!(shown.hits[0].matched, [(7, 10)]);
        assert_eq!(shown.own.iter().map(|food| food.name.as_str()).collect::<Vec<_>>(), ["Mum's chilli"]);
        assert_eq!(Line::again(&shown.own[0]).amount, "30 g");
        assert_eq!(own_first(found.clone(), &[], &foods), found, "who has had nothing sees what everybody sees");
        let nothing = own_first(FoodsFound { query: "mums".into(), ..FoodsFound::default() }, &recent, &foods);
        assert!(nothing.hits.is_empty() && nothing.own.len() == 1, "a food of one's own that is in no table");
    }

    #[test]
    fn a_line_says_what_it_is_or_what_is_wrong() {
        let mut open = Open::new(oats(), &[]);
        open.add.quantity = "1,5".into();
        let line = open.line().unwrap();
        assert_eq!((line.amount.as_str(), line.grams), ("1.5 × 1 cup", 351.0));
        open.add.quantity = "lots".into();
        assert_eq!(open.line(), Err(("quantity".into(), Code::Malformed)));
        open.add.quantity = "100".into();
        assert_eq!(open.line(), Err(("quantity".into(), Code::TooLarge)), "23 kg of porridge");
        open.add.portion = String::new();
        open.add.grams = "86".into();
        let line = open.line().unwrap();
        assert_eq!((line.amount.as_str(), line.input.portion.as_str()), ("86 g", ""));
        let own = AddInput { own_name: "Kefir".into(), own_grams: "x".into(), ..AddInput::default() };
        assert_eq!(Line::own(&own), Err(("own_grams".into(), Code::Malformed)));
    }
}
