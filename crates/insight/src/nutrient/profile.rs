//! What is known of one food: amounts per 100 g, or in one portion of it.
//! Guarantees: every number held is finite and not negative; what is missing is unknown.

use super::kind::Nutrient;
use super::units::{Amount, Grams};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Why an amount was not taken.
#[derive(Debug, Clone, PartialEq)]
pub enum Refused {
    /// Energy given where mass is meant, or the other way round.
    WrongUnit { nutrient: Nutrient, given: Amount },
    /// Negative, infinite or not a number.
    NotAnAmount { nutrient: Nutrient },
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::WrongUnit { nutrient, given } => write!(f, "{nutrient} cannot be given in {}", given.unit().symbol()),
            Self::NotAnAmount { nutrient } => write!(f, "{nutrient} must be a number, zero or more"),
        }
    }
}

impl std::error::Error for Refused {}

/// Known amounts per 100 g of the edible part. In JSON an object of the known only: `{"energy_kcal":52,"iron_mg":0.12}`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<Nutrient, f64>", into = "BTreeMap<Nutrient, f64>")]
pub struct Profile {
    known: BTreeMap<Nutrient, f64>,
}

impl Profile {
    /// Records an amount per 100 g; mass in any unit is converted to the nutrient's own.
    ///
    /// # Errors
    /// [`Refused`] for energy given as mass, mass given as energy, and anything that is no amount.
    pub fn set(&mut self, nutrient: Nutrient, amount: Amount) -> Result<(), Refused> {
        let number = amount.in_unit(nutrient.unit()).ok_or(Refused::WrongUnit { nutrient, given: amount })?;
        if !number.is_finite() || number < 0.0 {
            return Err(Refused::NotAnAmount { nutrient });
        }
        self.known.insert(nutrient, number);
        Ok(())
    }

    /// The amount per 100 g; none is unknown, not zero.
    #[must_use]
    pub fn get(&self, nutrient: Nutrient) -> Option<Amount> {
        self.known.get(&nutrient).map(|number| nutrient.amount(*number))
    }

    /// Whether nothing at all is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// The known amounts per 100 g, in order of display.
    pub fn known(&self) -> impl Iterator<Item = (Nutrient, Amount)> + '_ {
        self.numbers().map(|(nutrient, number)| (nutrient, nutrient.amount(number)))
    }

    /// The known amounts in `grams` of the food, in order of display; what is unknown per 100 g stays unknown.
    #[must_use]
    pub fn scaled(&self, grams: Grams) -> BTreeMap<Nutrient, Amount> {
        self.numbers().map(|(nutrient, number)| (nutrient, nutrient.amount(number * grams.0 / 100.0))).collect()
    }

    pub(super) fn numbers(&self) -> impl Iterator<Item = (Nutrient, f64)> + '_ {
        self.known.iter().map(|(nutrient, number)| (*nutrient, *number))
    }
}

impl TryFrom<BTreeMap<Nutrient, f64>> for Profile {
    type Error = Refused;
    fn try_from(numbers: BTreeMap<Nutrient, f64>) -> Result<Self, Self::Error> {
        let mut profile = Self::default();
        for (nutrient, number) in numbers {
            profile.set(nutrient, nutrient.amount(number))?;
        }
        Ok(profile)
    }
}

impl From<Profile> for BTreeMap<Nutrient, f64> {
    fn from(profile: Profile) -> Self {
        profile.known
    }
}
