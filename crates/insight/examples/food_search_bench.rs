//! Prints the figures of food search, one `metric value unit` per line: hit rates on the committed queries and latency.
//! Run it optimised: `cargo run --release -p insight --example food_search_bench`.
#![expect(
    clippy::print_stdout,
    clippy::expect_used,
    reason = "a bench prints its figures and stops at a missing table"
)]

#[path = "../tests/support/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod support;

use insight::food_search::FoodIndex;
use std::time::{Duration, Instant};

fn main() {
    let foods = support::foods();
    let count = foods.len();
    let started = Instant::now();
    let index = FoodIndex::build(foods);
    let built = started.elapsed();

    let queries = support::queries();
    let places: Vec<Option<usize>> = queries.iter().map(|expected| expected.place(&index)).collect();
    let rate = |within: usize| {
        places.iter().filter(|place| place.is_some_and(|place| place < within)).count() as f64 / places.len() as f64
    };

    let mut times: Vec<Duration> = Vec::new();
    for expected in &queries {
        let ends = expected.query.char_indices().map(|(at, letter)| at + letter.len_utf8());
        times.extend(ends.map(|end| time(&index, &expected.query[..end])));
    }
    let mut three: Vec<Duration> = Vec::new();
    for a in 'a'..='z' {
        for b in 'a'..='z' {
            three.extend(('a'..='z').map(|c| time(&index, &format!("{a}{b}{c}"))));
        }
    }
    println!("food_search_foods {count} count");
    println!("food_search_queries {} count", queries.len());
    println!("food_search_build {:.1} ms", millis(built));
    println!("food_search_hit_rate_1 {:.3} share", rate(1));
    println!("food_search_hit_rate_5 {:.3} share", rate(5));
    for (name, times) in [("keystroke", &mut times), ("three_letters", &mut three)] {
        times.sort_unstable();
        println!("food_search_{name}_p50 {:.3} ms", millis(at_share(times, 0.50)));
        println!("food_search_{name}_p99 {:.3} ms", millis(at_share(times, 0.99)));
        println!("food_search_{name}_max {:.3} ms", millis(at_share(times, 1.0)));
    }
}

fn time(index: &FoodIndex, query: &str) -> Duration {
    let started = Instant::now();
    std::hint::black_box(index.search(std::hint::black_box(query), 20));
    started.elapsed()
}

/// The time that `share` of all stay within; `times` are sorted.
fn at_share(times: &[Duration], share: f64) -> Duration {
    let place = ((times.len() as f64 * share).ceil() as usize).clamp(1, times.len().max(1));
    times.get(place - 1).copied().unwrap_or_default()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
