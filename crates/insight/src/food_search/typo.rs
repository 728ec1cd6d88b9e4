//! Corrects typing errors: one edit in words of 4 to 7 letters, two in longer ones; a swap of neighbours is one edit.
//! Also parts two words written as one. Words with digits and words under four letters are never changed.

use super::index::{Head, Posting};
use super::query::Query;
use super::synonyms::Synonyms;

const PER_WORD: usize = 3;
const MAX_QUERIES: usize = 6;
const MIN_PART: usize = 3;

#[derive(Debug)]
struct Entry {
    letters: String,
    mask: u32,
    /// How common the word is, on a logarithmic scale.
    weight: f32,
}

/// Every word that a correction may lead to.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    entries: Vec<Entry>,
}

impl Vocabulary {
    pub fn new(surfaces: &[(String, u32)], postings: &[Vec<Posting>], synonyms: &Synonyms) -> Self {
        let mut entries: Vec<Entry> = surfaces
            .iter()
            .map(|(letters, stem)| (letters, postings.get(*stem as usize).map_or(&[][..], Vec::as_slice)))
            .map(|(letters, uses)| {
                let heads = uses.iter().filter(|posting| posting.head != Head::None).count();
                Entry::new(letters.clone(), ((1 + uses.len() + 3 * heads) as f32).ln())
            })
            .collect();
        let typed = synonyms.phrases().iter().filter(|phrase| phrase.typed.len() == 1);
        entries.extend(typed.map(|phrase| Entry::new(phrase.letters.clone(), 3.0)));
        entries
            .retain(|entry| entry.letters.len() >= MIN_PART && entry.letters.bytes().all(|b| b.is_ascii_lowercase()));
        entries.sort_unstable_by(|a, b| a.letters.cmp(&b.letters).then(b.weight.total_cmp(&a.weight)));
        entries.dedup_by(|a, b| a.letters == b.letters);
        Self { entries }
    }

    /// Queries that may have been meant, with what each costs. `unknown` are the places of words found nowhere; when
    /// there are none, each word in turn is taken for the wrong one.
    pub fn corrections(&self, query: &Query, unknown: &[usize]) -> Vec<(Query, f32)> {
        let mut queries: Vec<(Query, f32)> = Vec::new();
        if unknown.is_empty() {
            for (at, word) in query.words.iter().enumerate() {
                queries.extend(
                    self.near(&word.letters, word.prefix).into_iter().map(|(by, cost)| (query.replaced(at, &by), cost)),
                );
            }
        } else {
            queries.push((query.clone(), 0.0));
            // From the back, so that parting one word does not move the places of the others.
            for at in unknown.iter().rev() {
                let Some(word) = query.words.get(*at) else { continue };
                let near = self.near(&word.letters, word.prefix);
                if near.is_empty() {
                    continue;
                }
                let mixed = queries.iter().flat_map(|(query, so_far)| {
                    near.iter().map(move |(by, cost)| (query.replaced(*at, by), so_far + cost))
                });
                queries = mixed.collect();
                queries.sort_by(|a, b| a.1.total_cmp(&b.1));
                queries.truncate(MAX_QUERIES);
            }
            queries.retain(|(_, cost)| *cost != 0.0);
        }
        queries.truncate(2 * MAX_QUERIES);
        queries
    }

    /// Words near a misspelled one, nearest first, with what each costs (edits, less for common words).
    fn near(&self, typed: &str, prefix: bool) -> Vec<(String, f32)> {
        let allowed = match typed.len() {
            0..=3 => return Vec::new(),
            4..=7 => 1,
            _ => 2,
        };
        if !typed.bytes().all(|letter| letter.is_ascii_lowercase()) {
            return Vec::new();
        }
        let typed_mask = mask(typed);
        let mut found: Vec<(&str, f32)> = Vec::new();
        for entry in &self.entries {
            let other = entry.letters.as_str();
            let lengths = other.len() + allowed >= typed.len() && (prefix || other.len() <= typed.len() + allowed);
            if !lengths || (typed_mask & !entry.mask).count_ones() as usize > allowed || !start_alike(typed, other) {
                continue;
            }
            if let Some(cost) = distance(typed.as_bytes(), other.as_bytes(), allowed, prefix) {
                let first = if typed.as_bytes().first() == other.as_bytes().first() { 0.0 } else { 0.5 };
                found.push((other, cost + first - 0.1 * entry.weight));
            }
        }
        found.sort_by(|a, b| a.1.total_cmp(&b.1));
        found.truncate(PER_WORD);
        let mut near: Vec<(String, f32)> =
            found.into_iter().map(|(letters, cost)| (letters.to_owned(), cost)).collect();
        near.extend(self.parted(typed).map(|parts| (parts, 0.1)));
        near
    }

    /// `peanutbutter` to `peanut butter`: both parts known, the more common the better.
    fn parted(&self, typed: &str) -> Option<String> {
        let weight = |part: &str| {
            let at = self.entries.binary_search_by(|entry| entry.letters.as_str().cmp(part)).ok()?;
            self.entries.get(at).map(|entry| entry.weight)
        };
        (MIN_PART..=typed.len().saturating_sub(MIN_PART))
            .filter_map(|at| {
                let (left, right) = typed.split_at_checked(at)?;
                Some((weight(left)? + weight(right)?, format!("{left} {right}")))
            })
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, parts)| parts)
    }
}

impl Entry {
    fn new(letters: String, weight: f32) -> Self {
        Self { mask: mask(&letters), letters, weight }
    }
}

/// One bit per letter that occurs.
fn mask(letters: &str) -> u32 {
    letters.bytes().filter(u8::is_ascii_lowercase).fold(0, |mask, letter| mask | 1 << (letter - b'a'))
}

/// People rarely get both of the first two letters wrong.
fn start_alike(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    a.first() == b.first() || a.first() == b.get(1) || a.get(1) == b.first() || a.get(1) == b.get(1)
}

/// Edits from `typed` to `other` (optimal string alignment), or to a beginning of `other` when `prefix`; none when more
/// than `allowed`. A mere beginning costs a little more.
fn distance(typed: &[u8], other: &[u8], allowed: usize, prefix: bool) -> Option<f32> {
    let width = other.len().min(typed.len() + allowed);
    let other_part = other.get(..width)?;
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=width).collect();
    for (row, letter) in typed.iter().enumerate() {
        let mut current = Vec::with_capacity(width + 1);
        current.push(row + 1);
        for (column, with) in other_part.iter().enumerate() {
            let replaced = last[column] + usize::from(letter != with);
            let mut cost = replaced.min(last[column + 1] + 1).min(current[column] + 1);
            let swapped = row > 0 && column > 0 && typed[row - 1] == *with && *letter == other_part[column - 1];
            if swapped {
                cost = cost.min(before[column - 1] + 1);
            }
            current.push(cost);
        }
        if current.iter().min().is_none_or(|least| *least > allowed) {
            return None;
        }
        before = std::mem::replace(&mut last, current);
    }
    let whole = if width == other.len() { last.get(width).copied() } else { None };
    let whole = whole.filter(|cost| *cost <= allowed).map(|cost| cost as f32);
    let begun = last.iter().min().copied().filter(|cost| prefix && *cost <= allowed).map(|cost| cost as f32 + 0.4);
    match (whole, begun) {
        (Some(whole), Some(begun)) => Some(whole.min(begun)),
        (whole, begun) => whole.or(begun),
    }
}

#[cfg(test)]
#[path = "typo_tests.rs"]
mod tests;
