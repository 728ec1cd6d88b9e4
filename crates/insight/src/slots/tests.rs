use super::*;
use chrono::{NaiveDate, Timelike};
use chrono_tz::Tz;
use proptest::prelude::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn clock(text: &str) -> NaiveTime {
    text.parse().unwrap()
}

fn hours(weekday: u8, from: &str, to: &str) -> Hours {
    Hours { weekday, starts: clock(from), ends: clock(to) }
}

fn wish(minutes: i64, step: i64, earliest: &str, latest: &str) -> Wish {
    Wish { minutes, step, earliest: at(earliest), latest: at(latest) }
}

fn walls(zone: Tz, free: &[DateTime<Utc>]) -> Vec<String> {
    let shown = |at: &DateTime<Utc>| {
        let machine = crate::clock::Moment::new(&zone, *at).machine();
        machine.get(5..).unwrap_or_default().replacen('T', " ", 1)
    };
    free.iter().map(shown).collect()
}

const LONDON: Tz = chrono_tz::Europe::London;

#[test]
fn a_morning_is_cut_into_times_around_what_is_taken() {
    let taken = [Taken { from: at("2026-11-23T10:00:00Z"), to: at("2026-11-23T10:45:00Z") }];
    let wish = wish(45, 45, "2026-11-22T12:00:00Z", "2026-11-29T23:00:00Z");
    let free = free(&LONDON, &[hours(1, "09:00:00", "12:30:00")], &taken, wish);
    assert_eq!(walls(LONDON, &free), ["11-23 09:00+00:00", "11-23 11:15+00:00"]);
}

#[test]
fn the_skipped_hour_has_no_times() {
    // London, 29 March 2026: 01:00 is followed by 02:00.
    let wish = wish(30, 30, "2026-03-28T12:00:00Z", "2026-03-29T23:00:00Z");
    let free = free(&LONDON, &[hours(7, "00:00:00", "03:00:00")], &[], wish);
    assert_eq!(
        walls(LONDON, &free),
        ["03-29 00:00+00:00", "03-29 00:30+00:00", "03-29 02:00+01:00", "03-29 02:30+01:00"]
    );
    let inside = super::free(&LONDON, &[hours(7, "01:15:00", "02:30:00")], &[], wish);
    assert_eq!(walls(LONDON, &inside), ["03-29 02:00+01:00"]);
}

#[test]
fn the_doubled_hour_has_both() {
    // London, 25 October 2026: 02:00 is followed by 01:00.
    let wish = wish(60, 60, "2026-10-24T12:00:00Z", "2026-10-25T23:00:00Z");
    let free = free(&LONDON, &[hours(7, "01:00:00", "03:00:00")], &[], wish);
    assert_eq!(walls(LONDON, &free), ["10-25 01:00+01:00", "10-25 01:00+00:00", "10-25 02:00+00:00"]);
}

#[test]
fn nine_oclock_stays_nine_oclock_across_the_change() {
    let wish = wish(60, 60, "2026-10-20T00:00:00Z", "2026-11-01T00:00:00Z");
    let free = free(&LONDON, &[hours(5, "09:00:00", "10:00:00")], &[], wish);
    assert_eq!(free, [at("2026-10-23T08:00:00Z"), at("2026-10-30T09:00:00Z")]);
}

#[test]
fn a_day_may_end_at_midnight_and_hours_may_cross_it() {
    // From ten in the evening of Friday 27 November 2026 until two in the morning.
    let wish = wish(60, 60, "2026-11-26T00:00:00Z", "2026-11-29T00:00:00Z");
    let crossing = free(&LONDON, &[hours(5, "22:00:00", "02:00:00")], &[], wish);
    assert_eq!(
        walls(LONDON, &crossing),
        ["11-27 22:00+00:00", "11-27 23:00+00:00", "11-28 00:00+00:00", "11-28 01:00+00:00"]
    );
    let late = free(&LONDON, &[hours(5, "22:00:00", "00:00:00")], &[], wish);
    assert_eq!(walls(LONDON, &late), ["11-27 22:00+00:00", "11-27 23:00+00:00"]);
    let whole = free(&LONDON, &[hours(5, "00:00:00", "00:00:00")], &[], wish);
    assert_eq!(whole.len(), 24);
    // Asked for after midnight, the evening before still counts.
    let after = Wish { earliest: at("2026-11-28T00:30:00Z"), ..wish };
    let rest = free(&LONDON, &[hours(5, "22:00:00", "02:00:00")], &[], after);
    assert_eq!(walls(LONDON, &rest), ["11-28 01:00+00:00"]);
}

