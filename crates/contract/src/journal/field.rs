//! Reading single fields: text in, a value or the reason why not.

use crate::error::{Code, Refused};
use crate::journal::LocalTime;
use chrono::{NaiveDate, NaiveTime};

/// Longest note, in characters; the database holds the same figure.
pub const NOTE_MAX: usize = 2_000;

/// A number above zero as people write it: `1.5`, `1,5`, `½`, `1/2`. Never an exponent, a sign or "infinity".
///
/// # Errors
/// `Required`, `Malformed`, `TooSmall` for zero, `TooLarge` above `most`.
pub fn amount(text: &str, most: f64) -> Result<f64, Code> {
    let text = text.trim().replace(',', ".");
    let number = match text.as_str() {
        "" => return Err(Code::Required),
        "½" | "1/2" => 0.5,
        "¼" | "1/4" => 0.25,
        "¾" | "3/4" => 0.75,
        "⅓" | "1/3" => 1.0 / 3.0,
        "⅔" | "2/3" => 2.0 / 3.0,
        negative if negative.starts_with('-') && plain(&negative[1..]) => return Err(Code::TooSmall),
        number if plain(number) => number.parse().map_err(|_| Code::Malformed)?,
        _ => return Err(Code::Malformed),
    };
    match number {
        small if small <= 0.0 => Err(Code::TooSmall),
        large if large > most => Err(Code::TooLarge),
        number => Ok(number),
    }
}

fn plain(text: &str) -> bool {
    text.len() <= 12
        && text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && text.bytes().filter(|byte| *byte == b'.').count() <= 1
}

/// A step of a scale, or nothing when it was not answered.
///
/// # Errors
/// `Malformed`, or outside of `least..=most`.
pub fn step(text: &str, least: u8, most: u8) -> Result<Option<u8>, Code> {
    match text.trim() {
        "" => Ok(None),
        text if text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= 4 => {
            match text.parse::<u16>().map_err(|_| Code::Malformed)? {
                low if low < u16::from(least) => Err(Code::TooSmall),
                high if high > u16::from(most) => Err(Code::TooLarge),
                step => Ok(u8::try_from(step).ok()),
            }
        }
        text if text.starts_with('-') => Err(Code::TooSmall),
        _ => Err(Code::Malformed),
    }
}

/// What the person wrote, trimmed; line ends as one character, as the browser counts them.
///
/// # Errors
/// `TooLong` above [`NOTE_MAX`], `Malformed` for a NUL, which the database cannot hold.
pub fn note(text: &str) -> Result<Option<String>, Code> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.contains('\0') {
        return Err(Code::Malformed);
    }
    match text.chars().count() {
        0 => Ok(None),
        long if long > NOTE_MAX => Err(Code::TooLong),
        _ => Ok(Some(text.to_owned())),
    }
}

/// A short text of its own: the name of a food or a symptom.
///
/// # Errors
/// `Required`, `TooLong` above 120 characters, `Malformed` for control characters.
pub fn name(text: &str) -> Result<String, Code> {
    let text = text.trim();
    match text.chars().count() {
        0 => Err(Code::Required),
        long if long > 120 => Err(Code::TooLong),
        _ if text.chars().any(char::is_control) => Err(Code::Malformed),
        _ => Ok(text.to_owned()),
    }
}

/// Day and time of a form (`meal[day]`, `meal[time]`); both are needed.
pub fn when(refused: &mut Refused, form: &str, day: &str, time: &str) -> Option<LocalTime> {
    let day = refused.take(&format!("{form}[day]"), self::day(day));
    let time = refused.take(&format!("{form}[time]"), self::time(time));
    Some(LocalTime { day: day?, time: time? })
}

/// `2026-11-22`.
///
/// # Errors
/// `Required`, `Malformed`, `InPast` before 1990: a slip of the finger, not a memory.
pub fn day(text: &str) -> Result<NaiveDate, Code> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Code::Required);
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| Code::Malformed)?;
    match NaiveDate::from_ymd_opt(1990, 1, 1) {
        Some(first) if day < first => Err(Code::InPast),
        _ if day.format("%Y").to_string().len() != 4 => Err(Code::InFuture),
        _ => Ok(day),
    }
}

/// `08:15`, with or without seconds.
///
/// # Errors
/// `Required`, `Malformed`.
pub fn time(text: &str) -> Result<NaiveTime, Code> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Code::Required);
    }
    let time = NaiveTime::parse_from_str(text, "%H:%M").or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S"));
    time.map_err(|_| Code::Malformed)
}
