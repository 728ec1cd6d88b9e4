//! Free times: what is left of weekly hours once taken time, notice and horizon are subtracted.
//!
//! Guarantees (each a property test): a free time lies wholly inside one window of the practitioner's own wall clock,
//! touches nothing taken, starts no earlier than the notice and no later than the horizon, and is named once. On the
//! day clocks change a window is as long as it really is: an hour that is skipped has no times, an hour that comes
//! twice has both.

use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};

/// Hours of one weekday, wall clock. `weekday`: ISO, 1 is Monday, the day they start. Those that end when they start or
/// before end on the next day: until `00:00` is until midnight, and `22:00` to `02:00` crosses it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    pub weekday: u8,
    pub starts: NaiveTime,
    pub ends: NaiveTime,
}

/// A half-open stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wish {
    /// Length, more than zero.
    pub minutes: i64,
    /// Between two starts of one window, more than zero; see [`step`].
    pub step: i64,
    /// The first instant at which something may start: now and the notice.
    pub earliest: DateTime<Utc>,
    /// The last instant at which something may start.
    pub latest: DateTime<Utc>,
}

/// How far apart times are offered: the length rounded up to a quarter of an hour, an hour at most.
pub fn step(minutes: i64) -> i64 {
    let quarters = (minutes + 14) / 15;
    (quarters * 15).clamp(15, 60)
}

/// Free starts in order. `zone` is the practitioner's; `taken` may be in any order and overlap.
pub fn free<Z: TimeZone>(zone: &Z, hours: &[Hours], taken: &[Taken], wish: Wish) -> Vec<DateTime<Utc>> {
    let (length, step) = (TimeDelta::minutes(wish.minutes), TimeDelta::minutes(wish.step));
    if wish.minutes <= 0 || wish.step <= 0 || wish.latest < wish.earliest {
        return Vec::new();
    }
    let mut taken = taken.to_vec();
    taken.sort_by_key(|stretch| stretch.from);
    let mut free = Vec::new();
    let first = wish.earliest.with_timezone(zone).date_naive();
    // Hours of the evening before may reach into the first day.
    let mut day = first.checked_sub_days(Days::new(1)).unwrap_or(first);
    let last = wish.latest.with_timezone(zone).date_naive();
    while day <= last {
        let weekday = day.weekday().number_from_monday();
        for window in hours.iter().filter(|window| u32::from(window.weekday) == weekday) {
            let last_day = if window.ends > window.starts { Some(day) } else { day.checked_add_days(Days::new(1)) };
            let closes = last_day.and_then(|day| closing(zone, day.and_time(window.ends)));
            let (Some(opens), Some(closes)) = (opening(zone, day.and_time(window.starts)), closes) else {
                continue;
            };
            let mut start = opens;
            while start + length <= closes && start <= wish.latest {
                if start >= wish.earliest && !clashes(&taken, start, start + length) {
                    free.push(start);
                }
                start += step;
            }
        }
        let Some(next) = day.checked_add_days(Days::new(1)) else { break };
        day = next;
    }
    free.sort_unstable();
    free.dedup();
    free
}

fn clashes(taken: &[Taken], from: DateTime<Utc>, to: DateTime<Utc>) -> bool {
    taken.iter().take_while(|stretch| stretch.from < to).any(|stretch| stretch.to > from)
}

/// The instant a wall-clock time is first reached; one that is skipped is reached when the clock has jumped past it.
fn opening<Z: TimeZone>(zone: &Z, wall: NaiveDateTime) -> Option<DateTime<Utc>> {
    match zone.from_local_datetime(&wall) {
        LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => Some(instant.with_timezone(&Utc)),
        LocalResult::None => after_the_jump(zone, wall),
    }
}

/// The instant a wall-clock time is left for good.
fn closing<Z: TimeZone>(zone: &Z, wall: NaiveDateTime) -> Option<DateTime<Utc>> {
    match zone.from_local_datetime(&wall) {
        LocalResult::Single(instant) | LocalResult::Ambiguous(_, instant) => Some(instant.with_timezone(&Utc)),
        LocalResult::None => after_the_jump(zone, wall),
    }
}

/// Clocks jump by minutes to a day: the first minute after the gap is the instant of the jump.
fn after_the_jump<Z: TimeZone>(zone: &Z, wall: NaiveDateTime) -> Option<DateTime<Utc>> {
    let wall = wall.date().and_hms_opt(chrono::Timelike::hour(&wall), chrono::Timelike::minute(&wall), 0)?;
    (1..=26 * 60).find_map(|minutes| {
        let later = wall.checked_add_signed(TimeDelta::minutes(minutes))?;
        zone.from_local_datetime(&later).earliest().map(|instant| instant.with_timezone(&Utc))
    })
}

#[cfg(test)]
mod tests;
