//! What several foods contain together, and how much of them is known at all.
//! Guarantees: unknown never counts as zero; coverage lies in 0..=1; adding one by one and merging give the same.

use super::kind::Nutrient;
use super::profile::Profile;
use super::units::{Amount, Grams};
use std::collections::BTreeMap;

#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Sum {
    /// In the nutrient's own unit.
    amount: f64,
    /// Grams of food for which the nutrient is known.
    known_grams: f64,
}

/// The sum over foods eaten: of a meal, of a day.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Totals {
    grams: f64,
    sums: BTreeMap<Nutrient, Sum>,
}

/// The total of one nutrient.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Total {
    /// Sum of what is known; none when no food eaten has data.
    pub amount: Option<Amount>,
    /// Share of the grams eaten whose food has data, 0..=1.
    pub known_share: f64,
}

impl Total {
    /// Whether the true amount may be higher, because part of what was eaten has no data.
    #[must_use]
    pub fn is_at_least(&self) -> bool {
        self.known_share < 1.0
    }

    /// Coverage as whole percent for the screen; 100 only when everything is known, 0 only when nothing is.
    #[must_use]
    pub fn known_percent(&self) -> u8 {
        let rounded = (self.known_share * 100.0).round().clamp(0.0, 100.0) as u8;
        match rounded {
            100 if self.is_at_least() => 99,
            0 if self.known_share > 0.0 => 1,
            _ => rounded,
        }
    }
}

impl Totals {
    /// Counts `grams` of a food. Nothing is counted for zero, negative or impossible grams.
    pub fn add(&mut self, per_100g: &Profile, grams: Grams) {
        if !grams.0.is_finite() || grams.0 <= 0.0 {
            return;
        }
        self.grams += grams.0;
        for (nutrient, number) in per_100g.numbers() {
            let sum = self.sums.entry(nutrient).or_default();
            sum.amount += number * grams.0 / 100.0;
            sum.known_grams += grams.0;
        }
    }

    /// Counts what another meal's total has counted.
    pub fn merge(&mut self, other: &Self) {
        self.grams += other.grams;
        for (nutrient, theirs) in &other.sums {
            let sum = self.sums.entry(*nutrient).or_default();
            sum.amount += theirs.amount;
            sum.known_grams += theirs.known_grams;
        }
    }

    /// Grams eaten, whether or not anything is known of them.
    #[must_use]
    pub fn grams(&self) -> Grams {
        Grams(self.grams)
    }

    /// The total of a nutrient; none when nothing was eaten.
    #[must_use]
    pub fn get(&self, nutrient: Nutrient) -> Option<Total> {
        if self.grams <= 0.0 {
            return None;
        }
        let sum = self.sums.get(&nutrient);
        Some(Total {
            amount: sum.map(|sum| nutrient.amount(sum.amount)),
            known_share: sum.map_or(0.0, |sum| self.share(sum.known_grams)),
        })
    }

    /// The share of all grams; sums taken in another order differ in the last digits, which is not a gap in the data.
    fn share(&self, known: f64) -> f64 {
        let share = known / self.grams;
        if share > 1.0 - 1e-9 { 1.0 } else { share }
    }
}

impl<'a> FromIterator<(&'a Profile, Grams)> for Totals {
    fn from_iter<I: IntoIterator<Item = (&'a Profile, Grams)>>(items: I) -> Self {
        let mut totals = Self::default();
        for (profile, grams) in items {
            totals.add(profile, grams);
        }
        totals
    }
}
