//! One symptom in two periods: what was recorded, and whether the difference is worth a word.

use serde::{Deserialize, Serialize};

/// What was recorded of one symptom in one period.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Entries that said "present".
    pub entries: u32,
    /// Days with at least one of them.
    pub days_present: u32,
    /// Days with any entry at all, of whatever kind: the days of which something is known.
    pub days_logged: u32,
    /// Mean severity of those entries; none without any.
    pub mean: Option<f64>,
}

/// Which way a symptom went between two periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Recorded now, and not once in a previous period that was well logged.
    New,
    /// Recorded before, and not once in this period although it was well logged.
    NotRecorded,
    Lower,
    Higher,
    NoClearChange,
    /// Too few entries to say anything.
    TooFew,
}

/// The comparison with the numbers it rests on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    pub direction: Direction,
    pub now: Summary,
    pub before: Summary,
}

/// Entries needed in each period before two means are compared.
pub const ENOUGH_ENTRIES: u32 = 4;
/// Logged days needed before "not recorded" says something about a person rather than about logging.
pub const ENOUGH_DAYS: u32 = 7;
/// The least difference of means with a word of its own, as a share of the scale.
pub const NOTABLE_SHARE: f64 = 0.1;

/// Compares two periods of a symptom whose scale ends at `top`. Purely descriptive: no test is claimed.
#[must_use]
pub fn compare(now: Summary, before: Summary, top: f64) -> Finding {
    let direction = match (now.mean, before.mean) {
        (Some(_), None) if before.days_logged >= ENOUGH_DAYS && now.entries >= 2 => Direction::New,
        (None, Some(_)) if now.days_logged >= ENOUGH_DAYS && before.entries >= 2 => Direction::NotRecorded,
        (Some(later), Some(earlier)) if now.entries >= ENOUGH_ENTRIES && before.entries >= ENOUGH_ENTRIES => {
            let difference = (later - earlier) / top;
            if difference <= -NOTABLE_SHARE {
                Direction::Lower
            } else if difference >= NOTABLE_SHARE {
                Direction::Higher
            } else {
                Direction::NoClearChange
            }
        }
        _ => Direction::TooFew,
    };
    Finding { direction, now, before }
}

/// The middle of some numbers; none of none.
#[must_use]
pub fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.retain(|number| number.is_finite());
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    let upper = numbers.get(middle).copied()?;
    if numbers.len() % 2 == 1 {
        return Some(upper);
    }
    numbers.get(middle.checked_sub(1)?).map(|lower| f64::midpoint(*lower, upper))
}
