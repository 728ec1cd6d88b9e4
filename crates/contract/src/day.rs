//! A day of the calendar within the product's range: every date in an address and every date of a form (N9).
//!
//! Guarantee: a `Day` lies between 1900 and 2199, so that every database, zone and calendar here can hold it and what
//! is a little before or after; its arithmetic is checked. A page asked for another day is not there (404).

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{AppError, Code};

/// The years a day may lie in.
pub const FIRST_YEAR: i32 = 1900;
pub const LAST_YEAR: i32 = 2199;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(NaiveDate);

impl Day {
    pub const FIRST: NaiveDate = year(FIRST_YEAR, 1, 1);
    pub const LAST: NaiveDate = year(LAST_YEAR, 12, 31);

    /// Nothing outside the range.
    pub fn new(date: NaiveDate) -> Option<Self> {
        is_within(date).then_some(Self(date))
    }

    /// `2026-11-22`, as forms and addresses write it and in no other way.
    ///
    /// # Errors
    /// `Required`, `Malformed`; `InPast` before 1900, `InFuture` after 2199.
    pub fn parse(typed: &str) -> Result<Self, Code> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(Code::Required);
        }
        let shape = |at: usize, byte: u8| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() };
        if typed.len() != 10 || !typed.bytes().enumerate().all(|(at, byte)| shape(at, byte)) {
            return Err(Code::Malformed);
        }
        let date: NaiveDate = typed.parse().map_err(|_| Code::Malformed)?;
        match date.year() {
            ..FIRST_YEAR => Err(Code::InPast),
            year if year > LAST_YEAR => Err(Code::InFuture),
            _ => Ok(Self(date)),
        }
    }

    /// The same, where the field may be left empty.
    ///
    /// # Errors
    /// As `parse`, without `Required`.
    pub fn parse_optional(typed: &str) -> Result<Option<Self>, Code> {
        if typed.trim().is_empty() { Ok(None) } else { Self::parse(typed).map(Some) }
    }

    /// The day of an address, which is not there outside the range.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn of_address(text: &str) -> Result<Self, AppError> {
        Self::parse(text).map_err(|_| AppError::NotFound)
    }

    /// Refused before `first` and after `last`, the field's own bounds.
    ///
    /// # Errors
    /// `InPast`, `InFuture`.
    pub fn between(self, first: NaiveDate, last: NaiveDate) -> Result<Self, Code> {
        match self.0 {
            early if early < first => Err(Code::InPast),
            late if late > last => Err(Code::InFuture),
            _ => Ok(self),
        }
    }

    /// Today by a clock, which a broken one may show outside the range: then it is the nearest day in it.
    pub fn today(date: NaiveDate) -> Self {
        Self(date.clamp(Self::FIRST, Self::LAST))
    }

    pub fn date(self) -> NaiveDate {
        self.0
    }

    pub fn plus(self, days: u64) -> Option<Self> {
        self.0.checked_add_days(Days::new(days)).and_then(Self::new)
    }

    pub fn minus(self, days: u64) -> Option<Self> {
        self.0.checked_sub_days(Days::new(days)).and_then(Self::new)
    }

    /// The Monday of its week; the first days of the range have none, and are their own.
    pub fn monday(self) -> Self {
        self.minus(u64::from(self.0.weekday().num_days_from_monday())).unwrap_or(self)
    }
}

const fn year(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => NaiveDate::MIN,
    }
}

/// Whether the product has this day.
pub fn is_within(date: NaiveDate) -> bool {
    (FIRST_YEAR..=LAST_YEAR).contains(&date.year())
}

/// A date and a time as `datetime-local` writes them, or nothing.
///
/// # Errors
/// `Malformed`; `InPast` and `InFuture` outside the range.
pub fn parse_wall(typed: &str) -> Result<Option<NaiveDateTime>, Code> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(None);
    }
    let (day, time) = typed.split_once(['T', ' ']).ok_or(Code::Malformed)?;
    Ok(Some(Day::parse(day)?.0.and_time(parse_time(time)?)))
}

