//! A night's sleep or a nap, as the Consensus Sleep Diary asks for it: what is stored of it, what its form posts, and what
//! that is checked into. A night is counted to the morning it ended.

use super::{Broken, Kind, Observation, demand};
use crate::error::{AppError, Code, Refused};
use crate::journal::change::{Change, Figure};
use crate::journal::envelope::{Input, New};
use crate::journal::facts::{Facts, Shape};
use crate::journal::field;
use crate::journal::fields::form;
use chrono::{NaiveDate, NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

/// Longest time in bed, in minutes.
pub const IN_BED_MAX: u16 = 24 * 60;
/// Most awakenings of one night.
pub const AWAKENINGS_MAX: u8 = 50;
/// The best of the steps of quality; the worst is 1.
pub const QUALITY_MAX: u8 = 5;

/// What is stored of a sleep. It began when its person went to bed. Times are of the clock on the wall; lengths are elapsed
/// minutes, also on the nights when clocks change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sleep {
    pub nap: bool,
    /// When one began to try to sleep; none where that was at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<NaiveTime>,
    /// The last awakening.
    pub woke: NaiveTime,
    /// When one got up; none where that was at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up: Option<NaiveTime>,
    /// Minutes until one fell asleep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latency_min: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awakenings: Option<u8>,
    /// Minutes awake in all, between falling asleep and the last awakening.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awake_min: Option<u16>,
    /// From 1, very poor, to 5, very good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<u8>,
    /// Minutes from going to bed to getting up.
    pub in_bed_min: u16,
    /// Minutes from trying to sleep to the last awakening.
    pub tried_min: u16,
}

impl Sleep {
    /// Minutes asleep. Where it was not said how long one lay awake, they are at most that.
    pub fn asleep_min(&self) -> u16 {
        let awake = self.latency_min.unwrap_or(0).saturating_add(self.awake_min.unwrap_or(0));
        self.tried_min.saturating_sub(awake)
    }

    /// Whether the true time asleep may be shorter.
    pub fn is_at_most(&self) -> bool {
        self.latency_min.is_none() || self.awake_min.is_none()
    }

    /// Share of the time in bed that one was asleep, in whole percent; none where nothing was said of lying awake.
    pub fn efficiency_percent(&self) -> Option<u8> {
        if self.is_at_most() || self.in_bed_min == 0 {
            return None;
        }
        let percent = u32::from(self.asleep_min()) * 100 / u32::from(self.in_bed_min);
        u8::try_from(percent).ok()
    }
}

impl Kind for Sleep {
    const NAME: &'static str = "sleep";
    type Input = SleepInput;

    fn check(&self) -> Result<(), Broken> {
        demand((1..=IN_BED_MAX).contains(&self.in_bed_min), "a sleep lasts, and not longer than a day")?;
        demand((1..=self.in_bed_min).contains(&self.tried_min), "one sleeps in bed")?;
        let awake = self.latency_min.unwrap_or(0).saturating_add(self.awake_min.unwrap_or(0));
        demand(awake <= self.tried_min, "one does not lie awake longer than one tried to sleep")?;
        demand(self.awakenings.is_none_or(|times| times <= AWAKENINGS_MAX), "awakenings are counted within reason")?;
        let is_step = |step: u8| (1..=QUALITY_MAX).contains(&step);
        demand(self.quality.is_none_or(is_step), "quality goes from one to five")
    }

    fn facts(&self) -> Facts {
        Facts {
            minutes: Some(self.in_bed_min.into()),
            counted_minutes: Some(self.asleep_min().into()),
            ..Facts::at_a_moment(Shape::Span)
        }
    }

    fn changes(&self, now: &Self, found: &mut Vec<Change>) {
        let mut note = |field, from: Option<Figure>, to: Option<Figure>| {
            if from != to {
                found.push(Change::Figure { field, from, to });
            }
        };
        let minutes = |minutes: Option<u16>| minutes.map(|minutes| Figure::Minutes(minutes.into()));
        let step = |step: Option<u8>| step.map(|step| Figure::Step(step, QUALITY_MAX));
        note("sleep[nap]", Some(Figure::Yes(self.nap)), Some(Figure::Yes(now.nap)));
        note("sleep[tried]", self.tried.map(Figure::Time), now.tried.map(Figure::Time));
        note("sleep[woke]", Some(Figure::Time(self.woke)), Some(Figure::Time(now.woke)));
        note("sleep[up]", self.up.map(Figure::Time), now.up.map(Figure::Time));
        note("sleep[latency]", minutes(self.latency_min), minutes(now.latency_min));
        let times = |times: Option<u8>| times.map(|times| Figure::Number(times.into()));
        note("sleep[awakenings]", times(self.awakenings), times(now.awakenings));
        note("sleep[awake]", minutes(self.awake_min), minutes(now.awake_min));
        note("sleep[quality]", step(self.quality), step(now.quality));
    }

