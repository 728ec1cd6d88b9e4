//! Reading single fields: text in, a value or the reason why not.

use crate::error::{Code, Refused};
use crate::journal::envelope::{LocalTime, Which};
use crate::{amount, day, text};
use chrono::{NaiveDate, NaiveTime};
use insight::clock::{Moment, Pass};

/// Longest note, in characters; the database holds the same figure.
pub const NOTE_MAX: usize = 2_000;

/// A number above zero as people write it: `1.5`, `1,5`, `½`, `1 1/2`.
///
/// # Errors
/// As [`amount::parse`].
pub fn amount(text: &str, most: f64) -> Result<f64, Code> {
    amount::parse(text, most)
}

/// A step of a scale, or nothing when it was not answered.
///
/// # Errors
/// `Malformed`, or outside of `least..=most`.
pub fn step(text: &str, least: u8, most: u8) -> Result<Option<u8>, Code> {
    match amount::parse_whole(text, i32::from(least), i32::from(most)) {
        Ok(step) => Ok(u8::try_from(step).ok()),
        Err(Code::Required) => Ok(None),
        Err(code) => Err(code),
    }
}

/// What the person wrote, on any number of lines.
///
/// # Errors
/// As of every text.
pub fn note(text: &str) -> Result<Option<String>, Code> {
    text::Text::lines(NOTE_MAX).optional(text)
}

/// A short text of its own: the name of a food or a symptom.
///
/// # Errors
/// As of every text.
pub fn name(text: &str) -> Result<String, Code> {
    text::TITLE.required(text)
}

/// Longest name of a food, measure or symptom as it is stored, in characters.
const STORED_NAME_MAX: usize = 300;

/// Whether a stored name is one.
pub fn stored_name(text: &str) -> bool {
    text::has_length(text, STORED_NAME_MAX)
}

/// Day and time of a form (`meal[day]`, `meal[time]`); both are needed. `meal[pass]` says which, where a time comes twice.
pub fn when(refused: &mut Refused, form: &str, day: &str, time: &str, pass: &str) -> Option<LocalTime> {
    let day = refused.take(&format!("{form}[day]"), self::day(day));
    let time = refused.take(&format!("{form}[time]"), self::time(time));
    let which = refused.take(&format!("{form}[pass]"), self::which(pass));
    Some(LocalTime { day: day?, time: time?, which: which? })
}

/// `first`, `second`; `ask` of a form that did not offer the choice; or nothing.
fn which(text: &str) -> Result<Which, Code> {
    match text {
        "" => Ok(Which::Unsaid),
        "ask" => Ok(Which::Ask),
        "first" => Ok(Which::This(Pass::First)),
        "second" => Ok(Which::This(Pass::Second)),
        _ => Err(Code::Unknown),
    }
}

/// The same as it stands in a form.
pub fn pass(moment: Moment) -> &'static str {
    match moment.pass() {
        Some(Pass::First) => "first",
        Some(Pass::Second) => "second",
        None => "",
    }
}

/// `2026-11-22`.
///
/// # Errors
/// As [`day::Day::parse`]; `InPast` before 1990: a slip of the finger, not a memory.
pub fn day(text: &str) -> Result<NaiveDate, Code> {
    let day = day::Day::parse(text)?.date();
    if chrono::Datelike::year(&day) < 1990 { Err(Code::InPast) } else { Ok(day) }
}

/// `08:15`, with or without seconds.
///
/// # Errors
/// As [`day::parse_time`].
pub fn time(text: &str) -> Result<NaiveTime, Code> {
    day::parse_time(text)
}
