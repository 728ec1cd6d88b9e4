//! The index: which words stand where in which food, and the search over it.
//! Guarantees: built once, then only read; each search is independent, so one index serves all requests.

use super::matching::{Matches, Need, evaluate};
use super::query::{Query, Reading};
use super::synonyms::Synonyms;
use super::typo::Vocabulary;
use super::{Found, Hit, highlight};
use std::collections::HashMap;

/// Which head a word belongs to: `Cheese, cheddar` has two, `Apples, raw` one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    None,
    First,
    Second,
    /// A common name of one word; counts with the second head.
    Other,
}

/// By how much a corrected query must beat rare hits of the words as typed.
const CLEARLY: f32 = 0.4;
/// What an edit takes off the score of the best food it leads to.
const PER_EDIT: f32 = 0.3;
/// Hits below which a typing error is thought of.
const FEW: usize = 3;

/// One word in one food.
#[derive(Debug, Clone, Copy)]
pub(super) struct Posting {
    pub food: u32,
    /// How telling the place is, 0..=1.
    pub place: f32,
    pub head: Head,
    /// What asking for this word gives back of the food's demerits.
    pub refund: f32,
}

#[derive(Debug)]
pub(super) struct Food {
    pub id: i32,
    pub name: String,
    pub prior: f32,
    /// Most that refunds can give back.
    pub demerits: f32,
    pub first_words: f32,
    pub second_words: f32,
    /// How much asking for all of the second head is worth, 0..=1.
    pub second_worth: f32,
}

/// Foods ready to be searched. Build takes some tens of milliseconds for the reference table.
#[derive(Debug)]
pub struct FoodIndex {
    pub(super) foods: Vec<Food>,
    pub(super) postings: Vec<Vec<Posting>>,
    /// Every stem of every name.
    pub(super) stems: HashMap<String, u32>,
    /// Every word as printed and as stem, in order, for prefixes.
    pub(super) surfaces: Vec<(String, u32)>,
    pub(super) synonyms: Synonyms,
    pub(super) vocabulary: Vocabulary,
}

impl FoodIndex {
    /// How many foods can be found.
    #[must_use]
    pub fn len(&self) -> usize {
        self.foods.len()
    }

    /// Whether nothing can be found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.foods.is_empty()
    }

    /// The best `limit` foods; a typing error is corrected when the words as typed find little.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Found {
        let typed = Query::parse(query);
        let (readings, exact) = self.run(&typed, Need::All);
        if exact.len() >= FEW || typed.words.is_empty() {
            return self.found(&readings, exact, limit, None);
        }
        let unknown = self.unknown(&typed);
        let corrected = self.vocabulary.corrections(&typed, &unknown);
        if let Some((query, readings, matches)) = self.likeliest(&corrected, Need::All, &exact) {
            return self.found(&readings, matches, limit, Some(query.text()));
        }
        // With every word known, losing one of them is better than changing one of them.
        if exact.is_empty()
            && !unknown.is_empty()
            && let Some((query, readings, matches)) = self.likeliest(&corrected, Need::Most, &exact)
        {
            return self.found(&readings, matches, limit, Some(query.text()));
        }
        self.or_most(&typed, readings, exact, limit)
    }

    /// As [`FoodIndex::search`], taking every word as it is typed ("search instead for …").
    #[must_use]
    pub fn search_as_typed(&self, query: &str, limit: usize) -> Found {
        let typed = Query::parse(query);
        let (readings, exact) = self.run(&typed, Need::All);
        self.or_most(&typed, readings, exact, limit)
    }

    /// The corrected query that finds the best food; none that is not clearly better than what the words as typed found.
    fn likeliest<'a>(
        &self,
        corrected: &'a [(Query, f32)],
        need: Need,
        exact: &Matches,
    ) -> Option<(&'a Query, Vec<Reading>, Matches)> {
        let needed = if exact.is_empty() { f32::MIN } else { exact.best() + CLEARLY };
        let mut best: Option<(f32, &Query, Vec<Reading>, Matches)> = None;
        for (query, cost) in corrected {
            let (readings, matches) = self.run(query, need);
            let score = matches.best() - PER_EDIT * cost;
            if !matches.is_empty() && score > best.as_ref().map_or(needed, |best| best.0) {
                best = Some((score, query, readings, matches));
            }
        }
        best.map(|(_, query, readings, matches)| (query, readings, matches))
    }

    fn or_most(&self, typed: &Query, readings: Vec<Reading>, exact: Matches, limit: usize) -> Found {
        if exact.is_empty() && typed.words.len() > 1 {
            let (readings, most) = self.run(typed, Need::Most);
            return self.found(&readings, most, limit, None);
        }
        self.found(&readings, exact, limit, None)
    }

    fn run(&self, query: &Query, need: Need) -> (Vec<Reading>, Matches) {
        let readings = query.readings(&self.synonyms, &|stem| self.stems.contains_key(stem));
        let matches = evaluate(self, &readings, need);
        (readings, matches)
    }

    /// Places of required words that no name and no phrase contains.
    fn unknown(&self, query: &Query) -> Vec<usize> {
        let in_phrase = |stem: &String| self.synonyms.phrases().iter().any(|phrase| phrase.typed.contains(stem));
        let words = query.words.iter().enumerate();
        words
            .filter(|(_, word)| !word.optional && self.terms(word).is_empty() && !in_phrase(&word.stem))
            .map(|(at, _)| at)
            .collect()
    }

    fn found(&self, readings: &[Reading], matches: Matches, limit: usize, shown_for: Option<String>) -> Found {
        let hits = matches.top(limit, &self.foods).into_iter().filter_map(|(at, score, reading)| {
            let food = self.foods.get(at as usize)?;
            let words = &readings.get(reading as usize)?.words;
            Some(Hit { id: food.id, name: food.name.clone(), score, matched: highlight::ranges(&food.name, words) })
        });
        Found { hits: hits.collect(), shown_for }
    }
}
