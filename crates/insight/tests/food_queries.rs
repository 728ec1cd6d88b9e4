//! What people type must find the food they mean: the committed queries against the whole reference table.
//! The class `unseen` was written after the search was finished and first found 0.941 within five (0.899 at once); some
//! of its misses were mended since. Run with `-- --nocapture` to see the rates per class and every miss.
#![expect(clippy::expect_used, reason = "a test stops at a missing table")]
mod support;

use insight::food_search::FoodIndex;
use std::collections::BTreeMap;
use std::time::Instant;

#[test]
fn nine_of_ten_queries_find_their_food_among_the_first_five() {
    let index = FoodIndex::build(support::foods());
    let queries = support::queries();
    assert!(queries.len() >= 150, "{}", queries.len());
    let mut classes: BTreeMap<&str, (u32, u32, u32)> = BTreeMap::new();
    for expected in &queries {
        let place = expected.place(&index);
        let counts = classes.entry(expected.class()).or_default();
        counts.0 += 1;
        counts.1 += u32::from(place == Some(0));
        counts.2 += u32::from(place.is_some());
        if place != Some(0) {
            let shown = index.search(&expected.query, 3);
            let names: Vec<&str> = shown.hits.iter().map(|hit| hit.name.as_str()).collect();
            println!("{:<22} place {place:?}, shown for {:?}: {names:#?}", expected.query, shown.shown_for);
        }
    }
    let rate = |part: u32, all: u32| f64::from(part) / f64::from(all);
    for (class, (all, first, five)) in &classes {
        println!("{class:<12} {all:>4} queries, first {:.3}, first five {:.3}", rate(*first, *all), rate(*five, *all));
        assert!(rate(*five, *all) >= 0.9, "{class}");
    }
    let (all, five) = classes.values().fold((0, 0), |sum, (all, _, five)| (sum.0 + all, sum.1 + five));
    println!("all          {all:>4} queries, first five {:.3}", rate(five, all));
    assert!(rate(five, all) >= 0.9);
}

// Seen with people: the food they meant stands first, not merely near.
#[test]
fn what_was_meant_stands_first() {
    let index = FoodIndex::build(support::foods());
    let first = |query: &str| index.search(query, 1).hits.first().map(|hit| hit.name.clone()).unwrap_or_default();
    for (query, begins) in [
        ("2% milk", "Milk, reduced fat"),
        ("milk 2 %", "Milk, reduced fat"),
        ("1% milk", "Milk, lowfat"),
        ("milk", "Milk, whole"),
        ("café", "Beverages, coffee, brewed"),
        ("ban", "Bananas, raw"),
        ("bana", "Bananas, raw"),
    ] {
        assert!(first(query).starts_with(begins), "{query}: {}", first(query));
    }
    let oat = index.search("oat milk", 5);
    assert!(!oat.hits.iter().any(|hit| hit.name.starts_with("Milk")), "no cow's milk: {:#?}", oat.hits);
    let few = index.search("ban", 12);
    assert!(!few.hits.iter().any(|hit| hit.name.contains("BANQUET")), "a brand is asked for by its name");
}

#[test]
fn every_expectation_names_a_food_that_exists() {
    let foods = support::foods();
    assert_eq!(foods.len(), 8_789);
    for expected in support::queries() {
        for pattern in expected.patterns() {
            assert!(
                foods.iter().any(|food| support::like(pattern, &food.name.to_lowercase())),
                "{}: {pattern}",
                expected.query
            );
        }
    }
}

#[test]
fn everyday_foods_are_foods_of_the_table() {
    let foods: BTreeMap<i32, String> = support::foods().into_iter().map(|food| (food.id, food.name)).collect();
    let lines = include_str!("../src/food_search/everyday.tsv").lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let (id, name) = line.split_once('\t').expect("two columns");
        assert_eq!(foods.get(&id.parse().expect("a number")).map(String::as_str), Some(name));
    }
}

#[test]
fn every_meaning_in_the_word_tables_finds_a_food() {
    let index = FoodIndex::build(support::foods());
    let mut wrong = Vec::new();
    for table in ["plants_drinks", "dairy_bakery", "meat_fish_dishes", "dutch"] {
        let path = support::package().join(format!("src/food_search/words/{table}.tsv"));
        for line in std::fs::read_to_string(path).expect("a table").lines().filter(|line| !line.starts_with('#')) {
            let columns: Vec<&str> = line.split('\t').collect();
            assert_eq!(columns.len(), 3, "{line}");
            assert!(matches!(columns[2], "instead" | "also"), "{line}");
            for meaning in columns[1].split('|') {
                let found = index.search(&format!("{meaning} "), 50);
                let whole = |name: &str| meaning.split(' ').all(|word| has_word(name, word));
                if found.shown_for.is_some() || !found.hits.iter().any(|hit| whole(&hit.name)) {
                    wrong.push(format!("{}: {meaning}", columns[0]));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether a name has a word, in singular or plural. Good enough to see that a meaning is not half found.
fn has_word(name: &str, word: &str) -> bool {
    let root = word.trim_end_matches('s').trim_end_matches("ie").trim_end_matches('y').trim_end_matches("oe");
    word.starts_with(|first: char| first.is_ascii_digit()) || name.to_lowercase().replace('\'', "").contains(root)
}

#[test]
fn any_beginning_of_three_letters_answers_fast() {
    let built = Instant::now();
    let foods = support::foods();
    let index = FoodIndex::build(foods);
    println!("unpacked and built in {:?}", built.elapsed());
    let mut slowest = std::time::Duration::ZERO;
    for letters in
        ('a'..='z').flat_map(|a| ('a'..='z').flat_map(move |b| ["a", "e", "r"].map(|c| format!("{a}{b}{c}"))))
    {
        // The fastest of three: a busy machine may stop any one of them.
        let times = [0; 3].map(|_| {
            let started = Instant::now();
            assert!(index.search(&letters, 20).hits.len() <= 20);
            started.elapsed()
        });
        slowest = slowest.max(times.into_iter().min().unwrap_or_default());
    }
    println!("slowest of three letters {slowest:?}");
    assert!(slowest.as_millis() < 50, "{slowest:?}");
}
