//! The index: which words stand where in which food, and the search over it.
//! Guarantees: built once, then only read; each search is independent, so one index serves all requests.

use super::matching::{Matches, Need, evaluate};
use super::prior;
use super::query::{Query, Reading};
use super::synonyms::Synonyms;
use super::text::{Token, stem, tokens};
use super::typo::Vocabulary;
use super::{FoodEntry, Found, Hit, highlight};
use std::collections::HashMap;

/// Which head a word belongs to: `Cheese, cheddar` has two, `Apples, raw` one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Head {
    None,
    First,
    Second,
}

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
    vocabulary: Vocabulary,
}

impl FoodIndex {
    /// Reads all names. Entries with the same id are kept apart; an empty list gives an index that finds nothing.
    #[must_use]
    pub fn build(entries: Vec<FoodEntry>) -> Self {
        let brands = brands(&entries);
        let everyday = prior::everyday();
        let mut index = Self {
            foods: Vec::with_capacity(entries.len()),
            postings: Vec::new(),
            stems: HashMap::new(),
            surfaces: Vec::new(),
            synonyms: Synonyms::read(),
            vocabulary: Vocabulary::default(),
        };
        for entry in entries {
            index.add(entry, &brands, &everyday);
        }
        let stems: Vec<(String, u32)> = index.stems.iter().map(|(stem, at)| (stem.clone(), *at)).collect();
        index.surfaces.extend(stems);
        index.surfaces.sort_unstable();
        index.surfaces.dedup();
        index.vocabulary = Vocabulary::new(&index.surfaces, &index.postings, &index.synonyms);
        index
    }

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
        if exact.len() >= 3 || typed.words.is_empty() {
            return self.found(&readings, exact, limit, None);
        }
        let unknown = self.unknown(&typed);
        if !exact.is_empty() && unknown.is_empty() {
            return self.found(&readings, exact, limit, None);
        }
        let corrected = self.vocabulary.corrections(&typed, &unknown);
        for need in [Need::All, Need::Most] {
            // With every word known, losing one of them is better than changing one of them.
            if need == Need::Most && unknown.is_empty() {
                break;
            }
            let best = corrected
                .iter()
                .map(|(query, cost)| (query, *cost, self.run(query, need)))
                .filter(|(_, _, (_, matches))| !matches.is_empty())
                .max_by(|a, b| (a.2.1.best() - 0.15 * a.1).total_cmp(&(b.2.1.best() - 0.15 * b.1)));
            if let Some((query, _, (readings, matches))) = best {
                return self.found(&readings, matches, limit, Some(query.text()));
            }
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

    fn add(&mut self, entry: FoodEntry, brands: &HashMap<String, bool>, everyday: &std::collections::HashSet<i32>) {
        let food = self.foods.len() as u32;
        let words = tokens(&entry.name);
        let group = prior::group_prior(&entry.group);
        let branded = words.iter().any(|word| prior::looks_like_brand(&entry.name[word.start..word.end]));
        let whole_refund = if branded { prior::BRAND } else { 0.0 } - group.min(0.0);
        let mut demerits = whole_refund;
        let announces = prior::announces(entry.name.split([',', ';']).next().unwrap_or_default());
        let (mut first_words, mut second_words) = (0.0, 0.0);
        let mut place = Place::default();
        let mut before = 0;
        for word in &words {
            place.pass(&entry.name[before..word.start]);
            before = word.end;
            let stem = stem(&word.text);
            let demerit = prior::demerit(&stem);
            demerits += demerit;
            let asks = brands.get(&stem).copied().unwrap_or(false) || prior::GROUP_WORDS.contains(&stem.as_str());
            let refund = demerit + if asks { whole_refund } else { 0.0 };
            let head = place.head(announces);
            let counts = !matches!(word.text.as_str(), "and" | "or" | "with" | "the" | "of");
            match head {
                Head::First if counts => first_words += 1.0,
                Head::Second if counts => second_words += 1.0,
                _ => {}
            }
            self.post(word, stem, Posting { food, place: place.weight(announces), head, refund });
            place.word += 1;
        }
        for phrase in entry.common_names.split(',') {
            let words = tokens(phrase);
            let place = if words.len() == 1 { 0.85 } else { 0.75 };
            for word in words {
                let stem = stem(&word.text);
                self.post(&word, stem, Posting { food, place, head: Head::None, refund: 0.0 });
            }
        }
        let mut prior = group.max(0.0) - demerits + prior::wording(&entry.name, words.len());
        if everyday.contains(&entry.id) {
            prior += prior::EVERYDAY;
        }
        self.foods.push(Food { id: entry.id, name: entry.name, prior, demerits, first_words, second_words });
    }

    fn post(&mut self, word: &Token, stem: String, posting: Posting) {
        let next = self.postings.len() as u32;
        let at = *self.stems.entry(stem.clone()).or_insert(next);
        if at == next {
            self.postings.push(Vec::new());
        }
        if word.text != stem {
            self.surfaces.push((word.text.clone(), at));
        }
        if let Some(list) = self.postings.get_mut(at as usize) {
            list.push(posting);
        }
    }
}

/// Where in a name the reading stands: part, word of the part, inside parentheses.
#[derive(Debug, Default)]
struct Place {
    part: usize,
    word: usize,
    depth: usize,
}

impl Place {
    fn pass(&mut self, between: &str) {
        for letter in between.chars() {
            match letter {
                '(' => self.depth += 1,
                ')' => self.depth = self.depth.saturating_sub(1),
                ',' | ';' | ':' if self.depth == 0 => (self.part, self.word) = (self.part + 1, 0),
                _ => {}
            }
        }
    }

    fn head(&self, announces: bool) -> Head {
        match self.part {
            _ if self.depth > 0 => Head::None,
            0 => Head::First,
            1 if announces => Head::Second,
            _ => Head::None,
        }
    }

    fn weight(&self, announces: bool) -> f32 {
        match (self.head(announces), self.word) {
            (Head::First, 0) => 1.0,
            (Head::Second, 0) => 0.97,
            (Head::First | Head::Second, _) => 0.9,
            (Head::None, _) if self.depth > 0 => 0.6,
            (Head::None, _) => (0.77 - 0.05 * self.part as f32).max(0.45),
        }
    }
}

/// Stems that (almost) only occur in capitals: names of makers.
fn brands(entries: &[FoodEntry]) -> HashMap<String, bool> {
    let mut seen: HashMap<String, (u32, u32)> = HashMap::new();
    for entry in entries {
        for word in tokens(&entry.name) {
            let count = seen.entry(stem(&word.text)).or_default();
            count.0 += u32::from(prior::looks_like_brand(&entry.name[word.start..word.end]));
            count.1 += 1;
        }
    }
    seen.into_iter().map(|(stem, (capitals, all))| (stem, capitals * 5 >= all * 4)).collect()
}
