//! Instants as somebody's own clock shows them.
//!
//! Guarantee: two instants of one zone are never written alike. Where clocks go back an hour comes twice, and each of its
//! times then names its offset: `02:00 NZDT (UTC+13)`, an hour before `02:00 NZST (UTC+12)`.

use chrono::{DateTime, LocalResult, NaiveDateTime, Offset, TimeZone, Utc};
use std::fmt::Display;

/// `09:45`; with its offset where the time comes twice.
pub fn time<Z: TimeZone>(zone: &Z, at: DateTime<Utc>) -> String
where
    Z::Offset: Display,
{
    written(zone, at, "%H:%M")
}

/// As `format` says; a time that comes twice names its offset behind it.
pub fn written<Z: TimeZone>(zone: &Z, at: DateTime<Utc>, format: &str) -> String
where
    Z::Offset: Display,
{
    let local = at.with_timezone(zone);
    let text = local.format(format).to_string();
    match is_doubled(zone, local.naive_local()) {
        true => format!("{text} {}", offset(&local)),
        false => text,
    }
}

/// Where a clock stands that showed this, for what is kept: `Europe/Amsterdam, UTC+1`.
pub fn place<Z: TimeZone>(zone: &Z, name: &str, at: DateTime<Utc>) -> String
where
    Z::Offset: Display,
{
    format!("{name}, {}", distance(&at.with_timezone(zone)))
}

/// Whether the wall clock shows this twice.
pub fn is_doubled<Z: TimeZone>(zone: &Z, wall: NaiveDateTime) -> bool {
    matches!(zone.from_local_datetime(&wall), LocalResult::Ambiguous(..))
}

/// `NZDT (UTC+13)`; where a zone has no letters for it, `(UTC+10:30)`.
fn offset<Z: TimeZone>(local: &DateTime<Z>) -> String
where
    Z::Offset: Display,
{
    let distance = format!("({})", distance(local));
    let name = local.offset().to_string();
    if name.chars().all(|letter| letter.is_ascii_alphabetic()) { format!("{name} {distance}") } else { distance }
}

/// `UTC+13`
fn distance<Z: TimeZone>(local: &DateTime<Z>) -> String
where
    Z::Offset: Display,
{
    let seconds = local.offset().fix().local_minus_utc();
    let (sign, whole) = (if seconds < 0 { '\u{2212}' } else { '+' }, seconds.abs());
    let (hours, minutes) = (whole / 3600, whole % 3600 / 60);
    match minutes {
        0 => format!("UTC{sign}{hours}"),
        _ => format!("UTC{sign}{hours}:{minutes:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;
    use chrono_tz::Tz;
    use std::collections::BTreeSet;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_time_that_comes_twice_names_its_offset() {
        let auckland = chrono_tz::Pacific::Auckland;
        assert_eq!(time(&auckland, at("2027-04-03T13:00:00Z")), "02:00 NZDT (UTC+13)");
        assert_eq!(time(&auckland, at("2027-04-03T14:00:00Z")), "02:00 NZST (UTC+12)");
        assert_eq!(time(&auckland, at("2027-04-03T15:00:00Z")), "03:00");
        assert_eq!(time(&auckland, at("2027-04-03T11:00:00Z")), "00:00");
        // Half an hour back, and a zone without letters.
        let howe = chrono_tz::Australia::Lord_Howe;
        assert_eq!(time(&howe, at("2027-04-03T14:45:00Z")), "01:45 (UTC+11)");
        assert_eq!(time(&howe, at("2027-04-03T15:15:00Z")), "01:45 (UTC+10:30)");
        assert_eq!(time(&chrono_tz::America::New_York, at("2026-11-01T06:30:00Z")), "01:30 EST (UTC\u{2212}5)");
        assert_eq!(time(&chrono_tz::UTC, at("2026-11-01T06:30:00Z")), "06:30");
    }

    // Every quarter of an hour around every change of clocks of three years: no two are written alike.
    #[test]
    fn no_two_instants_are_written_alike() {
        let zones: [Tz; 12] = [
            chrono_tz::Europe::London,
            chrono_tz::Europe::Amsterdam,
            chrono_tz::America::New_York,
            chrono_tz::America::St_Johns,
            chrono_tz::America::Santiago,
            chrono_tz::America::Asuncion,
            chrono_tz::Africa::Casablanca,
            chrono_tz::Asia::Beirut,
            chrono_tz::Australia::Sydney,
            chrono_tz::Australia::Lord_Howe,
            chrono_tz::Pacific::Auckland,
            chrono_tz::Pacific::Chatham,
        ];
        let mut named = 0;
        for zone in zones {
            let mut instant = at("2026-01-01T00:00:00Z");
            let mut seen = BTreeSet::new();
            while instant < at("2029-01-01T00:00:00Z") {
                let text = written(&zone, instant, "%Y-%m-%d %H:%M");
                named += usize::from(text.contains("UTC"));
                assert!(seen.insert(text.clone()), "{zone}: {text} twice");
                instant += TimeDelta::minutes(15);
            }
        }
        println!("12 zones, every quarter of an hour of three years, {named} times named their offset");
        assert!(named > 200, "{named}");
    }
}
