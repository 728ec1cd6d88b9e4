//! A moment in time within the product's range, and how far a device's clock may be ahead of ours.

use chrono::{DateTime, TimeDelta, Utc};

use crate::day;
use crate::error::Code;

/// A clock that is so much ahead is a clock, not a plan: phones are seldom right to the second.
pub const CLOCK_MINUTES: i64 = 5;

/// `2026-12-01T09:00:00Z`, or with an offset.
///
/// # Errors
/// `Required`, `Malformed`; `InPast` and `InFuture` outside the product's range.
pub fn parse(typed: &str) -> Result<DateTime<Utc>, Code> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Err(Code::Required);
    }
    if typed.len() > 40 {
        return Err(Code::Malformed);
    }
    let at = DateTime::parse_from_rfc3339(typed).map_err(|_| Code::Malformed)?.to_utc();
    match chrono::Datelike::year(&at.date_naive()) {
        ..day::FIRST_YEAR => Err(Code::InPast),
        year if year > day::LAST_YEAR => Err(Code::InFuture),
        _ => Ok(at),
    }
}

/// Whether something that is said to have happened lies in the future, by more than clocks differ.
pub fn is_future(at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    at.signed_duration_since(now) > TimeDelta::minutes(CLOCK_MINUTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_lie_within_the_range() {
        assert_eq!(parse("2026-12-01T10:00:00+01:00").unwrap().to_rfc3339(), "2026-12-01T09:00:00+00:00");
        for (text, code) in [
            ("", Code::Required),
            ("2026-12-01", Code::Malformed),
            ("2026-12-01T09:00:00", Code::Malformed),
            ("1850-12-01T09:00:00Z", Code::InPast),
            ("2200-12-01T09:00:00Z", Code::InFuture),
            ("+262142-12-31T23:59:59Z", Code::Malformed),
            ("9999999999999999999", Code::Malformed),
        ] {
            assert_eq!(parse(text), Err(code), "{text}");
        }
    }

    #[test]
    fn a_clock_may_be_five_minutes_ahead() {
        let now = parse("2026-12-01T09:00:00Z").unwrap();
        assert!(!is_future(now + TimeDelta::minutes(5), now));
        assert!(is_future(now + TimeDelta::seconds(301), now));
        assert!(!is_future(DateTime::<Utc>::MIN_UTC, now) && is_future(DateTime::<Utc>::MAX_UTC, now));
    }
}
