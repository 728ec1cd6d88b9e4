//! From the clock on the wall to the instant and back, across the two nights a year when they disagree.

use chrono::{DateTime, Days, LocalResult, TimeZone, Utc};
use chrono_tz::Tz;
use contract::Code;
use contract::error::Refused;
use contract::journal::{LocalTime, Which};
use insight::clock::{Moment, Pass};

/// The instant a wall clock in `zone` showed `when`. Of an hour that is repeated in autumn it is the pass that was
/// chosen, the first where nobody asked; an hour that is skipped in spring was on no clock.
///
/// # Errors
/// `NoSuchTime`; `TimeTwice` where the form did not offer the choice.
pub(super) fn instant(zone: Tz, when: LocalTime) -> Result<DateTime<Utc>, Code> {
    match zone.from_local_datetime(&when.day.and_time(when.time)) {
        LocalResult::Single(instant) => Ok(instant.to_utc()),
        LocalResult::Ambiguous(first, second) => match when.which {
            Which::Ask => Err(Code::TimeTwice),
            Which::Unsaid | Which::This(Pass::First) => Ok(first.to_utc()),
            Which::This(Pass::Second) => Ok(second.to_utc()),
        },
        LocalResult::None => Err(Code::NoSuchTime),
    }
}

/// The same for a form's fields: refuses what lies more than a day ahead, which is a slip and not a plan.
pub(super) fn posted(
    zone: Tz,
    when: LocalTime,
    now: DateTime<Utc>,
    form: &str,
) -> Result<DateTime<Utc>, contract::AppError> {
    let mut refused = Refused::default();
    let instant = instant(zone, when)
        .map_err(|code| {
            let field = if code == Code::TimeTwice { "pass" } else { "time" };
            refused.add(format!("{form}[{field}]"), code);
        })
        .ok();
    if let Some(instant) = instant
        && now.checked_add_days(Days::new(1)).is_some_and(|latest| instant > latest)
    {
        refused.add(format!("{form}[day]"), Code::InFuture);
    }
    refused.finish()?;
    instant.ok_or_else(|| contract::AppError::field(format!("{form}[time]"), Code::NoSuchTime))
}

/// What a wall clock in `zone` shows at `instant`.
pub(super) fn local(zone: &str, instant: DateTime<Utc>) -> Moment {
    Moment::new(&tz(zone), instant)
}

/// The zone by name; one the tables do not know counts as UTC.
pub(super) fn tz(zone: &str) -> Tz {
    zone.parse().unwrap_or(chrono_tz::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Result<String, Code> {
        chosen(text, Which::Unsaid)
    }

    fn chosen(text: &str, which: Which) -> Result<String, Code> {
        let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        let when = LocalTime { day: local.date(), time: local.time(), which };
        instant(tz("Europe/London"), when).map(|instant| Moment::new(&Utc, instant).written("%d %H:%M"))
    }

    #[test]
    fn of_two_the_chosen_one_is_meant() {
        let (first, second) = (Which::This(Pass::First), Which::This(Pass::Second));
        assert_eq!(chosen("2026-10-25 01:30", first), Ok("25 00:30".into()));
        assert_eq!(chosen("2026-10-25 01:30", second), Ok("25 01:30".into()));
        assert_eq!(chosen("2026-10-25 01:30", Which::Ask), Err(Code::TimeTwice));
        for which in [first, second, Which::Ask] {
            assert_eq!(chosen("2026-10-25 02:30", which), Ok("25 02:30".into()), "once is once");
            assert_eq!(chosen("2026-03-29 01:30", which), Err(Code::NoSuchTime));
        }
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
