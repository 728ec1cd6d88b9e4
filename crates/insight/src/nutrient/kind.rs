//! The 41 nutrients of the reference data, in the order in which they are shown.
//! A nutrient is written everywhere (database, JSON, forms) by its key, which names its unit.

use super::units::{Amount, Unit};
use serde::{Deserialize, Serialize};

/// How nutrients are gathered on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NutrientGroup {
    /// Energy, protein, carbohydrate, fat, fibre, water.
    Main,
    /// Kinds of fat and cholesterol.
    Fats,
    Minerals,
    Vitamins,
    /// Alcohol, caffeine, choline.
    Other,
}

/// No nutrient has this key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownNutrient(pub String);

impl std::fmt::Display for UnknownNutrient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "no nutrient has the key {:?}", self.0)
    }
}

impl std::error::Error for UnknownNutrient {}

macro_rules! nutrients {
    ($($name:ident $key:literal $unit:ident $group:ident;)+) => {
        /// What food contains. The order of the variants is the order of display.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "&'static str")]
        pub enum Nutrient { $($name),+ }

        impl Nutrient {
            /// All, in order of display.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Stable name with its unit, for example `iron_mg`.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Self::$name => $key),+ }
            }

            /// The nutrient with this key.
            ///
            /// # Errors
            /// [`UnknownNutrient`] for any other text; upper case and spaces are not forgiven.
            pub fn parse(key: &str) -> Result<Self, UnknownNutrient> {
                match key {
                    $($key => Ok(Self::$name),)+
                    _ => Err(UnknownNutrient(key.to_owned())),
                }
            }

            /// The unit of recorded amounts.
            #[must_use]
            pub const fn unit(self) -> Unit {
                match self { $(Self::$name => Unit::$unit),+ }
            }

            /// Where it is shown.
            #[must_use]
            pub const fn group(self) -> NutrientGroup {
                match self { $(Self::$name => NutrientGroup::$group),+ }
            }
        }
    };
}

nutrients! {
    Energy "energy_kcal" Kilocalorie Main;
    Protein "protein_g" Gram Main;
    Carbohydrate "carbohydrate_g" Gram Main;
    Sugars "sugars_g" Gram Main;
    Fibre "fibre_g" Gram Main;
    Fat "fat_g" Gram Main;
    SaturatedFat "sat_fat_g" Gram Fats;
    MonounsaturatedFat "mono_fat_g" Gram Fats;
    PolyunsaturatedFat "poly_fat_g" Gram Fats;
    TransFat "trans_fat_g" Gram Fats;
    AlphaLinolenicAcid "ala_g" Gram Fats;
    Epa "epa_g" Gram Fats;
    Dha "dha_g" Gram Fats;
    Cholesterol "cholesterol_mg" Milligram Fats;
    Calcium "calcium_mg" Milligram Minerals;
    Iron "iron_mg" Milligram Minerals;
    Magnesium "magnesium_mg" Milligram Minerals;
    Zinc "zinc_mg" Milligram Minerals;
    Potassium "potassium_mg" Milligram Minerals;
    Sodium "sodium_mg" Milligram Minerals;
    Phosphorus "phosphorus_mg" Milligram Minerals;
    Selenium "selenium_ug" Microgram Minerals;
    Copper "copper_mg" Milligram Minerals;
    Manganese "manganese_mg" Milligram Minerals;
    VitaminA "vit_a_rae_ug" Microgram Vitamins;
    Thiamin "thiamin_mg" Milligram Vitamins;
    Riboflavin "riboflavin_mg" Milligram Vitamins;
    Niacin "niacin_mg" Milligram Vitamins;
    PantothenicAcid "pantothenic_mg" Milligram Vitamins;
    VitaminB6 "vit_b6_mg" Milligram Vitamins;
    FolateDfe "folate_dfe_ug" Microgram Vitamins;
    Folate "folate_ug" Microgram Vitamins;
    VitaminB12 "vit_b12_ug" Microgram Vitamins;
    VitaminC "vit_c_mg" Milligram Vitamins;
    VitaminD "vit_d_ug" Microgram Vitamins;
    VitaminE "vit_e_mg" Milligram Vitamins;
    VitaminK "vit_k_ug" Microgram Vitamins;
    Choline "choline_mg" Milligram Other;
    Caffeine "caffeine_mg" Milligram Other;
    Alcohol "alcohol_g" Gram Other;
    Water "water_g" Gram Other;
}

/// The short list under a day: what practitioners ask for first.
pub const DAY_SUMMARY: [Nutrient; 14] = [
    Nutrient::Energy,
    Nutrient::Protein,
    Nutrient::Carbohydrate,
    Nutrient::Fat,
    Nutrient::Fibre,
    Nutrient::Sugars,
    Nutrient::Iron,
    Nutrient::Calcium,
    Nutrient::Magnesium,
    Nutrient::Zinc,
    Nutrient::VitaminD,
    Nutrient::VitaminB12,
    Nutrient::FolateDfe,
    Nutrient::Sodium,
];

impl Nutrient {
    /// Place on the screen, from 0.
    #[must_use]
    pub const fn order(self) -> usize {
        self as usize
    }

    /// A number in this nutrient's own unit, as an amount.
    #[must_use]
    pub const fn amount(self, number: f64) -> Amount {
        self.unit().of(number)
    }
}

impl std::fmt::Display for Nutrient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key())
    }
}

impl std::str::FromStr for Nutrient {
    type Err = UnknownNutrient;
    fn from_str(key: &str) -> Result<Self, Self::Err> {
        Self::parse(key)
    }
}

impl TryFrom<String> for Nutrient {
    type Error = UnknownNutrient;
    fn try_from(key: String) -> Result<Self, Self::Error> {
        Self::parse(&key)
    }
}

impl From<Nutrient> for &'static str {
    fn from(nutrient: Nutrient) -> Self {
        nutrient.key()
    }
}
