//! `prove-isolation` on a database with everybody and everything in it: sound, it finds nothing; weakened in one place,
//! it names that place.

use std::sync::{Arc, Mutex};

use backend::Backend;
use backend::clock::Clock;
use backend::prove::{Extent, Proof};
use sqlx::{AssertSqlSafe, Executor};
use testkit::TestDatabase;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::weakenings::Weakening;
use crate::world::{World, run};
use crate::{ALONE, Dice, weakenings};

/// Less than the command asks, so that a hundred runs take minutes: of each weakening the table where it must show.
const EXTENT: Extent = Extent { houses: 2, clients: 6, staff: 7, rows: 24, foreign: 2, only: Some("app.organisation") };

/// Roles are the cluster's, so they are put right by hand.
const RIGHT: &str = "revoke ns_authz from ns_client; alter role ns_practice nobypassrls; alter role ns_clinic set search_path = pg_catalog;
    do $$ begin if exists (select from pg_roles where rolname = 'ns_stray') then drop role ns_stray; end if; end $$";

/// Two organisations, with an erasure of a journal and one of an account under way among those in care, and somebody with
/// a second factor.
async fn world(seed: u64) -> TestDatabase {
    let db = TestDatabase::new().await;
    let world = World::arranged(&db, Dice(seed)).await;
    let facts = world.facts();
    let cared = |(practitioner, client): &(Uuid, Uuid)| {
        facts.active(Some(*practitioner)) && facts.active(Some(*client)) && facts.shows(Some(*client))
    };
    let pairs = world.relations.iter().filter(|(pair, status)| **status == "active" && cared(pair));
    let mut clients: Vec<Uuid> = pairs.map(|((_, client), _)| *client).collect();
    clients.sort();
    clients.dedup();
    assert!(clients.len() > 3, "too few in care: {clients:?}");
    let mut hand = db.superuser().await;
    hand.execute("set session_replication_role = replica").await.unwrap();
    // The last ones: between the first house's people nothing else may close what one fact alone should.
    for (client, category) in clients.iter().rev().zip(["journal", "account"]) {
        run(&mut hand, format!("insert into app.erasure_request (organisation_id, request_id, client_id, category, status, asked_at)
             select organisation_id, gen_random_uuid(), membership_id, '{category}', 'pending', now() from app.membership where membership_id = '{client}'")).await;
    }
    run(&mut hand, "update auth.person set factor_since = now(), strong_since = now() where person_id in (select person_id from app.membership where role = 'practitioner' and status = 'active' order by membership_id limit 1)".into()).await;
    db
}

async fn prove(db: &TestDatabase, extent: Extent) -> Proof {
    let backend = Backend::new(testkit::config(db), Clock::System).unwrap();
    let proof = backend.prove_isolation(&db.url(Some("ns_migrator")), extent).await.unwrap();
    backend.close().await;
    proof
}

#[tokio::test]
async fn a_sound_database_is_as_promised() {
    let _alone = ALONE.lock().await;
    let db = world(7919).await;
    let (began, proof) = (std::time::Instant::now(), prove(&db, Extent::default()).await);
    let wrong: Vec<_> = proof.checks.iter().filter(|check| !check.holds()).collect();
    println!(
        "prove-isolation: {} pairs in {} tables under {} sessions, {} allowed, {} things as shipped, {} s; not covered: {:?}",
        proof.pairs,
        proof.tables,
        proof.people,
        proof.allowed,
        proof.things,
        began.elapsed().as_secs(),
        proof.missing
    );
    for (fact, times) in &proof.decided {
        println!("  {times} pairs were decided by one fact alone: {fact}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(proof.pairs > 20_000 && proof.allowed > 1_000, "{} pairs, {} allowed", proof.pairs, proof.allowed);
    assert_eq!(proof.tables, backend::prove::reading::TABLES.len(), "{:?}", proof.missing);
    assert!(proof.missing.len() <= 3, "{:?}", proof.missing);
}

/// What became of the weakenings that somebody has tried.
#[derive(Default)]
struct Found {
    answered: usize,
    drifted: usize,
    ruled: usize,
    pairs: usize,
    missed: Vec<String>,
}

impl Found {
    async fn of(base: &TestDatabase, weakening: &Weakening) -> Self {
        let db = base.copy().await;
        let mut hand = db.superuser().await;
        if let Err(error) = hand.execute(AssertSqlSafe(weakening.sql.clone())).await {
            return Self { missed: vec![format!("cannot be done: {error}: {}", weakening.sql)], ..Self::default() };
        }
        let proof = prove(&db, Extent { only: weakening.answers.or(EXTENT.only), ..EXTENT }).await;
        if weakening.everywhere {
            hand.execute(RIGHT).await.unwrap();
        }
        let (asked, rules): (Vec<_>, Vec<_>) = proof
            .checks
            .iter()
            .filter(|check| !check.holds())
            .partition(|check| check.what.contains("pairs of somebody"));
        let (shipped, rules): (Vec<_>, Vec<_>) = rules.into_iter().partition(|check| check.what.contains("as shipped"));
        let names = |checks: &[&backend::prove::Check], name: &str| {
            checks.iter().any(|check| check.wrong.iter().any(|wrong| wrong.contains(name)))
        };
        let by_answers = names(&asked, weakening.answers.unwrap_or(weakening.names));
        let mut missed = Vec::new();
        if !names(&shipped, weakening.names) || weakening.answers.is_some() && !by_answers {
            missed.push(format!(
                "{}\n  answers {by_answers}, wanted {:?}: {asked:?} {shipped:?}",
                weakening.sql, weakening.answers
            ));
        }
        Self {
            answered: usize::from(by_answers),
            drifted: usize::from(names(&shipped, weakening.names)),
            ruled: usize::from(names(&rules, weakening.names)),
            pairs: proof.pairs,
            missed,
        }
    }

    fn add(&mut self, other: Self) {
        self.answered += other.answered;
        self.drifted += other.drifted;
        self.ruled += other.ruled;
        self.pairs += other.pairs;
        self.missed.extend(other.missed);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_single_weakening_is_named() {
    let _alone = ALONE.lock().await;
    let (base, began) = (Arc::new(world(7919).await), std::time::Instant::now());
    let all = weakenings::all();
    assert!(all.len() >= 60, "{} weakenings", all.len());
    let (count, needed) = (all.len(), all.iter().filter(|weakening| weakening.answers.is_some()).count());
    // Each in a database of its own, two at a time; roles are the cluster's, so what weakens one waits for the others.
    let (everywhere, here): (Vec<_>, Vec<_>) = all.into_iter().partition(|weakening| weakening.everywhere);
    let (mut found, rest) = (Found::default(), Arc::new(Mutex::new(here)));
    let mut workers = JoinSet::new();
    for _ in 0..2 {
        let (base, rest) = (base.clone(), rest.clone());
        workers.spawn(async move {
            let mut found = Found::default();
            loop {
                let Some(weakening) = rest.lock().unwrap().pop() else { return found };
                found.add(Found::of(&base, &weakening).await);
            }
        });
    }
    while let Some(done) = workers.join_next().await {
        found.add(done.unwrap());
    }
    for weakening in &everywhere {
        found.add(Found::of(&base, weakening).await);
    }
    let Found { answered, drifted, ruled, pairs, missed } = found;
    println!(
        "{count} weakenings, each named; by comparison with what was shipped {drifted}, by asking alone {answered} ({needed} must be), by a rule {ruled}; {pairs} pairs; {} s",
        began.elapsed().as_secs()
    );
    assert!(missed.is_empty(), "{} of {count}:\n{}", missed.len(), missed.join("\n"));
    assert!(answered * 2 >= count, "{answered} of {count} by asking alone");
}
