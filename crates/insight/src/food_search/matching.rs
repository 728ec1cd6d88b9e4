//! Scores foods for the readings of a query.
//! Guarantees: time linear in the words' occurrences; equal input gives equal order (ties by name length, then id).

use super::index::{Food, FoodIndex, Head};
use super::query::{Reading, Word};

/// How many of the required words must be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    All,
    /// As many as any food has.
    Most,
}

const HEAD: f32 = 0.5;
const OPTIONAL: f32 = 0.08;
/// Of milk, cream and meat the share is what tells one from the other.
const PERCENT: f32 = 0.4;
/// A common name is nearly as good as the name.
const OTHER_NAME: f32 = 0.8;
/// How far a word must be typed out before it asks for what would else be demoted.
const ASKED: f32 = 0.85;
/// What is taken off the head's worth for words that were found elsewhere.
const ASIDE: f32 = 0.3;

/// Best score per food, and by which reading.
#[derive(Debug, Default)]
pub(super) struct Matches {
    list: Vec<(u32, f32, u8)>,
}

impl Matches {
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn best(&self) -> f32 {
        self.list.iter().map(|(_, score, _)| *score).fold(f32::MIN, f32::max)
    }

    pub fn top(mut self, limit: usize, foods: &[Food]) -> Vec<(u32, f32, u8)> {
        let tie = |at: u32| foods.get(at as usize).map(|food| (food.name.len(), food.id));
        let order = |a: &(u32, f32, u8), b: &(u32, f32, u8)| b.1.total_cmp(&a.1).then_with(|| tie(a.0).cmp(&tie(b.0)));
        if limit < self.list.len() {
            self.list.select_nth_unstable_by(limit, order);
            self.list.truncate(limit);
        }
        self.list.sort_unstable_by(order);
        self.list
    }
}

/// What the words of one reading have found in one food.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    places: f32,
    required: u8,
    first: f32,
    second: f32,
    /// Words found in either head.
    either: f32,
    refund: f32,
}

/// The best occurrence of one word in one food; in a head it counts as far as the word is typed out.
#[derive(Debug, Clone, Copy, Default)]
struct Best {
    place: f32,
    first: f32,
    second: f32,
    refund: f32,
}

pub(super) fn evaluate(index: &FoodIndex, readings: &[Reading], need: Need) -> Matches {
    let mut scores: Vec<Option<(f32, u8)>> = vec![None; index.foods.len()];
    let mut found: Vec<u32> = Vec::new();
    let mut scratch = Scratch::new(index.foods.len());
    for (nth, reading) in readings.iter().enumerate() {
        for (food, score) in score(index, reading, need, &mut scratch) {
            if let Some(slot) = scores.get_mut(food as usize) {
                match slot {
                    Some((best, _)) if *best >= score => {}
                    Some(held) => *held = (score, nth as u8),
                    None => {
                        *slot = Some((score, nth as u8));
                        found.push(food);
                    }
                }
            }
        }
    }
    let list = found
        .into_iter()
        .filter_map(|food| scores.get(food as usize).copied().flatten().map(|(score, nth)| (food, score, nth)))
        .collect();
    Matches { list }
}

/// One slot per food, made once for all readings; `score` leaves it as it found it.
struct Scratch {
    tallies: Vec<Tally>,
    best: Vec<Best>,
}

impl Scratch {
    fn new(foods: usize) -> Self {
        Self { tallies: vec![Tally::default(); foods], best: vec![Best::default(); foods] }
    }
}

