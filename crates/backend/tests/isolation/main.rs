//! The proof of isolation: random principals × every row × select, insert, update, delete, on the live database with
//! the real logins, compared with a small reference model written from the promises and not from the policies.
//!
//! `NS_ISOLATION_PAIRS=1000000` makes worlds until so many pairs were compared; without it there are two worlds. A new
//! tenant table needs rows in `world` or `access` and lines in `backend::prove::model`: without them the second test fails.
// M7 N1 N2 N4 S1 T2 T3 T9 P3 P15

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure in arranging or probing fails the test")]

mod access;
mod arranged;
mod audit;
mod consent;
mod documents;
mod evidence;
mod export;
mod functions;
mod keys;
mod mutations;
mod principals;
mod probe;
mod register;
mod trust;
mod weakenings;
mod world;

use std::collections::BTreeSet;

use backend::prove::model::{self, Action};
use world::World;

/// A linear congruential generator: a fixed seed gives the same world each time, and the seed is printed.
pub struct Dice(u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }
}

/// The states that a proof must have met.
fn states(world: &World) -> BTreeSet<&'static str> {
    let members = world.members.iter().map(|member| member.status);
    let others = world.grants.values().chain(world.consents.values()).copied();
    members.chain(world.relations.values().copied()).chain(others).collect()
}

/// Roles are the cluster's: what weakens one runs while nothing else here does.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

#[tokio::test]
async fn the_database_agrees_with_the_model() {
    let _alone = ALONE.lock().await;
    let wanted: usize = std::env::var("NS_ISOLATION_PAIRS").ok().and_then(|n| n.parse().ok()).unwrap_or(0);
    let (mut pairs, mut allowed, mut mismatches, mut met) = (0_usize, 0_usize, Vec::new(), BTreeSet::new());
    let (started, mut seed) = (std::time::Instant::now(), 0_u64);
    while seed < 2 || pairs < wanted {
        seed += 1;
        let db = testkit::TestDatabase::new().await;
        // The first with every fact that decides alone, the others as the dice fall.
        let dice = Dice(seed * 7919);
        let world = if seed == 1 { World::arranged(&db, dice).await } else { World::build(&db, dice).await };
        let facts = world.facts();
        met.extend(states(&world));
        for who in &world.principals {
            let mut probe = probe::Probe::open(&db, who).await;
            for action in Action::ALL {
                let answers = probe.attempts(&world.rows, action).await;
                for (row, seen) in world.rows.iter().zip(answers) {
                    let expected = model::may(&facts, &who.is, &row.says, action);
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
        "isolation: {pairs} pairs compared in {seed} worlds, {allowed} allowed, {} mismatches, {} s",
        mismatches.len(),
        started.elapsed().as_secs()
    );
    assert!(allowed > 500, "a proof in which nothing is allowed proves nothing");
    let all = ["active", "suspended", "removed", "invited", "paused", "ended"];
    let consents = consent::CONSENTS.iter();
    for state in all.iter().chain(access::GRANTS.iter().filter(|state| **state != "none")).chain(consents) {
        assert!(met.contains(state), "no {state} in any world");
    }
    assert!(mismatches.is_empty(), "{}", mismatches[..mismatches.len().min(20)].join("\n"));
}

/// Asked of the catalogue, so that a table made tomorrow cannot be forgotten here.
#[tokio::test]
async fn every_tenant_table_is_in_the_proof() {
    let db = testkit::TestDatabase::new().await;
    let world = World::build(&db, Dice(7919)).await;
    let proven: BTreeSet<String> = world.rows.iter().map(|row| row.says.table.to_owned()).collect();
    let there: Vec<String> = sqlx::query_scalar(
        "select c.oid::regclass::text from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organisation_id'
          where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p')",
    )
    .fetch_all(&mut db.superuser().await)
    .await
    .unwrap();
    assert!(there.len() > 10, "{there:?}");
    let known = backend::prove::reading::TABLES;
    let unread: Vec<_> = there.iter().filter(|table| !known.contains(&table.as_str())).collect();
    assert!(unread.is_empty(), "not in the proof on a live database (`prove::reading`): {unread:?}");
    let missing: Vec<_> = there.iter().filter(|table| !proven.contains(*table)).collect();
    assert!(missing.is_empty(), "not in the proof of isolation: {missing:?}");
}
