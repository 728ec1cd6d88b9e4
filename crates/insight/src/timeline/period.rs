//! A run of whole days, and what a calendar says about them.

use chrono::{Datelike, Days, NaiveDate, Weekday};

/// Consecutive days; `days` is at least 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    first: NaiveDate,
    days: u32,
}

/// Days next to each other: the first as an index into the period, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub from: u32,
    pub days: u32,
}

impl Period {
    /// The `days` days that end with `last`; a period of no days counts as one.
    #[must_use]
    pub fn ending(last: NaiveDate, days: u32) -> Self {
        let days = days.max(1);
        let first = last.checked_sub_days(Days::new(u64::from(days - 1))).unwrap_or(NaiveDate::MIN);
        Self { first, days }
    }

    /// As many days, ending the day before this begins.
    #[must_use]
    pub fn previous(self) -> Self {
        Self::ending(self.first.pred_opt().unwrap_or(NaiveDate::MIN), self.days)
    }

    #[must_use]
    pub const fn first(self) -> NaiveDate {
        self.first
    }

    #[must_use]
    pub fn last(self) -> NaiveDate {
        self.day(self.days - 1)
    }

    /// How many days.
    #[must_use]
    pub const fn days(self) -> u32 {
        self.days
    }

    /// The day at an index from 0.
    #[must_use]
    pub fn day(self, index: u32) -> NaiveDate {
        self.first.checked_add_days(Days::new(u64::from(index))).unwrap_or(NaiveDate::MAX)
    }

    /// Where a day stands in the period; none outside of it.
    #[must_use]
    pub fn index(self, day: NaiveDate) -> Option<u32> {
        let distance = day.signed_duration_since(self.first).num_days();
        u32::try_from(distance).ok().filter(|index| *index < self.days)
    }

    /// Indices of the Mondays.
    #[must_use]
    pub fn mondays(self) -> Vec<u32> {
        (0..self.days).filter(|index| self.day(*index).weekday() == Weekday::Mon).collect()
    }

    /// Saturdays and Sundays, a weekend as one run; cut off where the period begins or ends.
    #[must_use]
    pub fn weekends(self) -> Vec<Run> {
        let weekend = |index: &u32| matches!(self.day(*index).weekday(), Weekday::Sat | Weekday::Sun);
        runs((0..self.days).filter(weekend))
    }

    /// Runs of days without any entry. `logged` holds one flag a day; a day it does not reach counts as not logged.
    #[must_use]
    pub fn gaps(self, logged: &[bool]) -> Vec<Run> {
        runs((0..self.days).filter(|index| {
            let index = usize::try_from(*index).unwrap_or(usize::MAX);
            !logged.get(index).copied().unwrap_or(false)
        }))
    }
}

/// Rising indices gathered into runs.
fn runs(indices: impl Iterator<Item = u32>) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    for index in indices {
        match found.last_mut() {
            Some(run) if run.from + run.days == index => run.days += 1,
            _ => found.push(Run { from: index, days: 1 }),
        }
    }
    found
}