fn score(index: &FoodIndex, reading: &Reading, need: Need, scratch: &mut Scratch) -> Vec<(u32, f32)> {
    let Scratch { tallies, best } = scratch;
    let mut candidates: Vec<u32> = Vec::new();
    let mut touched: Vec<u32> = Vec::new();
    let mut asked = 0_u8;
    // Required words first: with all of them needed, an optional word never adds a food.
    let mut words: Vec<&Word> = reading.words.iter().collect();
    words.sort_by_key(|word| word.optional);
    for word in words {
        gather(index, word, best, &mut touched);
        for food in touched.drain(..) {
            let (Some(hit), Some(tally)) = (best.get_mut(food as usize), tallies.get_mut(food as usize)) else {
                continue;
            };
            let hit = std::mem::take(hit);
            let lost = if word.optional { tally.required == 0 } else { need == Need::All && tally.required < asked };
            if lost {
                continue;
            }
            if tally.required == 0 && !word.optional {
                candidates.push(food);
            }
            let worth = match (word.optional, word.percent) {
                (true, true) => PERCENT,
                (true, false) => OPTIONAL,
                _ => 1.0,
            };
            tally.places += hit.place * worth;
            tally.required += u8::from(!word.optional);
            tally.first += hit.first;
            tally.second += hit.second;
            tally.either += hit.first.max(hit.second);
            tally.refund += hit.refund;
        }
        asked += u8::from(!word.optional);
    }
    // Taking each tally out cleans the slate for the next reading.
    let found: Vec<(u32, Tally)> = candidates
        .into_iter()
        .filter_map(|food| tallies.get_mut(food as usize).map(|tally| (food, std::mem::take(tally))))
        .collect();
    let enough = match need {
        Need::All => asked,
        Need::Most => found.iter().map(|(_, tally)| tally.required).max().unwrap_or(asked),
    };
    found
        .into_iter()
        .filter(|(_, tally)| tally.required >= enough)
        .filter_map(|(at, tally)| {
            index.foods.get(at as usize).map(|food| (at, total(food, &tally, asked, reading.weight)))
        })
        .collect()
}

fn total(food: &Food, tally: &Tally, asked: u8, weight: f32) -> f32 {
    let text = tally.places / f32::from(asked.max(1));
    let head = HEAD * coverage(food, tally) * (1.0 - ASIDE * aside(tally, asked));
    weight * (text + head) + food.prior + tally.refund.min(food.demerits)
}

/// How much of the food's head was asked for: `egg` covers all of `Egg, whole` and half of `Egg rolls`.
fn coverage(food: &Food, tally: &Tally) -> f32 {
    let share = |found: f32, words: f32| if words > 0.0 { (found / words).min(1.0) } else { 0.0 };
    let (first, second) = (share(tally.first, food.first_words), share(tally.second, food.second_words));
    first.max(food.second_worth * second) + 0.1 * first.min(second)
}

/// Share of the required words that no head has: `tomato juice` lies half aside of `Tomatoes, packed in tomato juice`.
fn aside(tally: &Tally, asked: u8) -> f32 {
    (1.0 - tally.either / f32::from(asked.max(1))).max(0.0)
}

fn gather(index: &FoodIndex, word: &Word, best: &mut [Best], touched: &mut Vec<u32>) {
    for (stem, quality) in index.terms(word) {
        for posting in index.postings.get(stem as usize).into_iter().flatten() {
            let Some(slot) = best.get_mut(posting.food as usize) else { continue };
            if slot.place == 0.0 {
                touched.push(posting.food);
            }
            slot.place = slot.place.max(posting.place * quality);
            match posting.head {
                Head::First => slot.first = slot.first.max(quality),
                Head::Second => slot.second = slot.second.max(quality),
                Head::Other => slot.second = slot.second.max(OTHER_NAME * quality),
                Head::None => {}
            }
            // A brand or a demoted kind is asked for by its word, not by the first letters of it.
            if quality >= ASKED {
                slot.refund = slot.refund.max(posting.refund);
            }
        }
    }
}

impl FoodIndex {
    /// Stems that a word stands for, each with how well it fits (0..=1); one stem may come several times.
    pub(super) fn terms(&self, word: &Word) -> Vec<(u32, f32)> {
        let exact = self.stems.get(&word.stem).copied();
        let mut terms: Vec<(u32, f32)> = exact.map(|stem| (stem, 1.0)).into_iter().collect();
        // A word before the last may be cut short too ("choc milk"), but only when it means nothing as it stands.
        let cut = !word.prefix && exact.is_none() && word.letters.chars().count() >= 3;
        if word.prefix || cut {
            let from = self.surfaces.partition_point(|(surface, _)| surface.as_str() < word.letters.as_str());
            let going_on =
                self.surfaces.iter().skip(from).take_while(|(surface, _)| surface.starts_with(&word.letters));
            for (surface, stem) in going_on {
                let quality =
                    (0.6 + 0.4 * word.letters.len() as f32 / surface.len() as f32) * if cut { 0.9 } else { 1.0 };
                terms.push((*stem, quality));
            }
        }
        terms
    }
}
