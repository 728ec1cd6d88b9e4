//! The shipped foods in memory: search, household portions and nutrients without a trip to the database.
//!
//! Guarantee: the same foods as in schema `ref`, read from the same files; built once per process and never changed,
//! so it is a constant that takes a moment to compute, not state.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use contract::journal::{FoodHit, FoodsFound, PortionView};
use insight::food_search::{FoodEntry, FoodIndex};
use insight::nutrient::{DAY_SUMMARY, Nutrient, Profile};
use tokio::sync::OnceCell;

use crate::Backend;
use crate::reference;
use crate::refusal::Refusal;

/// Foods of one search.
const HITS: usize = 12;
/// Longest search text that is looked at, in characters: no food has a longer name.
const QUERY_MAX: usize = 120;

static SHIPPED: OnceCell<Arc<Foods>> = OnceCell::const_new();

/// All that is known of one food.
#[derive(Debug)]
pub struct Facts {
    pub name: String,
    pub portions: Vec<PortionView>,
    /// Per 100 g.
    pub profile: Profile,
}

/// The reference foods.
#[derive(Debug)]
pub struct Foods {
    index: FoodIndex,
    facts: HashMap<i32, Facts>,
}

impl Backend {
    /// The reference foods. The first call builds them beside the runtime; the server asks once at its start, so that
    /// nobody waits for them.
    ///
    /// # Errors
    /// When the shipped files are damaged.
    pub async fn foods(&self) -> Result<Arc<Foods>, Refusal> {
        let build = || async {
            let built = tokio::task::spawn_blocking(Foods::build).await;
            built.map_err(|_| Refusal::Fault("building the foods was interrupted".into()))?.map(Arc::new)
        };
        SHIPPED.get_or_try_init(build).await.cloned()
    }
}

impl Foods {
    /// Reads the shipped files, about a second of work: a server asks [`Backend::foods`] instead.
    ///
    /// # Errors
    /// When they are damaged.
    pub fn build() -> Result<Self, Refusal> {
        let mut profiles: HashMap<i32, BTreeMap<Nutrient, f64>> = HashMap::new();
        for (food_id, key, per_100g) in reference::nutrients()? {
            let nutrient = Nutrient::parse(&key).map_err(|unknown| Refusal::Fault(unknown.to_string()))?;
            profiles.entry(food_id).or_default().insert(nutrient, per_100g);
        }
        let mut portions: HashMap<i32, Vec<PortionView>> = HashMap::new();
        for portion in reference::portions()? {
            let view = PortionView {
                seq: portion.seq,
                amount: portion.amount,
                measure: portion.measure,
                grams: portion.grams,
            };
            portions.entry(portion.food_id).or_default().push(view);
        }
        let (mut facts, mut entries) = (HashMap::new(), Vec::new());
        for food in reference::foods()? {
            let profile = profiles.remove(&food.food_id).unwrap_or_default();
            let profile = Profile::try_from(profile).map_err(|refused| Refusal::Fault(refused.to_string()))?;
            let portions = portions.remove(&food.food_id).unwrap_or_default();
            facts.insert(food.food_id, Facts { name: food.name.clone(), portions, profile });
            entries.push(FoodEntry {
                id: food.food_id,
                name: food.name,
                common_names: food.common_names,
                group: food.group,
            });
        }
        Ok(Self { index: FoodIndex::build(entries), facts })
    }

    pub fn find(&self, food_id: i32) -> Option<&Facts> {
        self.facts.get(&food_id)
    }

    /// The best foods for what was typed so far.
    pub fn search(&self, typed: &str) -> FoodsFound {
        let query: String = typed.chars().take(QUERY_MAX).collect();
        let found = self.index.search(&query, HITS);
        let hits = found.hits.into_iter().filter_map(|hit| self.view(hit.id, hit.matched)).collect();
        FoodsFound { query: typed.to_owned(), hits, shown_for: found.shown_for, own: Vec::new() }
    }

    /// One food as the picker shows it.
    pub fn view(&self, food_id: i32, matched: Vec<(usize, usize)>) -> Option<FoodHit> {
        let facts = self.facts.get(&food_id)?;
        let known = |nutrient: &Nutrient| Some((nutrient.key().to_owned(), facts.profile.get(*nutrient)?.number()));
        Some(FoodHit {
            id: food_id,
            name: facts.name.clone(),
            matched,
            portions: facts.portions.clone(),
            per_100g: DAY_SUMMARY.iter().filter_map(known).collect(),
        })
    }
}
