//! Reads names into the index: where each word stands, what the food's head is, what speaks against the food.
//! Guarantees: linear in the length of all names; entries are never merged or dropped.

use super::FoodEntry;
use super::index::{Food, FoodIndex, Head, Posting};
use super::prior::{self, Opening};
use super::synonyms::Synonyms;
use super::text::{Token, stem, tokens};
use super::typo::Vocabulary;
use std::collections::HashMap;

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

    fn add(&mut self, entry: FoodEntry, brands: &HashMap<String, bool>, everyday: &std::collections::HashSet<i32>) {
        let food = self.foods.len() as u32;
        let words = tokens(&entry.name);
        let group = prior::group_prior(&entry.group);
        let branded = words.iter().any(|word| prior::looks_like_brand(&entry.name[word.start..word.end]));
        let whole_refund = if branded { prior::BRAND } else { 0.0 } - group.min(0.0);
        let mut demerits = whole_refund;
        let opening = prior::opening(entry.name.split([',', ';']).next().unwrap_or_default());
        let (mut first_words, mut second_words) = (0.0_f32, 0.0_f32);
        let mut place = Place::default();
        let (mut before, mut outside) = (0, 0);
        for word in &words {
            place.pass(&entry.name[before..word.start]);
            place.aside |= matches!(word.text.as_str(), "with" | "without");
            place.without |= word.text == "without";
            before = word.end;
            outside += usize::from(place.depth == 0);
            let stem = stem(&word.text);
            let demerit = prior::demerit(&stem);
            demerits += demerit;
            let asks = brands.get(&stem).copied().unwrap_or(false) || prior::GROUP_WORDS.contains(&stem.as_str());
            let refund = demerit + if asks { whole_refund } else { 0.0 };
            let head = place.head(opening);
            let counts = !matches!(word.text.as_str(), "and" | "or" | "the" | "of");
            match head {
                Head::First if counts => first_words += 1.0,
                Head::Second if counts => second_words += 1.0,
                _ => {}
            }
            self.post(word, stem, Posting { food, place: place.weight(opening), head, refund });
            place.word += 1;
        }
        for phrase in entry.common_names.split(',') {
            let words = tokens(phrase);
            // "oatmeal" is as good a name as "oats"; of "old-fashioned oats" one word says less.
            let (place, head) = if words.len() == 1 { (0.9, Head::Other) } else { (0.75, Head::None) };
            for word in words {
                let stem = stem(&word.text);
                self.post(&word, stem, Posting { food, place, head, refund: 0.0 });
                second_words = second_words.max(if head == Head::Other { 1.0 } else { 0.0 });
            }
        }
        let mut prior = group.max(0.0) - demerits + prior::wording(&entry.name, outside);
        let second_worth = if opening == Opening::Product { 0.7 } else { 0.95 };
        if everyday.contains(&entry.id) {
            prior += prior::EVERYDAY;
        }
        self.foods.push(Food {
            id: entry.id,
            name: entry.name,
            prior,
            demerits,
            first_words,
            second_words,
            second_worth,
        });
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
    /// After "with": what follows is no longer the food itself (`Lasagna with meat`).
    aside: bool,
    /// After "without": what follows is just what the food is not.
    without: bool,
}

impl Place {
    fn pass(&mut self, between: &str) {
        for letter in between.chars() {
            match letter {
                '(' => self.depth += 1,
                ')' => self.depth = self.depth.saturating_sub(1),
                ',' | ';' | ':' if self.depth == 0 => *self = Self { part: self.part + 1, ..Self::default() },
                _ => {}
            }
        }
    }

    fn head(&self, opening: Opening) -> Head {
        match self.part {
            _ if self.depth > 0 || self.aside => Head::None,
            0 => Head::First,
            1 if opening != Opening::Food => Head::Second,
            _ => Head::None,
        }
    }

    fn weight(&self, opening: Opening) -> f32 {
        match (self.head(opening), self.word) {
            _ if self.without => 0.3,
            (Head::First, 0) => 1.0,
            (Head::Second, _) if opening == Opening::Product => 0.8,
            (Head::Second, 0) => 0.97,
            (Head::First | Head::Second, _) => 0.9,
            _ if self.depth > 0 => 0.6,
            _ => (0.77 - 0.05 * self.part as f32).max(0.45),
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
