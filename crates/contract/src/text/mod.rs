//! Free text: the one way in for whatever somebody writes (N9).
//!
//! Guarantee: a text that was read is in NFC, has no control character, nothing that reorders it, something that is
//! seen, and as many characters as its field allows. What copying leaves behind (zero-width spaces, soft hyphens, byte
//! order marks, direction marks) is dropped; joiners stay where a script or an emoji needs them. The database asks the
//! same of its columns (`app.is_line`, `app.is_text`). To add a field: a constant of [`Text`] with its bounds.

mod hidden;

/// Whether a text that was stored before has something in it, and at most so many characters.
pub fn has_length(text: &str, most: usize) -> bool {
    (1..=most).contains(&text.chars().count())
}

#[cfg(test)]
mod tests;

use hidden::{is_blank, is_joiner, is_left_over, is_tag, takes_joiner};
pub use hidden::{is_forbidden, is_hidden, is_letter};
use unicode_normalization::UnicodeNormalization;

use crate::error::Code;

/// The longest name of a person, a practice, a service, a food.
pub const NAME_MAX: usize = 120;

/// The name of a thing: one line. Names of people and practices are [`name`]s.
pub const TITLE: Text = Text::line(NAME_MAX);
/// Why something was done, as a sentence that others read.
pub const REASON: Text = Text::lines(500).at_least(10);
/// Whom somebody means: an exact name or an address.
pub const WHOM: Text = Text::line(254);
/// What somebody looks for.
pub const SEARCH: Text = Text::line(NAME_MAX);

/// What a field takes: one line or many, and how many characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text {
    many: bool,
    min: usize,
    max: usize,
}

impl Text {
    /// One line. A tab becomes a space; a line break is refused, for it would be two of something.
    pub const fn line(max: usize) -> Self {
        Self { many: false, min: 1, max }
    }

    /// Any number of lines, whose ends become one character each; tabs stay.
    pub const fn lines(max: usize) -> Self {
        Self { many: true, min: 1, max }
    }

    pub const fn at_least(self, min: usize) -> Self {
        Self { min, ..self }
    }

    /// The most characters it takes.
    pub const fn max(self) -> usize {
        self.max
    }

    /// What was written, which has to be something that is seen.
    ///
    /// # Errors
    /// `Required`, `TooShort`, `TooLong`; `Malformed` for a second line; `Unprintable`.
    pub fn required(self, typed: &str) -> Result<String, Code> {
        self.optional(typed)?.ok_or(Code::Required)
    }

    /// What was written, or nothing where nothing is seen.
    ///
    /// # Errors
    /// As `required`, without `Required`.
    pub fn optional(self, typed: &str) -> Result<Option<String>, Code> {
        // Four bytes a character; what is dropped may be as much again. More is not worth reading.
        if typed.len() > self.max.saturating_mul(8).saturating_add(4096) {
            return Err(Code::TooLong);
        }
        let text = clean(typed, self.many)?;
        let count = text.chars().count();
        if !text.chars().any(|c| !is_hidden(c)) {
            Ok(None)
        } else if !self.many && text.contains('\n') {
            Err(Code::Malformed)
        } else if count > self.max {
            Err(Code::TooLong)
        } else if count < self.min {
            Err(Code::TooShort)
        } else {
            Ok(Some(text))
        }
    }

    /// What was written, an empty text where nothing is seen.
    ///
    /// # Errors
    /// As `optional`.
    pub fn or_empty(self, typed: &str) -> Result<String, Code> {
        self.optional(typed).map(Option::unwrap_or_default)
    }
}

/// What a page looks for, of what a form was refused with: what cannot be looked for is nothing.
pub fn search(typed: &str) -> String {
    SEARCH.or_empty(typed).unwrap_or_default()
}

/// The name of a person or a practice: one line with at least one letter. It stands in letters to other people, so it
/// cannot carry a web address or markup, nor be written with something hidden in it: two names that look the same are.
///
/// # Errors
/// As [`Text::required`]; `Malformed` for an address, markup or a name without a letter; `Unprintable` for what is hidden
/// between its letters.
pub fn name(typed: &str) -> Result<String, Code> {
    let name = TITLE.required(typed)?;
    if typed.trim_matches(|c| is_blank(c) || is_left_over(c)).contains(['\u{200b}', '\u{2060}', '\u{feff}']) {
        return Err(Code::Unprintable);
    }
    let lower = name.to_lowercase();
    let is_plain = !name.contains(['<', '>']) && !lower.contains("://") && !lower.contains("www.");
    if is_plain && name.chars().any(is_letter) { Ok(name) } else { Err(Code::Malformed) }
}

/// Normalised, without what copying leaves behind, without blanks around it.
fn clean(typed: &str, many: bool) -> Result<String, Code> {
    let typed = typed.replace("\r\n", "\n");
    let mut kept = String::with_capacity(typed.len());
    let (mut last, mut in_flag) = (None, false);
    for c in typed.chars() {
        let c = match c {
            // What editors call a line end.
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
            '\t' if !many => ' ',
            c => c,
        };
        in_flag = c == '\u{1f3f4}' || (in_flag && is_tag(c));
        if is_forbidden(c) || (is_tag(c) && !in_flag) {
            return Err(Code::Unprintable);
        }
        if is_left_over(c) || (is_joiner(c) && !last.is_some_and(takes_joiner)) {
            continue;
        }
        // A joiner that has nothing to join to.
        if is_blank(c) && last.is_some_and(is_joiner) {
            kept.pop();
        }
        kept.push(c);
        last = Some(c);
    }
    let text = kept.trim_matches(|c| is_blank(c) || is_joiner(c));
    Ok(text.nfc().collect())
}
