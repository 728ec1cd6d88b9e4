//! `prove-isolation` on a database with everybody and everything in it: sound, it finds nothing; weakened in one place,
//! it names that place.

use backend::Backend;
use backend::clock::Clock;
use backend::prove::{Extent, Proof};
use sqlx::{AssertSqlSafe, Executor};
use testkit::TestDatabase;
use uuid::Uuid;

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
    let world = World::build(&db, Dice(seed)).await;
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
    for (client, category) in clients.iter().zip(["journal", "account"]) {
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
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(proof.pairs > 20_000 && proof.allowed > 1_000, "{} pairs, {} allowed", proof.pairs, proof.allowed);
    assert_eq!(proof.tables, backend::prove::reading::TABLES.len(), "{:?}", proof.missing);
    assert!(proof.missing.len() <= 3, "{:?}", proof.missing);
}

#[tokio::test]
async fn each_single_weakening_is_named() {
    let _alone = ALONE.lock().await;
    let (base, began) = (world(7919).await, std::time::Instant::now());
    let (mut answered, mut drifted, mut ruled, mut missed) = (0, 0, 0, Vec::new());
    let all = weakenings::all();
    assert!(all.len() >= 60, "{} weakenings", all.len());
    let needed = all.iter().filter(|weakening| weakening.answers.is_some()).count();
    for weakening in &all {
        let db = base.copy().await;
        let mut hand = db.superuser().await;
        if let Err(error) = hand.execute(AssertSqlSafe(weakening.sql.clone())).await {
            missed.push(format!("cannot be done: {error}: {}", weakening.sql));
            continue;
        }
        let proof = prove(&db, Extent { only: weakening.answers.or(EXTENT.only), ..EXTENT }).await;
        hand.execute(RIGHT).await.unwrap();
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
        answered += usize::from(by_answers);
        drifted += usize::from(names(&shipped, weakening.names));
        ruled += usize::from(names(&rules, weakening.names));
        if !names(&shipped, weakening.names) || weakening.answers.is_some() && !by_answers {
            missed.push(format!(
                "{}\n  answers {by_answers}, wanted {:?}: {asked:?} {shipped:?}",
                weakening.sql, weakening.answers
            ));
        }
    }
    println!(
        "{} weakenings, each named; by comparison with what was shipped {drifted}, by asking alone {answered} ({needed} must be), by a rule {ruled}; {} s",
        all.len(),
        began.elapsed().as_secs()
    );
    assert!(missed.is_empty(), "{} of {}:\n{}", missed.len(), all.len(), missed.join("\n"));
    assert!(answered * 2 >= all.len(), "{answered} of {} by asking alone", all.len());
}
