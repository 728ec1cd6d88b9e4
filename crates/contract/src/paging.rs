//! How far a long list is shown. A list begins with its newest `STEP` lines and says when there are older ones; a plain
//! link shows as many again, down to `MOST`.
//!
//! Guarantee: whatever is cut off is said. A loader asks for one line more than is shown (`Reach::asks`), and its page
//! takes that line off again and says what it means (`app::paging`).

use serde::{Deserialize, Deserializer};

/// Lines at first, and more of them with each step.
pub const STEP: usize = 200;
/// Lines of the longest page.
pub const MOST: usize = 10_000;

/// How many lines are shown: a whole number of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach(usize);

impl Default for Reach {
    fn default() -> Self {
        Self(STEP)
    }
}

impl Reach {
    /// Of the address, `shown=400`; nothing that no page of ours leads to.
    pub fn parse(text: &str) -> Option<Self> {
        let rows = text.parse().ok().filter(|rows| (STEP..=MOST).contains(rows))?;
        (rows % STEP == 0).then_some(Self(rows))
    }

    pub fn rows(self) -> usize {
        self.0
    }

    /// One more than is shown, so that it is known whether there are older ones.
    pub fn asks(self) -> usize {
        self.0 + 1
    }

    /// The same for a statement's limit.
    pub fn limit(self) -> i64 {
        i64::try_from(self.asks()).unwrap_or(i64::MAX)
    }

    /// One step further; none at the end.
    pub fn further(self) -> Option<Self> {
        (self.0 + STEP <= MOST).then_some(Self(self.0 + STEP))
    }

    /// Takes off what lies beyond; whether anything did.
    pub fn cut<T>(self, rows: &mut Vec<T>) -> bool {
        let more = rows.len() > self.0;
        rows.truncate(self.0);
        more
    }
}

/// `?shown=400`
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub struct ReachQuery {
    #[serde(default)]
    pub shown: Reach,
}

impl<'de> Deserialize<'de> for Reach {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(from)?).ok_or_else(|| serde::de::Error::custom("no such length"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_cut_where_it_is_said() {
        let reach = Reach::default();
        let (mut full, mut over) = (vec![(); STEP], vec![(); STEP + 1]);
        assert!(!reach.cut(&mut full) && reach.cut(&mut over));
        assert_eq!((full.len(), over.len(), reach.asks()), (STEP, STEP, STEP + 1));
        assert_eq!(reach.further().map(Reach::rows), Some(2 * STEP));
        assert_eq!(Reach::parse("10000").and_then(Reach::further), None);
        for bad in ["", "0", "1", "100", "201", "-200", "10200", "99999999999999999999", "200.0", " 200"] {
            assert_eq!(Reach::parse(bad), None, "{bad}");
        }
    }
}
