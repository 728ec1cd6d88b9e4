//! Which backups are kept: every one of the last two days; before that the newest of each of the last days and of each of
//! the last weeks that have one. So a backup never takes the place of another one of the same day.

use std::collections::HashSet;

use chrono::{Datelike, TimeDelta};

use super::folder::Kept;

/// How many days and weeks. The newest backup is kept in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keep {
    pub daily: usize,
    pub weekly: usize,
}

impl Default for Keep {
    fn default() -> Self {
        Self { daily: 14, weekly: 8 }
    }
}

/// Before the newest, so far back nothing is removed, however many there are.
const WHOLE: TimeDelta = TimeDelta::days(2);

impl Keep {
    /// Those of `kept` (the newest first) that are kept no longer.
    pub fn surplus(self, kept: &[Kept]) -> Vec<Kept> {
        let (mut days, mut weeks) = (HashSet::new(), HashSet::new());
        let mut surplus = Vec::new();
        for (place, backup) in kept.iter().enumerate() {
            let (day, week) = (backup.made_at.date_naive(), backup.made_at.iso_week());
            let is_newest_of_day = days.insert(day) && days.len() <= self.daily;
            let is_newest_of_week = weeks.insert((week.year(), week.week())) && weeks.len() <= self.weekly;
            let is_recent = kept.first().is_some_and(|newest| newest.made_at - backup.made_at <= WHOLE);
            if place > 0 && !is_recent && !is_newest_of_day && !is_newest_of_week {
                surplus.push(backup.clone());
            }
        }
        surplus
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{DateTime, Duration, Utc};

    fn every(hours: i64, count: i64) -> Vec<Kept> {
        let newest: DateTime<Utc> = "2026-11-22T03:00:00Z".parse().unwrap();
        let at = |n| newest - Duration::hours(hours * n);
        (0..count).map(|n| Kept { path: n.to_string().into(), made_at: at(n) }).collect()
    }

    fn left(keep: Keep, kept: Vec<Kept>) -> Vec<i64> {
        let surplus = keep.surplus(&kept);
        let newest = kept[0].made_at;
        kept.iter().filter(|one| !surplus.contains(one)).map(|one| (newest - one.made_at).num_hours()).collect()
    }

    #[test]
    fn days_then_weeks_then_nothing() {
        // Sunday 03:00; each hour of 40 days. Newest of a day: 23:00; newest of a week: its Sunday 23:00.
        let left = left(Keep { daily: 4, weekly: 3 }, every(1, 24 * 40));
        let recent: Vec<_> = (0..=48).collect();
        assert_eq!(left, [recent.as_slice(), &[52, 148, 316]].concat());
    }

    #[test]
    fn a_second_one_of_the_same_day_removes_nothing() {
        for keep in [Keep::default(), Keep { daily: 0, weekly: 0 }] {
            assert_eq!(left(keep, every(1, 5)), [0, 1, 2, 3, 4]);
            assert_eq!(left(keep, every(24, 3)), [0, 24, 48]);
        }
    }

    #[test]
    fn the_newest_stays_whatever_is_asked() {
        assert_eq!(left(Keep { daily: 0, weekly: 0 }, every(72, 5)), [0]);
        assert_eq!(left(Keep::default(), every(1, 1)), [0]);
    }

    #[test]
    fn days_without_a_backup_do_not_count() {
        // One a month: all of the last eight are newest of their week.
        assert_eq!(left(Keep { daily: 2, weekly: 8 }, every(24 * 30, 10)).len(), 8);
    }
}
