// M10: source, units as types, coverage; missing is never zero.
use super::{
    Amount, DAY_SUMMARY, Grams, Kilocalories, Kilojoules, Micrograms, Milligrams, Nutrient, Profile, Refused, Totals,
    Unit, salt,
};
use proptest::prelude::*;

fn profile(numbers: &[(Nutrient, f64)]) -> Profile {
    Profile::try_from(numbers.iter().copied().collect::<std::collections::BTreeMap<_, _>>()).expect("amounts")
}

#[test]
fn every_key_leads_back_and_ends_in_its_unit() {
    assert_eq!(Nutrient::ALL.len(), 41);
    for (at, nutrient) in Nutrient::ALL.iter().enumerate() {
        assert_eq!(Nutrient::parse(nutrient.key()), Ok(*nutrient));
        assert_eq!(nutrient.order(), at);
        let ending = match nutrient.unit() {
            Unit::Kilocalorie => "_kcal",
            Unit::Gram => "_g",
            Unit::Milligram => "_mg",
            Unit::Microgram => "_ug",
        };
        assert!(nutrient.key().ends_with(ending), "{nutrient}");
    }
    assert!(Nutrient::parse("Iron").is_err());
    assert!(DAY_SUMMARY.iter().collect::<std::collections::HashSet<_>>().len() == DAY_SUMMARY.len());
}

#[test]
fn units_convert_as_labels_do() {
    assert_eq!(salt(Milligrams(400.0)), Grams(1.0));
    assert!((Kilojoules::from(Kilocalories(100.0)).0 - 418.4).abs() < 1e-9);
    assert!((Kilocalories::from(Kilojoules(418.4)).0 - 100.0).abs() < 1e-9);
    assert_eq!(Milligrams::from(Grams(0.5)), Milligrams(500.0));
    assert_eq!(Grams::from(Micrograms(2e6)), Grams(2.0));
}

#[test]
fn a_mass_is_stored_in_the_nutrients_own_unit() {
    let mut food = Profile::default();
    food.set(Nutrient::Iron, Amount::Grams(Grams(0.002))).expect("a mass");
    assert_eq!(food.get(Nutrient::Iron), Some(Amount::Milligrams(Milligrams(2.0))));
    food.set(Nutrient::VitaminB12, Amount::Milligrams(Milligrams(0.0024))).expect("a mass");
    let stored = food.get(Nutrient::VitaminB12).expect("known").number();
    assert!((stored - 2.4).abs() < 1e-9, "{stored}");
}

#[test]
fn energy_is_no_mass_and_nonsense_is_no_amount() {
    let mut food = Profile::default();
    let energy = Amount::Energy(Kilocalories(52.0));
    assert_eq!(food.set(Nutrient::Iron, energy), Err(Refused::WrongUnit { nutrient: Nutrient::Iron, given: energy }));
    assert!(food.set(Nutrient::Energy, Amount::Grams(Grams(52.0))).is_err());
    for nonsense in [-1.0, f64::NAN, f64::INFINITY] {
        let refused = food.set(Nutrient::Iron, Amount::Milligrams(Milligrams(nonsense)));
        assert_eq!(refused, Err(Refused::NotAnAmount { nutrient: Nutrient::Iron }));
    }
    assert!(food.is_empty());
}