#[test]
fn steps_are_quarters_up_to_an_hour() {
    for (minutes, expected) in [(5, 15), (15, 15), (20, 30), (45, 45), (50, 60), (60, 60), (90, 60), (480, 60)] {
        assert_eq!(step(minutes), expected, "{minutes}");
    }
}

fn zones() -> impl Strategy<Value = Tz> {
    use chrono_tz::{America, Asia, Australia, Europe, Pacific};
    prop::sample::select(vec![
        Europe::London,
        America::New_York,
        Asia::Kathmandu,
        Australia::Lord_Howe,
        Pacific::Apia,
        America::St_Johns,
        Asia::Tehran,
        chrono_tz::UTC,
    ])
}

fn minute(minutes: u32) -> NaiveTime {
    NaiveTime::from_hms_opt(minutes / 60, minutes % 60, 0).unwrap()
}

fn weeks() -> impl Strategy<Value = Vec<Hours>> {
    // Up to midnight and across it.
    let one = (1_u8..=7, 0_u32..280, 1_u32..60).prop_map(|(weekday, from, length)| {
        let (from, to) = (from * 5, (from + length) * 5 % (24 * 60));
        Hours { weekday, starts: minute(from), ends: minute(to) }
    });
    prop::collection::vec(one, 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn free_times_keep_every_promise(
        zone in zones(), hours in weeks(), minutes in 5_i64..120, step in prop::sample::select(vec![15_i64, 30, 45, 60]),
        // 2011 holds the day that Samoa skipped; every year has changes of clocks.
        start in (2010_i32..2030, 1_u32..=365), span in 0_i64..20, taken in prop::collection::vec((0_i64..20 * 24 * 12, 1_i64..60), 0..12),
    ) {
        let earliest = NaiveDate::from_yo_opt(start.0, start.1).unwrap().and_hms_opt(7, 3, 0).unwrap().and_utc();
        let latest = earliest + TimeDelta::days(span);
        let taken: Vec<_> = taken.into_iter().map(|(from, length)| {
            let from = earliest + TimeDelta::minutes(from * 5);
            Taken { from, to: from + TimeDelta::minutes(length * 5) }
        }).collect();
        let found = free(&zone, &hours, &taken, Wish { minutes, step, earliest, latest });
        prop_assert!(found.windows(2).all(|pair| pair[0] < pair[1]), "in order, once each");
        for start in &found {
            let end = *start + TimeDelta::minutes(minutes);
            prop_assert!(*start >= earliest && *start <= latest);
            prop_assert!(taken.iter().all(|stretch| stretch.to <= *start || stretch.from >= end));
            let (from, to) = (start.with_timezone(&zone), end.with_timezone(&zone));
            let inside = hours.iter().any(|window| {
                // The day the hours begin is the day itself or, where they cross midnight, the day before.
                [0, 1].into_iter().any(|before| {
                    let day = from.date_naive() - Days::new(before);
                    let until = if window.ends > window.starts { day } else { day + Days::new(1) };
                    u32::from(window.weekday) == day.weekday().number_from_monday()
                        && from.date_naive().and_time(from.time()) >= day.and_time(window.starts)
                        && to.date_naive().and_time(to.time()) <= until.and_time(window.ends)
                })
            });
            prop_assert!(inside, "{from} to {to} lies in no window");
        }
        // Nothing is left out: with single steps of the grid checked by hand on days without a change of clocks.
        let mut day = earliest.date_naive();
        while day <= latest.date_naive() {
            let offsets: Vec<_> = (0..=47).map(|half| zone.offset_from_utc_datetime(&(day.and_hms_opt(0, 0, 0).unwrap() + TimeDelta::minutes(half * 60 - 11 * 60)))).collect();
            let plain = offsets.windows(2).all(|pair| chrono::Offset::fix(&pair[0]) == chrono::Offset::fix(&pair[1]));
            for window in hours.iter().filter(|window| plain && u32::from(window.weekday) == day.weekday().number_from_monday()) {
                let mut wall = i64::from(window.starts.num_seconds_from_midnight() / 60);
                let ends = i64::from(window.ends.num_seconds_from_midnight() / 60);
                // What lies behind midnight may be a day of other clocks.
                let ends = if window.ends > window.starts { ends } else { 24 * 60 };
                while wall + minutes <= ends {
                    let local = day.and_hms_opt(0, 0, 0).unwrap() + TimeDelta::minutes(wall);
                    let instant = zone.from_local_datetime(&local).unwrap().with_timezone(&Utc);
                    let clear = taken.iter().all(|stretch| stretch.to <= instant || stretch.from >= instant + TimeDelta::minutes(minutes));
                    if instant >= earliest && instant <= latest && clear {
                        prop_assert!(found.contains(&instant), "{local} in {zone} was left out");
                    }
                    wall += step;
                }
            }
            day = day.succ_opt().unwrap();
        }
    }
}
