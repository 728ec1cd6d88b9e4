//! Prints the figures of food search: hit rates on the committed queries and latency, one `metric value unit` per line,
//! and the gate on the hit rate, tab separated; ends with 1 when it is broken. Times are printed and never judged.
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
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// Of the committed queries, how many must show what is meant among the first five.
const WITHIN_FIVE: f64 = 0.9;

fn main() -> ExitCode {
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
    println!("food_search_foods\t{count}\tcount");
    println!("food_search_queries\t{}\tcount", queries.len());
    println!("food_search_build\t{:.1}\tms", millis(built));
    println!("food_search_hit_rate_1\t{:.3}\tshare", rate(1));
    println!("food_search_hit_rate_5\t{:.3}\tshare", rate(5));
    for (name, times) in [("keystroke", &mut times), ("three_letters", &mut three)] {
        times.sort_unstable();
        println!("food_search_{name}_p50\t{:.3}\tms", millis(at_share(times, 0.50)));
        println!("food_search_{name}_p99\t{:.3}\tms", millis(at_share(times, 0.99)));
        println!("food_search_{name}_max\t{:.3}\tms", millis(at_share(times, 1.0)));
    }
    let holds = rate(5) >= WITHIN_FIVE;
    let word = if holds { "ok" } else { "BROKEN" };
    println!("gate\tfood_search_hits\t{word} (at least {WITHIN_FIVE} within five)");
    if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE }
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
