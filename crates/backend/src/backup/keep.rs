//! Which backups are kept: the newest of each of the last days and of each of the last weeks that have one.

use std::collections::HashSet;

use chrono::Datelike;

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

impl Keep {
    /// Those of `kept` (the newest first) that are kept no longer.
    pub fn surplus(self, kept: &[Kept]) -> Vec<Kept> {
        let (mut days, mut weeks) = (HashSet::new(), HashSet::new());
        let mut surplus = Vec::new();
        for (place, backup) in kept.iter().enumerate() {
            let (day, week) = (backup.made_at.date_naive(), backup.made_at.iso_week());
            let is_newest_of_day = days.insert(day) && days.len() <= self.daily;
            let is_newest_of_week = weeks.insert((week.year(), week.week())) && weeks.len() <= self.weekly;
            if place > 0 && !is_newest_of_day && !is_newest_of_week {
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
        let left = left(Keep { daily: 3, weekly: 3 }, every(1, 24 * 40));
        assert_eq!(left, [0, 4, 28, 148, 316]);
    }

    #[test]
    fn the_newest_stays_whatever_is_asked() {
        assert_eq!(left(Keep { daily: 0, weekly: 0 }, every(1, 5)), [0]);
        assert_eq!(left(Keep::default(), every(1, 1)), [0]);
    }

    #[test]
    fn days_without_a_backup_do_not_count() {
        // One a month: all of the last eight are newest of their week.
        assert_eq!(left(Keep { daily: 2, weekly: 8 }, every(24 * 30, 10)).len(), 8);
    }
}
