//! Names of nutrients and amounts with their unit.

use super::language::either;
use insight::nutrient::Nutrient;

/// "Protein", for `protein_g`.
pub fn name(key: &str) -> &'static str {
    let Ok(nutrient) = Nutrient::parse(key) else { return either("Unknown", "Onbekend") };
    match nutrient {
        Nutrient::Energy => either("Energy", "Energie"),
        Nutrient::Protein => either("Protein", "Eiwit"),
        Nutrient::Carbohydrate => either("Carbohydrate", "Koolhydraten"),
        Nutrient::Sugars => either("Sugars", "Suikers"),
        Nutrient::Fibre => either("Fibre", "Vezels"),
        Nutrient::Fat => either("Fat", "Vet"),
        Nutrient::SaturatedFat => either("Saturated fat", "Verzadigd vet"),
        Nutrient::MonounsaturatedFat => either("Monounsaturated fat", "Enkelvoudig onverzadigd vet"),
        Nutrient::PolyunsaturatedFat => either("Polyunsaturated fat", "Meervoudig onverzadigd vet"),
        Nutrient::TransFat => either("Trans fat", "Transvet"),
        Nutrient::AlphaLinolenicAcid => either("Alpha-linolenic acid", "Alfalinoleenzuur"),
        Nutrient::Epa => either("EPA", "EPA"),
        Nutrient::Dha => either("DHA", "DHA"),
        Nutrient::Cholesterol => either("Cholesterol", "Cholesterol"),
        Nutrient::Calcium => either("Calcium", "Calcium"),
        Nutrient::Iron => either("Iron", "IJzer"),
        Nutrient::Magnesium => either("Magnesium", "Magnesium"),
        Nutrient::Zinc => either("Zinc", "Zink"),
        Nutrient::Potassium => either("Potassium", "Kalium"),
        Nutrient::Sodium => either("Sodium", "Natrium"),
        Nutrient::Phosphorus => either("Phosphorus", "Fosfor"),
        Nutrient::Selenium => either("Selenium", "Selenium"),
        Nutrient::Copper => either("Copper", "Koper"),
        Nutrient::Manganese => either("Manganese", "Mangaan"),
        Nutrient::VitaminA => either("Vitamin A", "Vitamine A"),
        Nutrient::Thiamin => either("Thiamin", "Thiamine"),
        Nutrient::Riboflavin => either("Riboflavin", "Riboflavine"),
        Nutrient::Niacin => either("Niacin", "Niacine"),
        Nutrient::PantothenicAcid => either("Pantothenic acid", "Pantotheenzuur"),
        Nutrient::VitaminB6 => either("Vitamin B6", "Vitamine B6"),
        Nutrient::FolateDfe => either("Folate", "Foliumzuur"),
        Nutrient::Folate => either("Folate (unadjusted)", "Foliumzuur (niet omgerekend)"),
        Nutrient::VitaminB12 => either("Vitamin B12", "Vitamine B12"),
        Nutrient::VitaminC => either("Vitamin C", "Vitamine C"),
        Nutrient::VitaminD => either("Vitamin D", "Vitamine D"),
        Nutrient::VitaminE => either("Vitamin E", "Vitamine E"),
        Nutrient::VitaminK => either("Vitamin K", "Vitamine K"),
        Nutrient::Choline => either("Choline", "Choline"),
        Nutrient::Caffeine => either("Caffeine", "Cafeïne"),
        Nutrient::Alcohol => either("Alcohol", "Alcohol"),
        Nutrient::Water => either("Water", "Water"),
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
