//! Amounts as types: a milligram is no gram, and energy is no mass. Conversions are explicit (`Grams::from(mg)`).

use serde::{Deserialize, Serialize};

/// The unit in which a nutrient is recorded and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Kilocalorie,
    Gram,
    Milligram,
    Microgram,
}

impl Unit {
    /// As printed after a number: `kcal`, `g`, `mg`, `µg`.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Kilocalorie => "kcal",
            Self::Gram => "g",
            Self::Milligram => "mg",
            Self::Microgram => "µg",
        }
    }

    /// A number known to be in this unit, as an amount.
    #[must_use]
    pub const fn of(self, value: f64) -> Amount {
        match self {
            Self::Kilocalorie => Amount::Energy(Kilocalories(value)),
            Self::Gram => Amount::Grams(Grams(value)),
            Self::Milligram => Amount::Milligrams(Milligrams(value)),
            Self::Microgram => Amount::Micrograms(Micrograms(value)),
        }
    }
}

macro_rules! amounts {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub f64);

        impl std::ops::Add for $name {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0 + other.0)
            }
        }
    )+};
}

amounts! {
    /// Mass in g.
    Grams,
    /// Mass in mg.
    Milligrams,
    /// Mass in µg.
    Micrograms,
    /// Energy in kcal.
    Kilocalories,
    /// Energy in kJ.
    Kilojoules,
}

macro_rules! conversions {
    ($($from:ident => $to:ident: $factor:expr),+ $(,)?) => {$(
        impl From<$from> for $to {
            fn from(amount: $from) -> Self {
                Self(amount.0 * $factor)
            }
        }
    )+};
}

conversions! {
    Grams => Milligrams: 1e3,
    Grams => Micrograms: 1e6,
    Milligrams => Grams: 1e-3,
    Milligrams => Micrograms: 1e3,
    Micrograms => Grams: 1e-6,
    Micrograms => Milligrams: 1e-3,
    Kilocalories => Kilojoules: 4.184,
    Kilojoules => Kilocalories: 1.0 / 4.184,
}

/// Salt, as European labels state it: sodium × 2.5.
#[must_use]
pub fn salt(sodium: Milligrams) -> Grams {
    Grams(Grams::from(sodium).0 * 2.5)
}

/// An amount in any of the recorded units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Amount {
    Energy(Kilocalories),
    Grams(Grams),
    Milligrams(Milligrams),
    Micrograms(Micrograms),
}

impl Amount {
    /// The unit this amount is in.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::Energy(_) => Unit::Kilocalorie,
            Self::Grams(_) => Unit::Gram,
            Self::Milligrams(_) => Unit::Milligram,
            Self::Micrograms(_) => Unit::Microgram,
        }
    }

    /// The number in `unit`; none when one is energy and the other mass.
    #[must_use]
    pub fn in_unit(self, unit: Unit) -> Option<f64> {
        let mass = match self {
            Self::Energy(energy) => return (unit == Unit::Kilocalorie).then_some(energy.0),
            _ if self.unit() == unit => return Some(self.number()), // the very number, not one rounded through grams
            Self::Grams(mass) => mass,
            Self::Milligrams(mass) => mass.into(),
            Self::Micrograms(mass) => mass.into(),
        };
        match unit {
            Unit::Kilocalorie => None,
            Unit::Gram => Some(mass.0),
            Unit::Milligram => Some(Milligrams::from(mass).0),
            Unit::Microgram => Some(Micrograms::from(mass).0),
        }
    }

    /// The number in its own [`Amount::unit`].
    #[must_use]
    pub const fn number(self) -> f64 {
        match self {
            Self::Energy(Kilocalories(number))
            | Self::Grams(Grams(number))
            | Self::Milligrams(Milligrams(number))
            | Self::Micrograms(Micrograms(number)) => number,
        }
    }
}