    fn samples(day: &str) -> Vec<SleepInput> {
        let least = SleepInput {
            kind: "nap".into(),
            day: day.into(),
            time: "14:05".into(),
            woke: "14:30".into(),
            ..SleepInput::default()
        };
        let all = SleepInput {
            kind: "night".into(),
            time: "23:10".into(),
            tried: "23:30".into(),
            latency: "15".into(),
            awakenings: "2".into(),
            awake: "20".into(),
            woke: "06:50".into(),
            up: "07:10".into(),
            quality: "4".into(),
            note: "Woke up once for the cat.".into(),
            ..least.clone()
        };
        vec![all, least]
    }

    fn of(observation: &Observation) -> Option<&Self> {
        if let Observation::Sleep(sleep) = observation { Some(sleep) } else { None }
    }
}

form! {
    /// The sleep form as posted (`sleep[…]`). `day` is the day one woke up on, `time` when one went to bed.
    SleepInput = "sleep" {
        /// `night` or `nap`.
        kind,
        /// A time of the clock; empty where one tried to sleep at once.
        tried,
        /// Minutes until one fell asleep.
        latency,
        /// How many.
        awakenings,
        /// Minutes in all.
        awake,
        /// A time of the clock.
        woke,
        /// A time of the clock; empty where one got up at once.
        up,
        /// 1 to 5.
        quality,
    }
}

/// What the form says. Which minutes those are only the server knows: the zone decides, on two nights a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSleep {
    pub nap: bool,
    pub tried: Option<NaiveTime>,
    pub woke: NaiveTime,
    pub up: Option<NaiveTime>,
    pub latency_min: Option<u16>,
    pub awakenings: Option<u8>,
    pub awake_min: Option<u16>,
    pub quality: Option<u8>,
}

impl SleepInput {
    /// # Errors
    /// `Invalid` with every refused field.
    pub fn check(&self) -> Result<New<NewSleep>, AppError> {
        let bed = field::time(&self.time).ok();
        self.read(|refused| {
            let nap = match self.kind.as_str() {
                "night" | "" => false,
                "nap" => true,
                _ => {
                    refused.add("sleep[kind]", Code::Unknown);
                    false
                }
            };
            let tried = refused.take("sleep[tried]", time_or_none(&self.tried));
            let woke = refused.take("sleep[woke]", field::time(&self.woke));
            let up = refused.take("sleep[up]", time_or_none(&self.up));
            let latency_min = refused.take("sleep[latency]", minutes(&self.latency));
            let awakenings = refused.take("sleep[awakenings]", field::step(&self.awakenings, 0, AWAKENINGS_MAX));
            let awake_min = refused.take("sleep[awake]", minutes(&self.awake));
            let quality = refused.take("sleep[quality]", field::step(&self.quality, 1, QUALITY_MAX));
            let new = NewSleep {
                nap,
                tried: tried?,
                woke: woke?,
                up: up?,
                latency_min: latency_min?,
                awakenings: awakenings?,
                awake_min: awake_min?,
                quality: quality?,
            };
            new.fits(bed?, refused);
            Some(new)
        })
    }
}

impl NewSleep {
    /// Whether the times follow each other, and the minutes fit between them. By the clock on the wall; the hour that two
    /// nights a year have more or less is looked at again when the minutes are counted.
    fn fits(&self, bed: NaiveTime, refused: &mut Refused) {
        let woke = after(bed, self.woke);
        let tried = self.tried.map_or(0, |tried| after(bed, tried));
        if woke == 0 {
            refused.add("sleep[woke]", Code::TooSmall);
        } else if tried >= woke {
            refused.add("sleep[tried]", Code::TooLarge);
        } else if self.latency_min.is_some_and(|latency| latency > woke - tried) {
            refused.add("sleep[latency]", Code::TooLarge);
        } else if self.latency_min.unwrap_or(0) + self.awake_min.unwrap_or(0) > woke - tried {
            refused.add("sleep[awake]", Code::TooLarge);
        }
        if self.up.is_some_and(|up| woke + after(self.woke, up) > IN_BED_MAX) {
            refused.add("sleep[up]", Code::TooLarge);
        }
    }

    /// The day on which one got up, having woken on `day`.
    pub fn day_up(&self, day: NaiveDate) -> NaiveDate {
        let is_next = self.up.is_some_and(|up| up < self.woke);
        if is_next { day.succ_opt().unwrap_or(day) } else { day }
    }
}

