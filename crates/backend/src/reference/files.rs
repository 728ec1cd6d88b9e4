//! Reading the shipped files. They are part of the program, so a line that cannot be read is a fault of the build,
//! reported by name and line.

use crate::refusal::Refusal;

pub(super) const FOODS: &[u8] = include_bytes!("../../data/sr28/foods.tsv.xz");
pub(super) const PORTIONS: &[u8] = include_bytes!("../../data/sr28/portions.tsv.xz");
pub(super) const NUTRIENTS: &[u8] = include_bytes!("../../data/sr28/nutrients.tsv.xz");
pub(super) const SYMPTOMS: &[u8] = include_bytes!("../../data/symptoms.tsv");

/// Where the foods come from; kept with every logged item.
pub const SOURCE: &str = "USDA SR28";

/// A reference food; `food_id` is the NDB number.
#[derive(Debug, Clone, PartialEq)]
pub struct Food {
    pub food_id: i32,
    pub group: String,
    pub name: String,
    pub common_names: String,
}

/// A household measure: `amount` of `measure` weighs `grams`.
#[derive(Debug, Clone, PartialEq)]
pub struct Portion {
    pub food_id: i32,
    pub seq: i32,
    pub amount: f64,
    pub measure: String,
    pub grams: f64,
}

/// An entry of the symptom catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symptom {
    pub code: String,
    pub group: String,
    pub label_en: String,
    pub label_nl: String,
    /// Other words for it, separated by `;`.
    pub words: String,
    pub scale: String,
    pub typical: bool,
}

/// # Errors
/// When the shipped file is damaged.
pub fn foods() -> Result<Vec<Food>, Refusal> {
    rows("foods", &text(FOODS)?, |line| {
        Some(Food {
            food_id: line.at(0)?.parse().ok()?,
            group: line.at(1)?.into(),
            name: line.at(2)?.into(),
            common_names: line.at(3)?.into(),
        })
    })
}

/// # Errors
/// When the shipped file is damaged.
pub fn portions() -> Result<Vec<Portion>, Refusal> {
    rows("portions", &text(PORTIONS)?, |line| {
        Some(Portion {
            food_id: line.at(0)?.parse().ok()?,
            seq: line.at(1)?.parse().ok()?,
            amount: line.at(2)?.parse().ok()?,
            measure: line.at(3)?.into(),
            grams: line.at(4)?.parse().ok()?,
        })
    })
}

/// Food, nutrient key and amount per 100 g in the nutrient's unit.
///
/// # Errors
/// When the shipped file is damaged.
pub fn nutrients() -> Result<Vec<(i32, String, f64)>, Refusal> {
    rows("nutrients", &text(NUTRIENTS)?, |line| {
        Some((line.at(0)?.parse().ok()?, line.at(1)?.into(), line.at(2)?.parse().ok()?))
    })
}

/// # Errors
/// When the shipped file is damaged.
pub fn symptoms() -> Result<Vec<Symptom>, Refusal> {
    let text = String::from_utf8(SYMPTOMS.to_vec()).map_err(|_| damaged("symptoms", 0))?;
    rows("symptoms", &text, |line| {
        Some(Symptom {
            code: line.at(0)?.into(),
            group: line.at(1)?.into(),
            label_en: line.at(2)?.into(),
            label_nl: line.at(3)?.into(),
            words: line.at(4)?.into(),
            scale: line.at(5)?.into(),
            typical: line.at(6)? == "true",
        })
    })
}

/// One line, read cell by cell.
#[derive(Clone, Copy)]
struct Cells<'a>(&'a str);

impl<'a> Cells<'a> {
    fn at(self, index: usize) -> Option<&'a str> {
        self.0.split('\t').nth(index)
    }
}

fn rows<T>(name: &str, text: &str, read: impl Fn(Cells<'_>) -> Option<T>) -> Result<Vec<T>, Refusal> {
    text.lines().enumerate().skip(1).map(|(at, line)| read(Cells(line)).ok_or_else(|| damaged(name, at + 1))).collect()
}

fn text(packed: &[u8]) -> Result<String, Refusal> {
    let mut plain = Vec::new();
    lzma_rs::xz_decompress(&mut &packed[..], &mut plain).map_err(|_| damaged("packed file", 0))?;
    String::from_utf8(plain).map_err(|_| damaged("packed file", 0))
}

fn damaged(name: &str, line: usize) -> Refusal {
    Refusal::Fault(format!("the shipped reference data {name} is damaged at line {line}"))
}
