//! The proof of isolation: random principals × every row × select, insert, update, delete, on the live database with
//! the real logins, compared with a small reference model written from the promises and not from the policies.
// M7 N1 N2 S1 T2 T3 P3 P15

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure in arranging or probing fails the test")]

mod model;
mod principals;
mod probe;
mod world;

use model::Action;

/// A linear congruential generator: a fixed seed gives the same world each time, and the seed is printed.
pub struct Dice(u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }
}

#[tokio::test]
async fn the_database_agrees_with_the_model() {
    let worlds: u64 = std::env::var("NS_ISOLATION_WORLDS").ok().and_then(|n| n.parse().ok()).unwrap_or(2);
    let (mut pairs, mut allowed, mut mismatches) = (0_usize, 0_usize, Vec::new());
    for seed in 1..=worlds {
        let db = testkit::TestDatabase::new().await;
        let world = world::World::build(&db, Dice(seed * 7919)).await;
        for who in &world.principals {
            let mut probe = probe::Probe::open(&db, who).await;
            for row in &world.rows {
                for action in Action::ALL {
                    let expected = model::may(&world, who, row, action);
                    let seen = probe.attempt(row, action).await;
                    pairs += 1;
                    allowed += usize::from(expected);
                    if seen != expected {
                        mismatches.push(format!(
                            "seed {seed}: {who} {action:?} {row}: the model says {expected}, the database {seen}"
                        ));
                    }
                }
            }
        }
    }
    println!(
        "isolation: {pairs} pairs compared in {worlds} worlds, {allowed} allowed, {} mismatches",
        mismatches.len()
    );
    assert!(allowed > 500, "a proof in which nothing is allowed proves nothing");
    assert!(mismatches.is_empty(), "{}", mismatches[..mismatches.len().min(20)].join("\n"));
}
