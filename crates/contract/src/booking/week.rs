//! A week of bookable hours, in the practitioner's own zone.
//!
//! The form has seven days of three windows: `week[1_0_from]`, `week[1_0_to]` … `week[7_2_to]`, ISO weekdays first.

use crate::error::{AppError, Code, Refused};
use chrono::NaiveTime;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub const WEEKDAYS: std::ops::RangeInclusive<u8> = 1..=7;
pub const WINDOWS_PER_DAY: usize = 3;

/// One bookable stretch of a weekday, wall-clock time.
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
    /// `Invalid`: `Malformed` for a time that is none, `Required` for half a window, `TooSmall` where the end is not
    /// after the start, `Overlaps` where a window begins before another has ended.
    pub fn check(&self) -> Result<Vec<Window>, AppError> {
        let copy = self.0.get("copy").is_some_and(|value| !value.is_empty());
        let mut refused = Refused::default();
        let mut windows = Vec::new();
        for weekday in WEEKDAYS {
            let source = if copy && (2..=5).contains(&weekday) { 1 } else { weekday };
            windows.extend(self.day(weekday, source, &mut refused));
        }
        refused.finish()?;
        Ok(windows)
    }

    fn day(&self, weekday: u8, source: u8, refused: &mut Refused) -> Vec<Window> {
        let mut day: Vec<(usize, Window)> = Vec::new();
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
                (Some(starts), Some(ends)) if ends <= starts => refused.add(field(source, at, "to"), Code::TooSmall),
                (Some(starts), Some(ends)) => day.push((at, Window { weekday, starts, ends })),
            }
        }
        day.sort_by_key(|(_, window)| *window);
        for pair in day.windows(2) {
            if let [(_, earlier), (at, later)] = pair
                && later.starts < earlier.ends
            {
                refused.add(field(source, *at, "from"), Code::Overlaps);
            }
        }
        day.into_iter().map(|(_, window)| window).collect()
    }
}

/// `09:00`, or with seconds, as browsers write it.
fn time(text: &str) -> Result<NaiveTime, Code> {
    NaiveTime::parse_from_str(text, "%H:%M")
        .or_else(|_| NaiveTime::parse_from_str(text, "%H:%M:%S"))
        .map_err(|_| Code::Malformed)
}
