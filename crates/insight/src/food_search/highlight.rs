//! Which parts of a name to highlight for the words that were found.

use super::query::Word;
use super::text::{Token, fold_into, stem, tokens};

/// Ascending byte ranges, not overlapping, on character boundaries.
pub(super) fn ranges(name: &str, words: &[Word]) -> Vec<(usize, usize)> {
    tokens(name)
        .iter()
        .filter_map(|token| words.iter().filter_map(|word| range(name, token, word)).max_by_key(|(_, end)| *end))
        .collect()
}

fn range(name: &str, token: &Token, word: &Word) -> Option<(usize, usize)> {
    if stem(&token.text) == word.stem {
        return Some((token.start, token.end));
    }
    if !token.text.starts_with(&word.letters) {
        return None;
    }
    // Folding may change lengths, so the typed letters are counted off on the printed ones.
    let mut folded = String::new();
    for (at, letter) in name.get(token.start..token.end)?.char_indices() {
        fold_into(letter, &mut folded);
        if folded.len() >= word.letters.len() {
            return Some((token.start, token.start + at + letter.len_utf8()));
        }
    }
    None
}
