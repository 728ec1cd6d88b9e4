//! Numbers as people write them: `1.5`, `1,5`, `½`, `1½`, `1 1/2`; whole numbers within bounds.
//!
//! Guarantee: what is read is finite, within the bounds given, and was written plainly: never an exponent, a sign,
//! "infinity", or digits of which half the readers would read another number.

use crate::error::Code;

/// Fractions that have a character of their own.
const FRACTIONS: &[(char, u32, u32)] = &[
    ('½', 1, 2),
    ('⅓', 1, 3),
    ('⅔', 2, 3),
    ('¼', 1, 4),
    ('¾', 3, 4),
    ('⅕', 1, 5),
    ('⅖', 2, 5),
    ('⅗', 3, 5),
    ('⅘', 4, 5),
    ('⅙', 1, 6),
    ('⅚', 5, 6),
    ('⅐', 1, 7),
    ('⅛', 1, 8),
    ('⅜', 3, 8),
    ('⅝', 5, 8),
    ('⅞', 7, 8),
    ('⅑', 1, 9),
    ('⅒', 1, 10),
];

/// A number above zero and at most `most`.
///
/// # Errors
/// `Required`, `Malformed`, `TooSmall` for zero and less, `TooLarge`.
pub fn parse(typed: &str, most: f64) -> Result<f64, Code> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Code::Required);
    }
    // Longer than any number within bounds is written.
    if typed.len() > 40 {
        return Err(Code::Malformed);
    }
    let unsigned = typed.strip_prefix(['-', '\u{2212}']);
    let number = read(unsigned.map_or(typed, str::trim_start)).ok_or(Code::Malformed)?;
    match number {
        _ if unsigned.is_some() => Err(Code::TooSmall),
        zero if zero <= 0.0 => Err(Code::TooSmall),
        large if large > most => Err(Code::TooLarge),
        number => Ok(number),
    }
}

/// A whole number between two bounds.
///
/// # Errors
/// `Required`, `Malformed`, `TooSmall`, `TooLarge`.
pub fn parse_whole(typed: &str, least: i32, most: i32) -> Result<i32, Code> {
    let typed = typed.trim();
    let digits = typed.strip_prefix('-').unwrap_or(typed);
    if typed.is_empty() {
        return Err(Code::Required);
    }
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Code::Malformed);
    }
    let negative = digits.len() < typed.len();
    match typed.parse::<i32>() {
        Ok(number) if number < least => Err(Code::TooSmall),
        Ok(number) if number > most => Err(Code::TooLarge),
        Ok(number) => Ok(number),
        // Digits alone, and more than fit.
        Err(_) => Err(if negative { Code::TooSmall } else { Code::TooLarge }),
    }
}

fn read(text: &str) -> Option<f64> {
    // A slash by any of its names is one.
    let text = text.replace(['\u{2044}', '\u{2215}'], "/");
    if let Some((whole, fraction)) = text.char_indices().last().and_then(|(at, c)| {
        let (_, over, under) = FRACTIONS.iter().find(|(sign, ..)| *sign == c)?;
        Some((text.get(..at)?, f64::from(*over) / f64::from(*under)))
    }) {
        let whole = whole.trim_end();
        return if whole.is_empty() { Some(fraction) } else { Some(digits(whole)? + fraction) };
    }
    let Some((over, under)) = text.split_once('/') else { return decimal(&text) };
    let (over, under) = (over.trim_end(), digits(under.trim_start()).filter(|under| *under > 0.0)?);
    match over.rsplit_once(char::is_whitespace) {
        // `1 1/2`: a whole and less than another one, else it was not meant so.
        Some((whole, over)) => {
            let part = digits(over)? / under;
            (part < 1.0).then_some(digits(whole.trim_end())? + part)
        }
        None => Some(digits(over)? / under),
    }
}

fn digits(text: &str) -> Option<f64> {
    let plain = (1..=9).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

/// With a dot or a comma, of which there is one: `1.000` is one, as it is in every form of this product.
fn decimal(text: &str) -> Option<f64> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let fits = text.len() <= 16 && plain(whole) && plain(part) && !(whole.is_empty() && part.is_empty());
    if fits { format!("0{whole}.{part}0").parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        for (text, number) in [
            ("1.5", 1.5),
            ("1,5", 1.5),
            (" 2 ", 2.0),
            (".5", 0.5),
            ("2.", 2.0),
            ("½", 0.5),
            ("1½", 1.5),
            ("1 ½", 1.5),
            ("1\u{a0}½", 1.5),
            ("1 1/2", 1.5),
            ("1/2", 0.5),
            ("3/4", 0.75),
            ("3 / 4", 0.75),
            ("3⁄4", 0.75),
            ("5/4", 1.25),
            ("⅛", 0.125),
            ("2⅔", 2.0 + 2.0 / 3.0),
        ] {
            assert_eq!(parse(text, 100.0), Ok(number), "{text:?}");
        }
        for (text, code) in [
            ("", Code::Required),
            ("0", Code::TooSmall),
            ("-0", Code::TooSmall),
            ("-3", Code::TooSmall),
            ("-½", Code::TooSmall),
            ("0/2", Code::TooSmall),
            ("101", Code::TooLarge),
            ("99½½", Code::Malformed),
            ("1/0", Code::Malformed),
            ("1 3/2", Code::Malformed),
            ("1/2/3", Code::Malformed),
            ("½ 1", Code::Malformed),
            ("1,000.5", Code::Malformed),
            ("NaN", Code::Malformed),
            ("1e309", Code::Malformed),
            ("٣", Code::Malformed),
            (".", Code::Malformed),
            ("a cup", Code::Malformed),
        ] {
            assert_eq!(parse(text, 100.0), Err(code), "{text:?}");
        }
    }

    #[test]
    fn whole_numbers_know_their_bounds() {
        for (text, read) in [
            (" 7 ", Ok(7)),
            ("007", Ok(7)),
            ("", Err(Code::Required)),
            ("0", Err(Code::TooSmall)),
            ("-1", Err(Code::TooSmall)),
            ("91", Err(Code::TooLarge)),
            ("9999999999999999999", Err(Code::TooLarge)),
            ("-9999999999999999999", Err(Code::TooSmall)),
            ("1.5", Err(Code::Malformed)),
            ("+7", Err(Code::Malformed)),
            ("-", Err(Code::Malformed)),
            ("７", Err(Code::Malformed)),
        ] {
            assert_eq!(parse_whole(text, 1, 90), read, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_within_bounds(text in "[0-9½⅔/ .,e-]{0,12}") {
            if let Ok(number) = parse(&text, 50.0) {
                prop_assert!(number > 0.0 && number <= 50.0);
            }
        }
    }
}
