//! Food search in memory: what people type, to the foods of the reference table.
//!
//! Guarantees: pure (no input or output, no clock); any text is safe, of any length; answers while typing (the last
//! word is a prefix), in any word order, for plurals, for typing errors (said in `shown_for`) and for British, Irish,
//! Australian and some Dutch words. Plain whole foods come before dishes, brands and baby food unless those are asked for.
//!
//! To teach it a word, add a line to `words/*.tsv`. To lift a food among equally good matches, add it to `everyday.tsv`.
//! To judge a change, run the committed queries: `cargo test -p insight --test food_queries -- --nocapture`.

mod build;
mod highlight;
mod index;
mod matching;
mod prior;
mod query;
mod synonyms;
mod text;
mod typo;

pub use index::FoodIndex;

/// A food to be found. `id` is the NDB number for reference foods; own foods bring their own number space.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FoodEntry {
    /// Given back in [`Hit::id`]; not interpreted.
    pub id: i32,
    /// Full name, most general part first: `Apples, raw, with skin`.
    pub name: String,
    /// Other names, separated by commas; may be empty.
    pub common_names: String,
    /// Food group, for example `Baby Foods`; may be empty.
    pub group: String,
}

/// One food that matches.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Hit {
    /// [`FoodEntry::id`].
    pub id: i32,
    /// [`FoodEntry::name`].
    pub name: String,
    /// Higher is better; comparable only within one answer.
    pub score: f32,
    /// Byte ranges of `name` to highlight: ascending, not overlapping, on character boundaries.
    pub matched: Vec<(usize, usize)>,
}

/// The answer to one query, best first.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Found {
    /// At most `limit` foods.
    pub hits: Vec<Hit>,
    /// The query that was really answered, when a typing error was corrected.
    pub shown_for: Option<String>,
}

/// Where the words of `typed` begin words of `name`, all of them and in any order; none where one does not, or nothing was
/// typed. For the few foods that somebody has had, which are looked through without an index.
#[must_use]
pub fn begins(name: &str, typed: &str) -> Option<Vec<(usize, usize)>> {
    let (asked, words) = (text::tokens(typed), text::tokens(name));
    let is_there = |asked: &text::Token| words.iter().any(|word| word.text.starts_with(&asked.text));
    let all = !asked.is_empty() && asked.iter().all(is_there);
    all.then(|| highlight::ranges(name, &query::Query::parse(typed).words))
}

#[cfg(test)]
mod tests;
