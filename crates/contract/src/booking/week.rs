//! A week of bookable hours, in the practitioner's own zone.
//!
//! The form has seven days of three windows: `week[1_0_from]`, `week[1_0_to]` … `week[7_2_to]`, ISO weekdays first.

use crate::error::{AppError, Code, Refused};
use chrono::{NaiveTime, Timelike};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

pub const WEEKDAYS: std::ops::RangeInclusive<u8> = 1..=7;
pub const WINDOWS_PER_DAY: usize = 3;
/// The most minutes of a stretch that crosses midnight.
const LONGEST_NIGHT: u32 = 16 * 60;

/// One bookable stretch that starts on a weekday, wall-clock time. One that ends when it starts or before ends on the next
/// day: until midnight is until `00:00`, and `22:00` to `02:00` crosses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Window {
    /// ISO: 1 is Monday.
    pub weekday: u8,
    pub starts: NaiveTime,
    pub ends: NaiveTime,
}

/// What the form posts: times by name. `copy` asks for Monday's hours on Tuesday to Friday too.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WeekInput(pub BTreeMap<String, String>);

/// The form name of one time: `which` is `from` or `to`.
pub fn field(weekday: u8, window: usize, which: &str) -> String {
    format!("week[{weekday}_{window}_{which}]")
}

impl WeekInput {
    /// The windows, in order. Empty pairs are skipped; an empty week cannot be booked, which is a choice.
    ///
    /// # Errors
    /// `Invalid`: `Malformed` for a time that is none, `Required` for half a window, `TooSmall` where it ends as it
    /// starts (but for a whole day from midnight) or crosses midnight and lasts more than sixteen hours, `Overlaps` where a window begins before another has ended, also one
    /// of the evening before.
    pub fn check(&self) -> Result<Vec<Window>, AppError> {
        let copy = self.0.get("copy").is_some_and(|value| !value.is_empty());
        let mut refused = Refused::default();
        let mut windows = Vec::new();
        for weekday in WEEKDAYS {
            let source = if copy && (2..=5).contains(&weekday) { 1 } else { weekday };
            windows.extend(self.day(weekday, source, &mut refused));
        }
        let clashes = windows.iter().filter(|(_, window)| windows.iter().any(|(_, other)| other.covers_start(window)));
        // Copied hours come from the same field five times.
        let clashes: BTreeSet<&String> = clashes.map(|(name, _)| name).collect();
        for name in clashes {
            refused.add(name.clone(), Code::Overlaps);
        }
        refused.finish()?;
        Ok(windows.into_iter().map(|(_, window)| window).collect())
    }

    /// The windows of a day, each with the name of the field it begins in.
    fn day(&self, weekday: u8, source: u8, refused: &mut Refused) -> Vec<(String, Window)> {
        let mut day: Vec<(String, Window)> = Vec::new();
        for at in 0..WINDOWS_PER_DAY {
            let mut read = |which: &str| {
                let typed = self.0.get(&format!("{source}_{at}_{which}")).map_or("", |text| text.trim());
                if typed.is_empty() {
                    Some(None)
                } else {
                    refused.take(&field(source, at, which), time(typed)).map(Some)
                }
            };
            let (Some(starts), Some(ends)) = (read("from"), read("to")) else { continue };
            match (starts, ends) {
                (None, None) => {}
                (Some(_), None) => refused.add(field(source, at, "to"), Code::Required),
                (None, Some(_)) => refused.add(field(source, at, "from"), Code::Required),
                (Some(starts), Some(ends)) => {
                    let window = Window { weekday, starts, ends };
                    if window.is_plausible() {
                        day.push((field(source, at, "from"), window));
                    } else {
                        refused.add(field(source, at, "to"), Code::TooSmall);
                    }
                }
            }
        }
        day.sort_by_key(|(_, window)| *window);
        day
    }
}

impl Window {
    /// Minutes since Monday's midnight, and how long it lasts.
    fn span(&self) -> (u32, u32) {
        let minute = |time: NaiveTime| time.num_seconds_from_midnight() / 60;
        let (from, to) = (minute(self.starts), minute(self.ends));
        let length = if to > from { to - from } else { 24 * 60 + to - from };
        ((u32::from(self.weekday) - 1) * 24 * 60 + from, length)
    }

    /// A stretch that reaches far into the next day is a slip of the pen: until midnight is as long as wanted.
    fn is_plausible(&self) -> bool {
        let whole = self.ends == NaiveTime::MIN && (self.starts != self.ends || self.starts == NaiveTime::MIN);
        self.ends > self.starts || whole || self.ends != self.starts && self.span().1 <= LONGEST_NIGHT
    }

    /// Whether `other` begins before this has ended; of two that begin together, the one that is longer or written last.
    fn covers_start(&self, other: &Self) -> bool {
        const WEEK: u32 = 7 * 24 * 60;
        if std::ptr::eq(self, other) {
            return false;
        }
        let ((mine, length), (theirs, _)) = (self.span(), other.span());
        // Sunday's evening reaches into Monday.
        (theirs + WEEK - mine) % WEEK < length
    }
}

/// `09:00`, or with seconds, as browsers write it; `24:00` is the midnight at the end.
fn time(text: &str) -> Result<NaiveTime, Code> {
    if matches!(text, "24:00" | "24:00:00") {
        return Ok(NaiveTime::MIN);
    }
    NaiveTime::parse_from_str(text, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S"))
        .map_err(|_| Code::Malformed)
}
