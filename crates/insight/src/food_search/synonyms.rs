//! What people type and what the table calls it, read from `words/*.tsv` once.
//! To add a word: one line `typed <tab> meaning|meaning <tab> instead|also`; a test proves that each meaning finds a food.

use super::text::{stem, tokens};
use std::collections::{BTreeMap, HashMap};

const TABLES: [&str; 4] = [
    include_str!("words/plants_drinks.tsv"),
    include_str!("words/dairy_bakery.tsv"),
    include_str!("words/meat_fish_dishes.tsv"),
    include_str!("words/dutch.tsv"),
];

/// One meaning of what was typed.
#[derive(Debug)]
pub(super) struct Phrase {
    /// Stems of what is typed.
    pub typed: Vec<String>,
    /// What is typed, as written in the table, without spaces: for how far a prefix has come.
    pub letters: String,
    /// Each meaning as stems that must all be found.
    pub meanings: Vec<Vec<String>>,
    /// The typed words are as good as the meaning.
    pub also: bool,
}

/// All phrases, by their first stem and (for prefixes of single words) in order.
#[derive(Debug)]
pub(super) struct Synonyms {
    phrases: Vec<Phrase>,
    by_first: HashMap<String, Vec<usize>>,
    by_letters: BTreeMap<String, usize>,
    longest: usize,
}

impl Synonyms {
    pub fn read() -> Self {
        let mut read = Self { phrases: Vec::new(), by_first: HashMap::new(), by_letters: BTreeMap::new(), longest: 1 };
        for phrase in TABLES.iter().flat_map(|table| table.lines()).filter_map(parse_line) {
            let at = read.phrases.len();
            read.longest = read.longest.max(phrase.typed.len());
            read.by_letters.insert(phrase.letters.clone(), at);
            if let Some(first) = phrase.typed.first() {
                read.by_first.entry(first.clone()).or_default().push(at);
            }
            read.phrases.push(phrase);
        }
        read
    }

    /// The longest phrase that begins these stems.
    pub fn longest_at(&self, stems: &[String]) -> Option<&Phrase> {
        let candidates = self.by_first.get(stems.first()?)?;
        candidates
            .iter()
            .filter_map(|at| self.phrases.get(*at))
            .filter(|phrase| stems.starts_with(&phrase.typed))
            .max_by_key(|phrase| phrase.typed.len())
    }

    /// Phrases whose letters go on from `typed` (spaces left out), shortest first, at most `limit`.
    pub fn continuing(&self, typed: &str, limit: usize) -> Vec<&Phrase> {
        let mut found: Vec<&Phrase> = self
            .by_letters
            .range(typed.to_owned()..)
            .take_while(|(letters, _)| letters.starts_with(typed))
            .filter(|(letters, _)| letters.len() > typed.len())
            .filter_map(|(_, at)| self.phrases.get(*at))
            .collect();
        found.sort_by_key(|phrase| phrase.letters.len());
        found.truncate(limit);
        found
    }

    /// Most words in one phrase.
    pub fn longest(&self) -> usize {
        self.longest
    }

    /// Every typed phrase, for tests and for the vocabulary of corrections.
    pub fn phrases(&self) -> &[Phrase] {
        &self.phrases
    }
}

fn parse_line(line: &str) -> Option<Phrase> {
    if line.starts_with('#') {
        return None;
    }
    let mut columns = line.split('\t');
    let (typed, meanings, kind) = (columns.next()?, columns.next()?, columns.next()?);
    let words = tokens(typed);
    Some(Phrase {
        letters: words.iter().map(|word| word.text.as_str()).collect(),
        typed: words.iter().map(|word| stem(&word.text)).collect(),
        meanings: meanings.split('|').map(|one| tokens(one).iter().map(|word| stem(&word.text)).collect()).collect(),
        also: kind == "also",
    })
}