/// The day on which one went to bed, or lay down to try, and woke on `day`: the evening before, where that time is later
/// than the one of waking.
pub fn bed_day(day: NaiveDate, bed: NaiveTime, woke: NaiveTime) -> NaiveDate {
    if bed > woke { day.pred_opt().unwrap_or(day) } else { day }
}

/// Minutes from one time of the clock to the next such time.
fn after(from: NaiveTime, to: NaiveTime) -> u16 {
    let minute = |time: NaiveTime| time.hour() * 60 + time.minute();
    ((minute(to) + 24 * 60 - minute(from)) % (24 * 60)) as u16
}

fn time_or_none(text: &str) -> Result<Option<NaiveTime>, Code> {
    if text.trim().is_empty() { Ok(None) } else { field::time(text).map(Some) }
}

/// Whole minutes, or nothing where nothing was said; none is a value.
fn minutes(text: &str) -> Result<Option<u16>, Code> {
    match crate::amount::parse_whole(text, 0, i32::from(IN_BED_MAX)) {
        Ok(minutes) => Ok(u16::try_from(minutes).ok()),
        Err(Code::Required) => Ok(None),
        Err(code) => Err(code),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(edit: impl Fn(&mut SleepInput)) -> Vec<(String, Code)> {
        let mut input = Sleep::samples("2026-11-22").swap_remove(0);
        input.id = "019aa5f0-0000-7000-8000-000000000001".into();
        edit(&mut input);
        match input.check() {
            Ok(_) => vec![],
            Err(AppError::Invalid(fields)) => fields.into_iter().map(|field| (field.field, field.code)).collect(),
            Err(other) => panic!("{other:?}"),
        }
    }

    #[test]
    fn times_follow_each_other() {
        assert_eq!(refused(|_| {}), []);
        let one = |field: &str, code| vec![(format!("sleep[{field}]"), code)];
        assert_eq!(refused(|input| input.woke = input.time.clone()), one("woke", Code::TooSmall));
        assert_eq!(refused(|input| input.tried = "07:00".into()), one("tried", Code::TooLarge));
        assert_eq!(refused(|input| input.latency = "1000".into()), one("latency", Code::TooLarge));
        assert_eq!(refused(|input| input.awake = "430".into()), one("awake", Code::TooLarge));
        assert_eq!(refused(|input| input.up = "06:49".into()), one("up", Code::TooLarge));
        assert_eq!(refused(|input| input.quality = "6".into()), one("quality", Code::TooLarge));
        assert_eq!(refused(|input| input.woke = String::new()), one("woke", Code::Required));
        assert_eq!(refused(|input| input.kind = "siesta".into()), one("kind", Code::Unknown));
        let empty = |input: &mut SleepInput| {
            for field in [&mut input.tried, &mut input.latency, &mut input.awake, &mut input.up, &mut input.quality] {
                field.clear();
            }
        };
        assert_eq!(refused(empty), [], "none of these has to be said");
    }

    #[test]
    fn a_night_begins_the_evening_before_and_a_nap_does_not() {
        let [night, nap] = Sleep::samples("2026-11-22").try_into().unwrap();
        for (mut input, bed) in [(night, "2026-11-21"), (nap, "2026-11-22")] {
            input.id = "019aa5f0-0000-7000-8000-000000000001".into();
            let new = input.check().unwrap();
            assert_eq!(
                (bed_day(new.day, new.when.time, new.said.woke).to_string().as_str(), new.day.to_string().as_str()),
                (bed, "2026-11-22")
            );
        }
    }

    #[test]
    fn what_was_not_said_makes_it_at_most() {
        let mut sleep = Sleep {
            nap: false,
            tried: None,
            woke: NaiveTime::MIN,
            up: None,
            latency_min: Some(15),
            awakenings: None,
            awake_min: Some(20),
            quality: None,
            in_bed_min: 480,
            tried_min: 440,
        };
        assert_eq!((sleep.asleep_min(), sleep.is_at_most(), sleep.efficiency_percent()), (405, false, Some(84)));
        sleep.awake_min = None;
        assert_eq!((sleep.asleep_min(), sleep.is_at_most(), sleep.efficiency_percent()), (425, true, None));
        for broken in [
            Sleep { in_bed_min: 0, ..sleep.clone() },
            Sleep { tried_min: 481, ..sleep.clone() },
            Sleep { latency_min: Some(441), ..sleep.clone() },
            Sleep { quality: Some(0), ..sleep.clone() },
        ] {
            assert!(broken.check().is_err() && sleep.check().is_ok(), "{broken:?}");
        }
    }
}
