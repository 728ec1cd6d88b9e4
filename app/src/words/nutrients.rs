//! Names of nutrients and amounts with their unit.

use insight::nutrient::Nutrient;

/// "Protein", for `protein_g`.
pub fn name(key: &str) -> &'static str {
    let Ok(nutrient) = Nutrient::parse(key) else { return "Unknown" };
    match nutrient {
        Nutrient::Energy => "Energy",
        Nutrient::Protein => "Protein",
        Nutrient::Carbohydrate => "Carbohydrate",
        Nutrient::Sugars => "Sugars",
        Nutrient::Fibre => "Fibre",
        Nutrient::Fat => "Fat",
        Nutrient::SaturatedFat => "Saturated fat",
        Nutrient::MonounsaturatedFat => "Monounsaturated fat",
        Nutrient::PolyunsaturatedFat => "Polyunsaturated fat",
        Nutrient::TransFat => "Trans fat",
        Nutrient::AlphaLinolenicAcid => "Alpha-linolenic acid",
        Nutrient::Epa => "EPA",
        Nutrient::Dha => "DHA",
        Nutrient::Cholesterol => "Cholesterol",
        Nutrient::Calcium => "Calcium",
        Nutrient::Iron => "Iron",
        Nutrient::Magnesium => "Magnesium",
        Nutrient::Zinc => "Zinc",
        Nutrient::Potassium => "Potassium",
        Nutrient::Sodium => "Sodium",
        Nutrient::Phosphorus => "Phosphorus",
        Nutrient::Selenium => "Selenium",
        Nutrient::Copper => "Copper",
        Nutrient::Manganese => "Manganese",
        Nutrient::VitaminA => "Vitamin A",
        Nutrient::Thiamin => "Thiamin",
        Nutrient::Riboflavin => "Riboflavin",
        Nutrient::Niacin => "Niacin",
        Nutrient::PantothenicAcid => "Pantothenic acid",
        Nutrient::VitaminB6 => "Vitamin B6",
        Nutrient::FolateDfe => "Folate",
        Nutrient::Folate => "Folate (unadjusted)",
        Nutrient::VitaminB12 => "Vitamin B12",
        Nutrient::VitaminC => "Vitamin C",
        Nutrient::VitaminD => "Vitamin D",
        Nutrient::VitaminE => "Vitamin E",
        Nutrient::VitaminK => "Vitamin K",
        Nutrient::Choline => "Choline",
        Nutrient::Caffeine => "Caffeine",
        Nutrient::Alcohol => "Alcohol",
        Nutrient::Water => "Water",
    }
}

/// "mg", for `iron_mg`.
pub fn unit(key: &str) -> &'static str {
    Nutrient::parse(key).map_or("", |nutrient| nutrient.unit().symbol())
}

/// A figure with as many places as mean something: 1240, 48, 9.1, 0.42.
pub fn figure(number: f64) -> String {
    let text = match number.abs() {
        large if large >= 100.0 => format!("{number:.0}"),
        middle if middle >= 1.0 => format!("{number:.1}"),
        _ => format!("{number:.2}"),
    };
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    // M10: each nutrient of the reference data has its name and unit on the screen.
    #[test]
    fn every_nutrient_has_a_name() {
        let names: std::collections::HashSet<_> = Nutrient::ALL.iter().map(|nutrient| name(nutrient.key())).collect();
        assert_eq!(names.len(), Nutrient::ALL.len());
        assert!(Nutrient::ALL.iter().all(|nutrient| !unit(nutrient.key()).is_empty()));
    }

    #[test]
    fn figures_have_the_places_that_mean_something() {
        for (number, text) in [
            (1240.4, "1240"),
            (100.0, "100"),
            (48.04, "48"),
            (9.13, "9.1"),
            (0.421, "0.42"),
            (0.0, "0"),
            (200.0, "200"),
        ] {
            assert_eq!(figure(number), text);
        }
    }
}
