//! Sleep: the minutes between the times of a form, across the nights when clocks change.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};
use contract::journal::sleep::{IN_BED_MAX, bed_day};
use contract::journal::{Input, LocalTime, New, NewSleep, Sleep, SleepInput, Which, field};
use contract::{AppError, Code};
use insight::clock::{Moment, Pass};

use super::super::when;
use super::{Log, Shelf, Start, figure};

impl Log for Sleep {
    type Checked = NewSleep;
    const MANY: &'static str = "Nights and naps";

    fn read_form(input: &SleepInput, _shelf: &Shelf) -> Result<New<NewSleep>, AppError> {
        input.check()
    }

    fn began(new: &New<NewSleep>) -> LocalTime {
        LocalTime { day: bed_day(new.day, new.when.time, new.said.woke), ..new.when }
    }

    fn build(new: &New<NewSleep>, _shelf: &Shelf, _before: Option<&Self>, bed: Start) -> Result<Self, AppError> {
        let said = &new.said;
        let refuse = |field: &str, code| AppError::field(format!("sleep[{field}]"), code);
        let woke = next(bed, new.day, said.woke, bed.at).map_err(|code| refuse("woke", code))?;
        let tried = match said.tried {
            Some(time) => {
                let day = bed_day(new.day, time, said.woke);
                next(bed, day, time, bed.at).map_err(|code| refuse("tried", code))?
            }
            None => bed.at,
        };
        let up = match said.up {
            Some(time) => next(bed, said.day_up(new.day), time, woke).map_err(|code| refuse("up", code))?,
            None => woke,
        };
        let tried_min = minutes(tried, woke).ok_or_else(|| refuse("woke", Code::TooSmall))?;
        let in_bed_min = minutes(bed.at, up).filter(|minutes| *minutes <= IN_BED_MAX);
        let in_bed_min = in_bed_min.ok_or_else(|| refuse("up", Code::TooLarge))?;
        let awake = said.latency_min.unwrap_or(0) + said.awake_min.unwrap_or(0);
        if awake > tried_min {
            return Err(refuse("awake", Code::TooLarge));
        }
        let NewSleep { nap, tried, woke, up, latency_min, awakenings, awake_min, quality } = said.clone();
        Ok(Self { nap, tried, woke, up, latency_min, awakenings, awake_min, quality, in_bed_min, tried_min })
    }

    /// When one went to bed nobody can guess: only the morning's time is filled in.
    fn guess(input: &mut SleepInput, now: Moment) {
        input.kind = "night".into();
        input.time.clear();
        input.pass.clear();
        if (4..12).contains(&now.time_of_day().hour()) {
            input.woke = now.time_field();
        }
    }

    fn fill(&self, _start: Start) -> SleepInput {
        let time = |time: NaiveTime| format!("{:02}:{:02}", time.hour(), time.minute());
        SleepInput {
            kind: if self.nap { "nap" } else { "night" }.into(),
            tried: self.tried.map(time).unwrap_or_default(),
            latency: figure(self.latency_min),
            awakenings: figure(self.awakenings),
            awake: figure(self.awake_min),
            woke: time(self.woke),
            up: self.up.map(time).unwrap_or_default(),
            quality: figure(self.quality),
            ..SleepInput::default()
        }
    }

    fn day_in_form(&self, _start: Start, counted_to: NaiveDate) -> NaiveDate {
        counted_to
    }

    fn wall(input: &SleepInput) -> Option<NaiveDateTime> {
        let posted = input.envelope();
        let (bed, woke) = (field::time(posted.time).ok()?, field::time(&input.woke).ok()?);
        Some(bed_day(field::day(posted.day).ok()?, bed, woke).and_time(bed))
    }

    fn in_words(&self) -> String {
        let (asleep, bed) = (self.asleep_min(), self.in_bed_min);
        let hours = |minutes: u16| format!("{} h {:02} min", minutes / 60, minutes % 60);
        let most = if self.is_at_most() { "at most " } else { "" };
        let quality = self.quality.map(|step| format!(", quality {step} of 5")).unwrap_or_default();
        let what = if self.nap { "Nap" } else { "Sleep" };
        format!("{what}: asleep {most}{}, in bed {}{quality}", hours(asleep), hours(bed))
    }
}

/// The instant of a time of the clock that lies after another: of an hour that comes twice the first that does.
fn next(zone: Start, day: NaiveDate, time: NaiveTime, not_before: DateTime<Utc>) -> Result<DateTime<Utc>, Code> {
    let pass = |which| when::instant(zone.zone, LocalTime { day, time, which });
    let first = pass(Which::Unsaid)?;
    if first >= not_before { Ok(first) } else { pass(Which::This(Pass::Second)) }
}

/// Whole minutes from one instant to a later one; none where it is not later.
fn minutes(from: DateTime<Utc>, to: DateTime<Utc>) -> Option<u16> {
    u16::try_from(to.signed_duration_since(from).num_minutes()).ok().filter(|minutes| *minutes > 0)
}
