//! Instants as somebody's own clock shows them: the one place where a time of day becomes text.
//!
//! Guarantee: two instants of one zone are never written alike. Where clocks go back an hour comes twice, and each of its
//! times then names its offset: `02:00 NZDT (UTC+13)`, an hour before `02:00 NZST (UTC+12)`.
//!
//! Whatever a page, a letter or a copy shows of a time is a [`Moment`]. `chrono`'s own ways from an instant to a wall
//! clock and to text are refused everywhere else (`clippy.toml`): what they give has forgotten which of two hours it was.

use chrono::{DateTime, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Timelike, Utc};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt::Display;

/// Which of two equal times on the wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pass {
    First,
    Second,
}

/// An instant as one clock showed it. In order of time, also within an hour that comes twice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Moment {
    wall: NaiveDateTime,
    /// East of UTC.
    seconds: i32,
    twice: Option<Twice>,
}

/// What tells a time that comes twice from the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
struct Twice {
    pass: Pass,
    /// The letters of the offset, `NZDT`, filled up with zeros; only zeros where it has none.
    letters: [u8; 8],
}

impl Moment {
    pub fn new<Z: TimeZone>(zone: &Z, at: DateTime<Utc>) -> Self
    where
        Z::Offset: Display,
    {
        let local = at.with_timezone(zone);
        #[expect(clippy::disallowed_methods, reason = "here the offset is kept beside it")]
        let wall = local.naive_local();
        let pass = match zone.from_local_datetime(&wall) {
            LocalResult::Ambiguous(first, _) if first.to_utc() == at => Some(Pass::First),
            LocalResult::Ambiguous(..) => Some(Pass::Second),
            _ => None,
        };
        let twice = pass.map(|pass| Twice { pass, letters: letters(&local.offset().to_string()) });
        Self { wall, seconds: local.offset().fix().local_minus_utc(), twice }
    }

    /// As `format` says, which ends with a time of day; a time that comes twice names its offset behind it.
    pub fn written(&self, format: &str) -> String {
        #[expect(clippy::disallowed_methods, reason = "here the offset is said behind it")]
        let text = self.wall.format(format);
        match self.twice {
            Some(twice) => format!("{text} {}", twice.named(self.seconds)),
            None => text.to_string(),
        }
    }

    /// `09:45`; `02:00 NZDT (UTC+13)`
    pub fn time(&self) -> String {
        self.written("%H:%M")
    }

    /// For the `datetime` of a `<time>`: `2026-11-22T09:45+01:00`.
    pub fn machine(&self) -> String {
        let minutes = self.seconds.abs() / 60;
        let sign = if self.seconds < 0 { '-' } else { '+' };
        format!("{}{sign}{:02}:{:02}", self.field(), minutes / 60, minutes % 60)
    }

    /// As a `datetime-local` field holds it, which knows no offsets.
    pub fn field(&self) -> String {
        format!("{}T{}", self.date(), self.time_field())
    }

    /// As a `time` field holds it.
    pub fn time_field(&self) -> String {
        format!("{:02}:{:02}", self.wall.hour(), self.wall.minute())
    }

    pub fn date(&self) -> NaiveDate {
        self.wall.date()
    }

    pub fn time_of_day(&self) -> NaiveTime {
        self.wall.time()
    }

    /// Since midnight, as the clock on the wall counts.
    pub fn minute_of_day(&self) -> u32 {
        self.wall.hour() * 60 + self.wall.minute()
    }

    /// Which of the two it is, where the time comes twice.
    pub fn pass(&self) -> Option<Pass> {
        self.twice.map(|twice| twice.pass)
    }

    pub fn instant(&self) -> DateTime<Utc> {
        (self.wall - chrono::TimeDelta::seconds(self.seconds.into())).and_utc()
    }

    /// Whole minutes from `earlier` to this.
    pub fn minutes_since(&self, earlier: Self) -> i64 {
        self.instant().signed_duration_since(earlier.instant()).num_minutes()
    }
}

