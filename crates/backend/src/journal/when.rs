//! From the clock on the wall to the instant and back, across the two nights a year when they disagree.

use chrono::{DateTime, Days, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use contract::Code;
use contract::error::Refused;
use contract::journal::LocalTime;

/// The instant a wall clock in `zone` showed `when`. An hour that is repeated in autumn means its first pass; an hour
/// that is skipped in spring was on no clock.
///
/// # Errors
/// `NoSuchTime`.
pub(super) fn instant(zone: Tz, when: LocalTime) -> Result<DateTime<Utc>, Code> {
    let local = zone.from_local_datetime(&when.day.and_time(when.time));
    local.earliest().map(|instant| instant.with_timezone(&Utc)).ok_or(Code::NoSuchTime)
}

/// The same for a form's fields: refuses what lies more than a day ahead, which is a slip and not a plan.
pub(super) fn posted(
    zone: Tz,
    when: LocalTime,
    now: DateTime<Utc>,
    form: &str,
) -> Result<DateTime<Utc>, contract::AppError> {
    let mut refused = Refused::default();
    let instant = refused.take(&format!("{form}[time]"), instant(zone, when));
    if let Some(instant) = instant
        && now.checked_add_days(Days::new(1)).is_some_and(|latest| instant > latest)
    {
        refused.add(format!("{form}[day]"), Code::InFuture);
    }
    refused.finish()?;
    instant.ok_or_else(|| contract::AppError::field(format!("{form}[time]"), Code::NoSuchTime))
}

/// What a wall clock in `zone` shows at `instant`.
pub(super) fn local(zone: &str, instant: DateTime<Utc>) -> NaiveDateTime {
    instant.with_timezone(&tz(zone)).naive_local()
}

/// The zone by name; one the tables do not know counts as UTC.
pub(super) fn tz(zone: &str) -> Tz {
    zone.parse().unwrap_or(chrono_tz::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Result<String, Code> {
        let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        let when = LocalTime { day: local.date(), time: local.time() };
        instant(tz("Europe/London"), when).map(|instant| instant.format("%d %H:%M").to_string())
    }

    // experience.md: times in the person's own zone, on the nights they change too
    #[test]
    fn the_nights_the_clocks_change() {
        assert_eq!(at("2026-03-29 00:30"), Ok("29 00:30".into()));
        assert_eq!(at("2026-03-29 01:30"), Err(Code::NoSuchTime));
        assert_eq!(at("2026-03-29 02:30"), Ok("29 01:30".into()));
        assert_eq!(at("2026-10-25 01:30"), Ok("25 00:30".into()), "the first of two");
        assert_eq!(at("2026-10-25 02:30"), Ok("25 02:30".into()));
        assert_eq!(at("2026-07-01 00:30"), Ok("30 23:30".into()), "a summer's night begins the day before in UTC");
    }
}
