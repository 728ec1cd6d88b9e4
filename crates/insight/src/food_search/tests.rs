use super::synonyms::Synonyms;
use super::text::{stem, tokens};
use super::{FoodEntry, FoodIndex, Found};
use proptest::prelude::*;

fn entry(id: i32, name: &str, group: &str) -> FoodEntry {
    FoodEntry { id, name: name.to_owned(), common_names: String::new(), group: group.to_owned() }
}

fn small() -> FoodIndex {
    FoodIndex::build(vec![
        entry(1, "Rose-apples, raw", "Fruits and Fruit Juices"),
        entry(2, "Apples, raw, with skin", "Fruits and Fruit Juices"),
        entry(3, "Babyfood, fruit, applesauce, junior", "Baby Foods"),
        entry(4, "Milk shakes, thick chocolate", "Dairy and Egg Products"),
        entry(5, "Milk, whole", "Dairy and Egg Products"),
        entry(6, "Squash, summer, zucchini, includes skin, raw", "Vegetables and Vegetable Products"),
        entry(7, "BIG BRAND, Milk, whole", "Dairy and Egg Products"),
        entry(8, "Oil, industrial, canola", "Fats and Oils"),
        entry(9, "Oil, canola", "Fats and Oils"),
        entry(10, "Crème brûlée, Straße style", "Sweets"),
        entry(11, "Blueberries, raw", "Fruits and Fruit Juices"),
    ])
}

fn ids(found: &Found) -> Vec<i32> {
    found.hits.iter().map(|hit| hit.id).collect()
}

#[test]
fn plain_foods_come_before_dishes_brands_and_baby_food() {
    let index = small();
    assert_eq!(ids(&index.search("apple raw", 5))[0], 2);
    assert_eq!(ids(&index.search("milk", 5)), [5, 4, 7]);
    assert_eq!(ids(&index.search("canola", 5)), [9, 8]);
}

#[test]
fn what_is_demoted_comes_first_when_asked_for() {
    let index = small();
    assert_eq!(ids(&index.search("big brand milk", 5))[0], 7);
    assert_eq!(ids(&index.search("industrial oil", 5)), [8]);
    assert_eq!(ids(&index.search("baby food", 5)), [3]);
}

#[test]
fn a_corrected_query_is_said_and_can_be_refused() {
    let index = small();
    let corrected = index.search("bluebery", 5);
    assert_eq!((ids(&corrected), corrected.shown_for.as_deref()), (vec![11], Some("blueberry")));
    assert_eq!(index.search_as_typed("bluebery", 5), Found::default());
    assert_eq!(index.search("blueberries", 5).shown_for, None);
}

#[test]
fn a_word_is_found_while_it_is_typed_in_either_english() {
    let index = small();
    assert_eq!(ids(&index.search("zuc", 5)), [6]);
    assert_eq!(ids(&index.search("courg", 5)), [6]);
    assert_eq!(ids(&index.search("courgettes", 5)), [6]);
}

#[test]
fn highlights_are_the_matched_letters_of_the_printed_name() {
    let index = small();
    let shown = |query: &str| {
        let found = index.search(query, 1);
        let hit = found.hits.first().expect("a hit").clone();
        hit.matched.iter().map(|(from, to)| hit.name[*from..*to].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(shown("raw app"), ["App", "raw"]);
    assert_eq!(shown("apples"), ["Apples"]);
    assert_eq!(shown("creme bru"), ["Crème", "brû"]);
    assert_eq!(shown("strass"), ["Straß"]);
}

#[test]
fn amounts_and_vessels_do_no_harm() {
    let index = small();
    assert_eq!(ids(&index.search("200g of milk", 1)), [5]);
    assert_eq!(ids(&index.search("a glass of milk", 1)), [5]);
    assert!(!index.search("200", 5).hits.iter().any(|hit| hit.id == 5));
}

#[test]
fn empty_and_odd_input_finds_nothing_and_breaks_nothing() {
    let index = small();
    for query in ["", "   ", ",;()", "\u{0}\u{301}\u{200d}", "👩‍🍳", "'", "--", "\u{feff}"] {
        assert_eq!(index.search(query, 5), Found::default(), "{query:?}");
    }
    assert!(index.search(&"é".repeat(5_000), 5).hits.is_empty());
    assert!(!index.search(&format!("milk {}", "of ".repeat(3_000)), 5).hits.is_empty());
    assert!(index.search("milk", 0).hits.is_empty());
    assert!(FoodIndex::build(Vec::new()).search("milk", 5).hits.is_empty());
}

#[test]
fn plural_and_singular_have_one_stem() {
    for (one, many) in [
        ("berry", "berries"),
        ("tomato", "tomatoes"),
        ("potato", "potatos"),
        ("peach", "peaches"),
        ("cookie", "cookies"),
        ("quiche", "quiches"),
        ("leaf", "leaves"),
        ("olive", "olives"),
        ("radish", "radishes"),
        ("pie", "pies"),
    ] {
        assert_eq!(stem(one), stem(many), "{one}");
    }
    assert_ne!(stem("couscous"), stem("couscou"));
    assert_eq!(
        tokens("KELLOGG'S Crème").iter().map(|token| token.text.as_str()).collect::<Vec<_>>(),
        ["kelloggs", "creme"]
    );
}

#[test]
fn the_phrase_tables_are_read_whole() {
    let read = Synonyms::read();
    assert!(read.phrases().len() >= 500, "{}", read.phrases().len());
    assert!(
        read.phrases()
            .iter()
            .all(|phrase| !phrase.typed.is_empty() && phrase.meanings.iter().all(|one| !one.is_empty()))
    );
}

proptest! {
    #[test]
    fn any_text_is_answered_within_the_limit_and_highlights_are_sound(query in "\\PC{0,60}", limit in 0_usize..6) {
        let found = small().search(&query, limit);
        prop_assert!(found.hits.len() <= limit);
        for hit in found.hits {
            let mut end = 0;
            for (from, to) in hit.matched {
                prop_assert!(from >= end && to > from && hit.name.get(from..to).is_some());
                end = to;
            }
        }
    }

    #[test]
    fn word_order_does_not_change_what_is_found(swap in any::<bool>()) {
        let (a, b) = if swap { ("raw", "apples") } else { ("apples", "raw") };
        let mut found = ids(&small().search(&format!("{a} {b} "), 9));
        found.sort_unstable();
        prop_assert_eq!(found, [1, 2]);
    }
}

#[test]
fn what_was_had_is_found_by_the_beginnings_of_its_words() {
    assert_eq!(super::begins("Seeds, chia seeds, dried", "chi"), Some(vec![(7, 10)]));
    assert_eq!(super::begins("Café crème", "creme caf"), Some(vec![(0, 3), (6, 12)]));
    assert_eq!(super::begins("Mum's chilli", "mums ch"), Some(vec![(0, 5), (6, 8)]));
    for (name, typed) in [("Seeds, chia", "hia"), ("Seeds, chia", "chi rice"), ("Seeds, chia", ""), ("", "chi")] {
        assert_eq!(super::begins(name, typed), None, "{name} {typed}");
    }
}