impl Ord for Moment {
    fn cmp(&self, other: &Self) -> Ordering {
        self.instant().cmp(&other.instant()).then(self.wall.cmp(&other.wall))
    }
}

impl PartialOrd for Moment {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Twice {
    /// `NZDT (UTC+13)`; where a zone has no letters for it, `(UTC+10:30)`.
    fn named(&self, seconds: i32) -> String {
        let letters: String = self.letters.iter().filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect();
        match letters.as_str() {
            "" => format!("({})", distance(seconds)),
            letters => format!("{letters} ({})", distance(seconds)),
        }
    }
}

fn letters(name: &str) -> [u8; 8] {
    let mut letters = [0; 8];
    if name.len() <= letters.len() && name.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        letters.iter_mut().zip(name.bytes()).for_each(|(place, byte)| *place = byte);
    }
    letters
}

/// The two moments a clock showed `wall` where it came twice; none where it came once or never.
pub fn passes<Z: TimeZone>(zone: &Z, wall: NaiveDateTime) -> Option<[Moment; 2]>
where
    Z::Offset: Display,
{
    match zone.from_local_datetime(&wall) {
        LocalResult::Ambiguous(first, second) => {
            Some([first.to_utc(), second.to_utc()].map(|at| Moment::new(zone, at)))
        }
        _ => None,
    }
}

/// `09:45`; with its offset where the time comes twice.
pub fn time<Z: TimeZone>(zone: &Z, at: DateTime<Utc>) -> String
where
    Z::Offset: Display,
{
    Moment::new(zone, at).time()
}

/// As `format` says; a time that comes twice names its offset behind it.
pub fn written<Z: TimeZone>(zone: &Z, at: DateTime<Utc>, format: &str) -> String
where
    Z::Offset: Display,
{
    Moment::new(zone, at).written(format)
}

/// Where a clock stands that showed this, for what is kept: `Europe/Amsterdam, UTC+1`.
pub fn place<Z: TimeZone>(zone: &Z, name: &str, at: DateTime<Utc>) -> String
where
    Z::Offset: Display,
{
    format!("{name}, {}", distance(at.with_timezone(zone).offset().fix().local_minus_utc()))
}

/// `UTC+13`
fn distance(seconds: i32) -> String {
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

    #[test]
    fn a_moment_knows_which_of_two_it_is() {
        let london = chrono_tz::Europe::London;
        let [first, second] =
            passes(&london, NaiveDate::from_ymd_opt(2026, 10, 25).unwrap().and_hms_opt(1, 30, 0).unwrap()).unwrap();
        assert_eq!((first.pass(), second.pass()), (Some(Pass::First), Some(Pass::Second)));
        assert_eq!(first.written("%-d %B, %H:%M"), "25 October, 01:30 BST (UTC+1)");
        assert_eq!(second.written("%-d %B, %H:%M"), "25 October, 01:30 GMT (UTC+0)");
        assert_eq!(
            (first.machine().as_str(), second.machine().as_str()),
            ("2026-10-25T01:30+01:00", "2026-10-25T01:30+00:00")
        );
        assert_eq!((first.field(), first.time_field()), (second.field(), second.time_field()));
        assert!(first < second && second.minutes_since(first) == 60 && first != second);
        assert_eq!(second.instant(), at("2026-10-25T01:30:00Z"));
        assert_eq!(first.minute_of_day(), 90);
        // What has crossed the wire says the same.
        let sent = serde_json::to_string(&second).unwrap();
        let received: Moment = serde_json::from_str(&sent).unwrap();
        assert_eq!((received, received.time()), (second, second.time()));
        // Once, or never.
        let once = NaiveDate::from_ymd_opt(2026, 10, 25).unwrap().and_hms_opt(2, 30, 0).unwrap();
        let never = NaiveDate::from_ymd_opt(2026, 3, 29).unwrap().and_hms_opt(1, 30, 0).unwrap();
        assert_eq!((passes(&london, once), passes(&london, never)), (None, None));
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
