//! Instants as a person's own clock shows them.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

fn tz(zone: &str) -> Tz {
    zone.parse().unwrap_or(chrono_tz::UTC)
}

pub fn day(instant: DateTime<Utc>, zone: &str) -> NaiveDate {
    tz(zone).from_utc_datetime(&instant.naive_utc()).date_naive()
}

/// `09:45`; `02:00 NZDT (UTC+13)` where the time comes twice that day.
pub fn time(instant: DateTime<Utc>, zone: &str) -> String {
    insight::clock::time(&tz(zone), instant)
}

/// A zone as people say it, with how far its clock is from UTC just now: `Amsterdam, UTC+1`.
pub fn zone(zone: &str, now: DateTime<Utc>) -> String {
    match zone {
        "UTC" => zone.to_owned(),
        _ => insight::clock::place(&tz(zone), &crate::words::booking::city(zone), now),
    }
}

/// An hour of every week, which is of no day and so of no offset: `09:45`.
pub fn hour(time: NaiveTime) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// For `datetime` attributes and hidden fields.
pub fn machine(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
