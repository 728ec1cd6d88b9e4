//! A typed query and the ways to read it: as typed, with British words translated, with split words joined.
//! Guarantees: bounded work for any input: at most `MAX_WORDS` words and `MAX_READINGS` readings.

use super::synonyms::{Phrase, Synonyms};
use super::text::{stem, tokens};

const MAX_BYTES: usize = 200;
const MAX_WORDS: usize = 8;
const MAX_LETTERS: usize = 32;
const MAX_READINGS: usize = 10;

/// Words that help where they match and do no harm where they do not: articles, amounts, vessels (English and Dutch).
const OPTIONAL: [&str; 46] = [
    "a", "an", "and", "at", "bag", "bottle", "bowl", "can", "cl", "cup", "de", "een", "en", "for", "from", "g",
    "glass", "gr", "gram", "handful", "het", "in", "kg", "large", "medium", "met", "ml", "mug", "my", "of", "on", "or",
    "oz", "piece", "plate", "portion", "serving", "slice", "small", "some", "tbsp", "the", "tin", "to", "tsp", "with",
];

/// One word to be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub letters: String,
    pub stem: String,
    /// Still being typed: everything that begins so matches.
    pub prefix: bool,
    /// Counts when found, costs nothing when not.
    pub optional: bool,
    /// A share that tells foods apart: the `2` of `2% milk`.
    pub percent: bool,
}

impl Word {
    fn new(letters: String, prefix: bool) -> Self {
        let optional =
            OPTIONAL.contains(&letters.as_str()) || letters.starts_with(|first: char| first.is_ascii_digit());
        Self { stem: stem(&letters), letters, prefix, optional, percent: false }
    }
}

/// One way to understand the query; all its required words must be found.
#[derive(Debug, Clone)]
pub(super) struct Reading {
    pub words: Vec<Word>,
    /// How good this reading is, 0..=1.
    pub weight: f32,
}

/// Words used up, words to find instead, weight.
type Way = (usize, Vec<Word>, f32);

/// The words as typed.
#[derive(Debug, Clone, Default)]
pub(super) struct Query {
    pub words: Vec<Word>,
}

impl Query {
    pub fn parse(typed: &str) -> Self {
        let mut end = typed.len().min(MAX_BYTES);
        while !typed.is_char_boundary(end) {
            end -= 1;
        }
        let text = &typed[..end];
        let open = text.ends_with(char::is_alphanumeric);
        let mut found = tokens(text);
        found.truncate(MAX_WORDS);
        let last = found.len().saturating_sub(1);
        let words = found
            .into_iter()
            .enumerate()
            .map(|(at, token)| {
                let percent = text.get(token.end..).is_some_and(|rest| rest.trim_start().starts_with('%'));
                Word { percent, ..Word::new(token.text.chars().take(MAX_LETTERS).collect(), open && at == last) }
            })
            .collect();
        Self { words }
    }

    /// The same query with one word replaced (by several, when it was two words written as one).
    pub fn replaced(&self, at: usize, by: &str) -> Self {
        let mut words = self.words.clone();
        let prefix = words.get(at).is_some_and(|word| word.prefix);
        let new = by.split(' ').map(|letters| Word::new(letters.to_owned(), false)).collect::<Vec<_>>();
        if at < words.len() {
            words.splice(at..=at, new);
        }
        if let (true, Some(last)) = (prefix, words.last_mut()) {
            last.prefix = true;
        }
        Self { words }
    }

    pub fn text(&self) -> String {
        self.words.iter().map(|word| word.letters.as_str()).collect::<Vec<_>>().join(" ")
    }

    /// All readings, best first. `known` says whether a stem occurs in any name.
    pub fn readings(&self, synonyms: &Synonyms, known: &dyn Fn(&str) -> bool) -> Vec<Reading> {
        let stems: Vec<String> = self.words.iter().map(|word| word.stem.clone()).collect();
        let mut growing = vec![(0_usize, Reading { words: Vec::new(), weight: 1.0 })];
        let mut finished: Vec<Reading> = Vec::new();
        while let Some((at, so_far)) = growing.pop() {
            let Some(word) = self.words.get(at) else {
                finished.push(so_far);
                continue;
            };
            let (literal, ways) = self.steps(at, word, &stems, synonyms, known);
            let grow = |used: usize, words: Vec<Word>, weight: f32| {
                let mut next = so_far.clone();
                next.words.extend(words);
                next.weight *= weight;
                (at + used, next)
            };
            let room = (4 * MAX_READINGS).saturating_sub(growing.len() + finished.len());
            growing.extend(ways.into_iter().take(room).map(|(used, words, weight)| grow(used, words, weight)));
            // Last in, so followed first: the words as typed are always among the readings.
            growing.push(grow(1, vec![word.clone()], literal));
        }
        for reading in &mut finished {
            if reading.words.iter().all(|word| word.optional) {
                reading.words.iter_mut().for_each(|word| word.optional = false);
            }
        }
        finished.retain(|reading| !reading.words.is_empty());
        finished.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        finished.truncate(MAX_READINGS);
        finished
    }

    /// From word `at`: the weight of taking it as typed, and the other ways to go on.
    fn steps(
        &self,
        at: usize,
        word: &Word,
        stems: &[String],
        synonyms: &Synonyms,
        known: &dyn Fn(&str) -> bool,
    ) -> (f32, Vec<Way>) {
        let mut ways = Vec::new();
        let mut literal = 1.0;
        let rest = self.words.len() - at;
        if self.words.last().is_some_and(|last| last.prefix) && rest <= synonyms.longest() {
            let typed: String = self.words[at..].iter().map(|word| word.letters.as_str()).collect();
            if typed.len() >= 3 {
                for phrase in synonyms.continuing(&typed, 3) {
                    let come = typed.len() as f32 / phrase.letters.len() as f32;
                    push_meanings(&mut ways, rest, phrase, 0.3 + 0.6 * come);
                }
            }
        }
        if let Some(phrase) = synonyms.longest_at(&stems[at..]) {
            push_meanings(&mut ways, phrase.typed.len(), phrase, if phrase.also { 0.96 } else { 1.0 });
            literal = if phrase.also { 1.0 } else { 0.85 };
        }
        if let Some(next) = self.words.get(at + 1) {
            let joined = format!("{}{}", word.letters, next.letters);
            if known(&stem(&joined)) {
                ways.push((2, vec![Word::new(joined, next.prefix)], 0.97));
            }
        }
        (literal, ways)
    }
}

fn push_meanings(ways: &mut Vec<Way>, used: usize, phrase: &Phrase, weight: f32) {
    for meaning in &phrase.meanings {
        let words = meaning.iter().map(|stem| Word { stem: stem.clone(), ..Word::new(stem.clone(), false) }).collect();
        ways.push((used, words, weight));
    }
}
