//! Nutrients with units and honest totals (M10): what is unknown is never counted as zero.
//!
//! Guarantees: an amount carries its unit, so milligrams cannot be stored as grams; a [`Profile`] holds only what is
//! known; a [`Totals`] says with each amount how much of what was eaten had data.
//!
//! To add a nutrient, add a line to the table in `kind.rs`; key and unit must be those of the reference data.

mod kind;
mod profile;
mod totals;
mod units;

pub use kind::{DAY_SUMMARY, Nutrient, NutrientGroup, UnknownNutrient};
pub use profile::{Profile, Refused};
pub use totals::{Total, Totals};
pub use units::{Amount, Grams, Kilocalories, Kilojoules, Micrograms, Milligrams, Unit, salt};

#[cfg(test)]
mod tests;
