//! From days and values to positions and lengths.

use super::period::Run;

/// The horizontal axis: where day 0 begins, how wide all days are together, and how many there are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    pub left: f64,
    pub width: f64,
    pub days: u32,
}

/// A rectangle standing on or hanging in a chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Axis {
    /// The width of a day.
    #[must_use]
    pub fn day(self) -> f64 {
        self.width / f64::from(self.days.max(1))
    }

    /// Where `minute` (0 to 1439) of the day `index` lies. A later minute counts as the day's last: a night's entry
    /// belongs to the day the person named, not to the next.
    #[must_use]
    pub fn at(self, index: u32, minute: u32) -> f64 {
        self.left + (f64::from(index) + f64::from(minute.min(1439)) / 1440.0) * self.day()
    }

    /// From where to how wide a run of days reaches.
    #[must_use]
    pub fn span(self, run: Run) -> (f64, f64) {
        (self.at(run.from, 0), f64::from(run.days) * self.day())
    }

    /// A bar for one moment, centred on it, kept within the axis. `share` of `height` grows up from `base`.
    #[must_use]
    pub fn bar(self, x: f64, base: f64, height: f64, share: f64, width: f64) -> Bar {
        let tall = share_of(share) * height;
        let left = (x - width / 2.0).clamp(self.left, (self.left + self.width - width).max(self.left));
        Bar { x: left, y: base - tall, width, height: tall }
    }

    /// A bar for a whole day, with a little room at its sides.
    #[must_use]
    pub fn day_bar(self, index: u32, base: f64, height: f64, share: f64) -> Bar {
        let room = (self.day() * 0.12).min(3.0);
        let tall = share_of(share) * height;
        Bar { x: self.at(index, 0) + room, y: base - tall, width: self.day() - 2.0 * room, height: tall }
    }
}

/// 0 to 1; what is no number counts as nothing.
fn share_of(share: f64) -> f64 {
    if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) }
}

/// How severity was asked: the words are those of the stored entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Scale {
    #[serde(rename = "0-10")]
    ZeroToTen,
    #[serde(rename = "0-3")]
    ZeroToThree,
    #[serde(rename = "none-mild-moderate-severe")]
    Words,
    #[serde(rename = "count")]
    Count,
}

impl Scale {
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "0-10" => Self::ZeroToTen,
            "0-3" => Self::ZeroToThree,
            "none-mild-moderate-severe" => Self::Words,
            "count" => Self::Count,
            _ => return None,
        })
    }

    /// The scale's own end. A count has none: `most` is the highest counted in what is shown, 10 at the least.
    #[must_use]
    pub fn top(self, most: f64) -> f64 {
        match self {
            Self::ZeroToTen => 10.0,
            Self::ZeroToThree | Self::Words => 3.0,
            Self::Count => most.max(10.0),
        }
    }

    /// A severity as a share of its scale, 0 to 1.
    #[must_use]
    pub fn share(self, severity: f64, most: f64) -> f64 {
        share_of(severity / self.top(most))
    }
}
