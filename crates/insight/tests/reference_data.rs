//! The committed reference tables keep the shape that the loaders rely on (N9: observations are coded).
#![expect(clippy::expect_used, reason = "a test stops at a missing table")]
#[expect(dead_code, reason = "the food tests use the rest of it")]
mod support;

use insight::nutrient::{Nutrient, Profile, Unit};
use std::collections::{BTreeMap, BTreeSet, HashMap};

const GROUPS: [&str; 9] = ["digestive", "cycle", "perimenopause", "energy", "skin", "mood", "pain", "head", "other"];
const SCALES: [&str; 4] = ["0-10", "0-3", "none-mild-moderate-severe", "count"];

#[test]
fn symptoms_are_coded_grouped_and_worded_in_two_languages() {
    // N9
    let table = std::fs::read_to_string(support::data("symptoms.tsv")).expect("the catalogue");
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("code\tgroup\tlabel_en\tlabel_nl\twords\tdefault_scale\ttypical"));
    let (mut codes, mut labels, mut groups) = (BTreeSet::new(), BTreeSet::new(), BTreeMap::new());
    for line in lines {
        let columns: Vec<&str> = line.split('\t').collect();
        let [code, group, english, dutch, words, scale, typical] = columns[..] else { panic!("seven columns: {line}") };
        assert!(code.bytes().all(|letter| letter.is_ascii_lowercase() || letter == b'_'), "{code}");
        assert!(codes.insert(code), "{code} twice");
        assert!(labels.insert(english), "{english} twice");
        assert!(GROUPS.contains(&group) && SCALES.contains(&scale), "{line}");
        assert!(matches!(typical, "true" | "false"), "{line}");
        for label in [english, dutch] {
            assert!(label.starts_with(char::is_uppercase) && !label.ends_with('.') && label.trim() == label, "{line}");
        }
        assert!(words.split(';').count() >= 2 && words.split(';').all(|word| !word.trim().is_empty()), "{line}");
        let group: &mut (u32, u32) = groups.entry(group).or_default();
        *group = (group.0 + 1, group.1 + u32::from(typical == "true"));
    }
    assert!(codes.len() >= 70, "{}", codes.len());
    assert!(GROUPS.iter().all(|group| groups.get(group).is_some_and(|(all, _)| *all >= 5)), "{groups:?}");
}

#[test]
fn every_nutrient_of_the_table_is_a_nutrient_with_its_unit_and_unknown_is_absent() {
    // M10
    let table = support::unpack("sr28/nutrients.tsv.xz");
    let mut foods: HashMap<&str, Profile> = HashMap::new();
    let mut seen = BTreeSet::new();
    for line in table.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let nutrient = Nutrient::parse(columns[1]).expect("a known key");
        let number: f64 = columns[2].parse().expect("a number");
        foods.entry(columns[0]).or_default().set(nutrient, nutrient.amount(number)).expect("an amount");
        seen.insert(nutrient);
    }
    assert_eq!(seen.len(), Nutrient::ALL.len());
    assert_eq!(foods.len(), 8_789);
    let butter = foods.get("01001").expect("salted butter");
    assert_eq!(
        butter.get(Nutrient::Energy).map(|amount| (amount.number(), amount.unit())),
        Some((717.0, Unit::Kilocalorie))
    );
    assert!(foods.values().any(|food| food.get(Nutrient::VitaminD).is_none()));
}

#[test]
fn portions_belong_to_foods_and_weigh_something() {
    let foods: BTreeSet<i32> = support::foods().into_iter().map(|food| food.id).collect();
    let table = support::unpack("sr28/portions.tsv.xz");
    let mut count = 0;
    for line in table.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        assert!(foods.contains(&columns[0].parse().expect("NDB number")), "{line}");
        let amounts = [columns[2], columns[4]].map(|number| number.parse::<f64>().expect("a number"));
        assert!(amounts.iter().all(|amount| *amount > 0.0) && !columns[3].is_empty(), "{line}");
        count += 1;
    }
    assert_eq!(count, 15_438);
}