#[test]
fn json_holds_only_what_is_known() {
    let food = profile(&[(Nutrient::Iron, 0.12), (Nutrient::Energy, 52.0)]);
    let json = serde_json::to_string(&food).expect("json");
    assert_eq!(json, r#"{"energy_kcal":52.0,"iron_mg":0.12}"#);
    assert_eq!(serde_json::from_str::<Profile>(&json).expect("profile"), food);
    assert!(serde_json::from_str::<Profile>(r#"{"iron":1}"#).is_err());
    assert!(serde_json::from_str::<Profile>(r#"{"iron_mg":-1}"#).is_err());
}

#[test]
fn a_total_says_how_much_of_what_was_eaten_is_known() {
    let bread = profile(&[(Nutrient::Iron, 2.0), (Nutrient::Protein, 9.0)]);
    let own_soup = profile(&[(Nutrient::Protein, 3.0)]);
    let totals: Totals = [(&bread, Grams(62.0)), (&own_soup, Grams(38.0))].into_iter().collect();
    let iron = totals.get(Nutrient::Iron).expect("eaten");
    assert_eq!(iron.amount, Some(Amount::Milligrams(Milligrams(1.24))));
    assert!((iron.known_share - 0.62).abs() < 1e-12 && iron.is_at_least());
    assert_eq!(iron.known_percent(), 62);
    assert!(!totals.get(Nutrient::Protein).expect("eaten").is_at_least());
    let zinc = totals.get(Nutrient::Zinc).expect("eaten");
    assert_eq!((zinc.amount, zinc.known_share, zinc.known_percent()), (None, 0.0, 0));
}

#[test]
fn a_known_zero_is_a_value_and_nothing_eaten_is_none() {
    let water = profile(&[(Nutrient::Iron, 0.0)]);
    let mut totals = Totals::default();
    assert_eq!(totals.get(Nutrient::Iron), None);
    totals.add(&water, Grams(0.0));
    totals.add(&water, Grams(f64::NAN));
    assert_eq!(totals.get(Nutrient::Iron), None);
    totals.add(&water, Grams(200.0));
    let iron = totals.get(Nutrient::Iron).expect("eaten");
    assert_eq!((iron.amount, iron.is_at_least()), (Some(Nutrient::Iron.amount(0.0)), false));
}

fn foods() -> impl Strategy<Value = Vec<(Profile, Grams)>> {
    let numbers = prop::collection::btree_map(prop::sample::select(Nutrient::ALL), 0.0..1e4_f64, 0..12);
    let food = numbers.prop_map(|numbers| Profile::try_from(numbers).expect("amounts"));
    prop::collection::vec((food, (0.1..2e3_f64).prop_map(Grams)), 1..8)
}

fn totals(foods: &[(Profile, Grams)]) -> Totals {
    foods.iter().map(|(profile, grams)| (profile, *grams)).collect()
}

fn number(totals: &Totals, nutrient: Nutrient) -> Option<f64> {
    totals.get(nutrient).and_then(|total| total.amount).map(Amount::number)
}

fn close(a: Option<f64>, b: Option<f64>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0),
        (a, b) => a == b,
    }
}

proptest! {
    #[test]
    fn missing_never_counts_as_zero(foods in foods()) {
        let all = totals(&foods);
        for nutrient in Nutrient::ALL {
            let knowing: Vec<_> = foods.iter().filter(|(food, _)| food.get(*nutrient).is_some()).cloned().collect();
            prop_assert_eq!(number(&all, *nutrient).is_none(), knowing.is_empty());
            prop_assert!(close(number(&all, *nutrient), number(&totals(&knowing), *nutrient)));
            let total = all.get(*nutrient).expect("eaten");
            prop_assert_eq!(total.is_at_least(), knowing.len() < foods.len());
        }
    }

    #[test]
    fn coverage_is_a_share(foods in foods()) {
        let all = totals(&foods);
        for nutrient in Nutrient::ALL {
            let total = all.get(*nutrient).expect("eaten");
            prop_assert!((0.0..=1.0).contains(&total.known_share));
            prop_assert_eq!(total.known_percent() == 100, !total.is_at_least());
        }
    }

    #[test]
    fn meals_add_up_to_the_day(foods in foods(), cut in 0_usize..8) {
        let (morning, evening) = foods.split_at(cut.min(foods.len()));
        let mut day = totals(morning);
        day.merge(&totals(evening));
        let whole = totals(&foods);
        for nutrient in Nutrient::ALL {
            prop_assert!(close(number(&day, *nutrient), number(&whole, *nutrient)));
            let share = |totals: &Totals| totals.get(*nutrient).map(|total| total.known_share);
            prop_assert!(close(share(&day), share(&whole)));
        }
    }

    #[test]
    fn twice_the_grams_is_twice_the_amount_with_the_same_coverage(foods in foods()) {
        let doubled: Vec<_> = foods.iter().map(|(food, grams)| (food.clone(), Grams(2.0 * grams.0))).collect();
        let (once, twice) = (totals(&foods), totals(&doubled));
        for nutrient in Nutrient::ALL {
            prop_assert!(close(number(&once, *nutrient).map(|amount| 2.0 * amount), number(&twice, *nutrient)));
            prop_assert!(close(once.get(*nutrient).map(|t| t.known_share), twice.get(*nutrient).map(|t| t.known_share)));
        }
    }

    #[test]
    fn a_portion_knows_exactly_what_its_food_knows(foods in foods()) {
        for (food, grams) in foods {
            let portion = food.scaled(grams);
            prop_assert_eq!(portion.len(), food.known().count());
            for (nutrient, amount) in food.known() {
                let expected = amount.number() * grams.0 / 100.0;
                prop_assert!(close(portion.get(&nutrient).map(|amount| amount.number()), Some(expected)));
            }
        }
    }
}