/// `08:15`, with or without seconds.
///
/// # Errors
/// `Required`, `Malformed`.
pub fn parse_time(typed: &str) -> Result<NaiveTime, Code> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Code::Required);
    }
    if typed.len() > 16 {
        return Err(Code::Malformed);
    }
    let formats = ["%H:%M", "%H:%M:%S", "%H:%M:%S%.f"];
    let read = formats.iter().find_map(|format| NaiveTime::parse_from_str(typed, format).ok());
    // A leap second is a second like any other here.
    read.map(|time| chrono::Timelike::with_nanosecond(&time, 0).unwrap_or(time)).ok_or(Code::Malformed)
}

impl From<Day> for NaiveDate {
    fn from(day: Day) -> Self {
        day.0
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Day {
    type Err = Code;

    fn from_str(text: &str) -> Result<Self, Code> {
        Self::parse(text)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(|_| serde::de::Error::custom("no day of this calendar"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // Databases, zones and the standard formats each end somewhere else; the range ends before all of them.
    #[test]
    fn a_day_outside_the_range_is_none() {
        for (text, code) in [
            ("", Code::Required),
            ("-5000-01-01", Code::Malformed),
            ("+262142-12-31", Code::Malformed),
            ("1899-12-31", Code::InPast),
            ("0000-01-01", Code::InPast),
            ("2200-01-01", Code::InFuture),
            ("9999-12-31", Code::InFuture),
            ("2026-02-29", Code::Malformed),
            ("2026-2-9", Code::Malformed),
            ("22-11-2026", Code::Malformed),
            ("２０２６-11-22", Code::Malformed),
            ("tomorrow", Code::Malformed),
        ] {
            assert_eq!(Day::parse(text), Err(code), "{text}");
            assert!(serde_json::from_value::<Day>(text.into()).is_err(), "{text}");
            assert_eq!(Day::of_address(text), Err(AppError::NotFound));
        }
        for good in ["1900-01-01", "2199-12-31", "2028-02-29", " 2026-11-22 "] {
            assert_eq!(Day::parse(good).unwrap().to_string(), good.trim());
        }
    }

    #[test]
    fn arithmetic_ends_at_the_range() {
        let (first, last) = (Day::parse("1900-01-01").unwrap(), Day::parse("2199-12-31").unwrap());
        assert_eq!((first.minus(1), last.plus(1), first.plus(u64::MAX)), (None, None, None));
        assert_eq!(first.monday(), first, "it was one");
        assert_eq!((first.date(), last.date()), (Day::FIRST, Day::LAST));
        assert_eq!((Day::today(NaiveDate::MIN), Day::today(NaiveDate::MAX)), (first, last));
        assert_eq!(Day::parse("2026-11-22").unwrap().monday().to_string(), "2026-11-16");
        assert_eq!(first.plus(1).unwrap().between(last.date(), last.date()), Err(Code::InPast));
    }

    #[test]
    fn walls_and_times_are_read_within_the_range() {
        assert_eq!(parse_wall("2026-11-22T09:15").unwrap().unwrap().to_string(), "2026-11-22 09:15:00");
        assert_eq!(parse_wall("2026-11-22T09:15:59").unwrap().unwrap().to_string(), "2026-11-22 09:15:59");
        assert_eq!(parse_wall(" "), Ok(None));
        for bad in ["2026-11-22", "999999-11-22T08:00", "2026-11-22T24:00", "2026-11-22T08:00Z"] {
            assert_eq!(parse_wall(bad), Err(Code::Malformed), "{bad}");
        }
        assert_eq!(parse_wall("1850-11-22T08:00"), Err(Code::InPast));
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in ".{0,14}", days in any::<u64>()) {
            if let Ok(day) = Day::parse(&text) {
                let _ = (day.plus(days), day.minus(days), day.monday());
            }
            let _ = (parse_wall(&text), parse_time(&text));
        }
    }
}
