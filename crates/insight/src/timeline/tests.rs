//! Geometry and comparisons: by example, and for any input.

use super::*;
use chrono::NaiveDate;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn summary(entries: u32, days_logged: u32, mean: Option<f64>) -> Summary {
    Summary { entries, days_present: entries.min(days_logged), days_logged, mean }
}

#[test]
fn a_period_counts_its_last_day_and_meets_the_previous_one() {
    let period = Period::ending(day("2026-03-31"), 30);
    assert_eq!((period.first(), period.last(), period.days()), (day("2026-03-02"), day("2026-03-31"), 30));
    let previous = period.previous();
    assert_eq!((previous.first(), previous.last()), (day("2026-01-31"), day("2026-03-01")));
    assert_eq!(period.index(day("2026-03-02")), Some(0));
    assert_eq!(period.index(day("2026-03-31")), Some(29));
    assert_eq!(period.index(day("2026-03-01")), None);
    assert_eq!(period.index(day("2026-04-01")), None);
}

#[test]
fn mondays_and_weekends_are_those_of_the_calendar() {
    // 2026-03-01 is a Sunday.
    let period = Period::ending(day("2026-03-14"), 14);
    assert_eq!(period.mondays(), [1, 8]);
    let weekends = period.weekends();
    assert_eq!(weekends, [Run { from: 0, days: 1 }, Run { from: 6, days: 2 }, Run { from: 13, days: 1 }]);
}

#[test]
fn what_was_not_logged_is_a_gap() {
    let period = Period::ending(day("2026-03-06"), 6);
    let gaps = period.gaps(&[true, false, false, true]);
    assert_eq!(gaps, [Run { from: 1, days: 2 }, Run { from: 4, days: 2 }]);
    assert!(period.gaps(&[true; 6]).is_empty());
}

#[test]
fn severity_is_a_share_of_its_own_scale() {
    assert_eq!(Scale::ZeroToTen.share(5.0, 0.0), 0.5);
    assert_eq!(Scale::Words.share(3.0, 0.0), 1.0);
    assert_eq!(Scale::Count.share(5.0, 20.0), 0.25);
    assert_eq!(Scale::Count.share(5.0, 2.0), 0.5);
    assert_eq!(Scale::ZeroToTen.share(f64::NAN, 0.0), 0.0);
    for word in ["0-10", "0-3", "none-mild-moderate-severe", "count"] {
        let scale = Scale::parse(word).unwrap();
        assert_eq!(serde_json::to_value(scale).unwrap(), word);
    }
    assert_eq!(Scale::parse("0-100"), None);
}

#[test]
fn a_bar_stands_on_its_base_within_the_axis() {
    let axis = Axis { left: 100.0, width: 300.0, days: 30 };
    assert_eq!(axis.at(0, 0), 100.0);
    assert_eq!(axis.at(29, 720), 395.0);
    let bar = axis.bar(axis.at(3, 0), 200.0, 160.0, 0.25, 5.0);
    assert_eq!(bar, Bar { x: 127.5, y: 160.0, width: 5.0, height: 40.0 });
    assert_eq!(axis.bar(100.0, 200.0, 160.0, 1.0, 5.0).x, 100.0);
    assert_eq!(axis.bar(400.0, 200.0, 160.0, 1.0, 5.0).x, 395.0);
}

// M10: few entries give no direction, and absence of logging is not absence of a symptom.
#[test]
fn a_comparison_says_only_what_the_entries_carry() {
    let cases = [
        (summary(18, 26, Some(4.6)), summary(26, 30, Some(5.9)), Direction::Lower),
        (summary(18, 26, Some(5.9)), summary(26, 30, Some(4.6)), Direction::Higher),
        (summary(18, 26, Some(5.0)), summary(26, 30, Some(5.9)), Direction::NoClearChange),
        (summary(3, 26, Some(1.0)), summary(26, 30, Some(9.0)), Direction::TooFew),
        (summary(4, 26, Some(5.0)), summary(0, 20, None), Direction::New),
        (summary(4, 26, Some(5.0)), summary(0, 6, None), Direction::TooFew),
        (summary(0, 20, None), summary(4, 20, Some(5.0)), Direction::NotRecorded),
        (summary(0, 2, None), summary(4, 20, Some(5.0)), Direction::TooFew),
        (summary(0, 30, None), summary(0, 30, None), Direction::TooFew),
    ];
    for (now, before, direction) in cases {
        assert_eq!(compare(now, before, 10.0).direction, direction, "{now:?} after {before:?}");
    }
}

#[test]
fn the_middle_of_numbers() {
    assert_eq!(median(vec![]), None);
    assert_eq!(median(vec![3.0, 1.0, 2.0]), Some(2.0));
    assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), Some(2.5));
    assert_eq!(median(vec![f64::NAN, 7.0]), Some(7.0));
}

proptest! {
    #[test]
    fn positions_stay_inside(days in 1_u32..400, index in 0_u32..400, minute in 0_u32..5000, share in -2.0..3.0_f64) {
        let axis = Axis { left: 118.0, width: 704.0, days };
        let index = index % days;
        let x = axis.at(index, minute);
        prop_assert!((118.0..=822.0).contains(&x));
        for bar in [axis.bar(x, 248.0, 168.0, share, 4.0), axis.day_bar(index, 248.0, 168.0, share)] {
            prop_assert!(bar.x >= 118.0 - 1e-9 && bar.x + bar.width <= 822.0 + 1e-9, "{bar:?}");
            prop_assert!(bar.y >= 80.0 - 1e-9 && bar.height >= 0.0 && (bar.y + bar.height - 248.0).abs() < 1e-9, "{bar:?}");
            prop_assert!(bar.width > 0.0);
        }
    }

    #[test]
    fn gaps_and_logged_days_make_the_whole(logged in proptest::collection::vec(any::<bool>(), 1..120)) {
        let days = u32::try_from(logged.len()).unwrap();
        let gaps = Period::ending(day("2026-03-31"), days).gaps(&logged);
        let missing: u32 = gaps.iter().map(|run| run.days).sum();
        prop_assert_eq!(usize::try_from(missing).unwrap(), logged.iter().filter(|flag| !**flag).count());
        for run in gaps {
            for index in run.from..run.from + run.days {
                prop_assert!(!logged[usize::try_from(index).unwrap()]);
            }
        }
    }
}
