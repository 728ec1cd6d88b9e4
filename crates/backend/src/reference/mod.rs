//! Reference data shipped inside the program: USDA SR28 foods, portions and nutrients, and the symptom catalogue.
//! `nutriscope migrate` loads it; nothing changes it at run time.

mod files;
mod load;

pub use files::{Food, Portion, SOURCE, Symptom, foods, nutrients, portions, symptoms};
pub(crate) use load::{load, load_kinds};
