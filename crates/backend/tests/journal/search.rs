//! The search that the picker asks, with the time it takes.

use std::time::Instant;

use crate::support::Journal;

#[tokio::test]
async fn three_letters_are_answered_at_once() {
    let journal = Journal::new().await;
    let foods = journal.world.backend.foods().await.unwrap();
    let letters: Vec<char> = ('a'..='z').collect();
    let (mut worst, mut asked) = (0, 0);
    let begun = Instant::now();
    for one in &letters {
        for two in &letters {
            for three in ['a', 'e', 'n', 'r'] {
                let query: String = [*one, *two, three].iter().collect();
                let start = Instant::now();
                assert!(foods.search(&query).hits.len() <= 12);
                worst = worst.max(start.elapsed().as_micros());
                asked += 1;
            }
        }
    }
    let mean = begun.elapsed().as_micros() / asked;
    println!("food search: {asked} three-letter queries, mean {mean} µs, slowest {worst} µs (this build)");
}

#[tokio::test]
async fn what_is_found_can_be_chosen() {
    let journal = Journal::new().await;
    let foods = journal.world.backend.foods().await.unwrap();
    let found = foods.search("chiken brest");
    assert_eq!((found.query.as_str(), found.shown_for.as_deref()), ("chiken brest", Some("chicken breast")));
    let hit = &found.hits[0];
    assert!(hit.name.to_lowercase().contains("chicken") && !hit.portions.is_empty(), "{hit:?}");
    assert!(hit.per_100g.iter().any(|(key, amount)| key == "protein_g" && *amount > 10.0));
    for (from, to) in &hit.matched {
        assert!(hit.name.get(*from..*to).is_some());
    }
    assert!(foods.search("").hits.is_empty());
    assert!(foods.search(&"lentil soup ".repeat(2_000)).query.len() > 1_000, "any length is safe");
}
