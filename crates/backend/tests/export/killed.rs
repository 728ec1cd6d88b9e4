//! Ten years of entries in bounded memory, and `kill -9` at random points. T12
//!
//! `NS_EXPORT_ROWS` and `NS_KILLS` ask for more.

use std::time::Duration;

use contract::export::ExportState;
use testkit::{Work, Worker, be_child, kill_often, rounds};

use crate::support::{House, check_parts, manifest, rows};

#[tokio::test]
#[ignore = "the process that the test below kills"]
async fn child() {
    be_child().await;
}

async fn until_ready(house: &House, worker: &Worker) -> u64 {
    let mut peak = 0;
    while house.state(&house.maya).await.is_under_way() {
        peak = peak.max(worker.peak());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(house.state(&house.maya).await, ExportState::Ready);
    peak.max(worker.peak())
}

#[tokio::test]
async fn ten_years_fit_into_little_memory_and_survive_being_killed() {
    let (count, kills) = (rounds("NS_EXPORT_ROWS", 10_000), rounds("NS_KILLS", 4));
    let mut house = House::new().await;
    let (maya, organisation) = (house.maya.member.0, house.maya.organisation.0);
    // Retention had its day: ten years are more than a clinic keeps.
    let had = "insert into ops.job (kind, organisation_id, status) select 'retain', organisation_id, 'done' from app.organisation";
    house.world.by_hand(had.into()).await;
    house.log_of(organisation, maya, 200, "Few").await;
    // What a worker needs for next to nothing.
    house.ask_mine(&house.maya).await;
    let worker = Worker::start(&house.world, &Work::Jobs);
    let little = until_ready(&house, &worker).await;
    drop(worker);
    house
        .log_of(
            organisation,
            maya,
            count,
            "An entry of some length, as people write them when something hurt after lunch:",
        )
        .await;

    let undisturbed = house.ask_mine(&house.maya).await;
    let worker = Worker::start(&house.world, &Work::Jobs);
    let much = until_ready(&house, &worker).await;
    drop(worker);
    let files = house.fetch(&house.maya, undisturbed).await.unwrap();
    let size: usize = files.values().map(Vec::len).sum();
    println!("export: {count} rows, {size} bytes; a worker's peak {little} kB for little, {much} kB for all");
    assert_eq!(rows(&files, "observation").len(), usize::try_from(count).unwrap() + 200);
    check_parts(&files);
    // Constant: far less than what is exported, however much that is.
    assert!(much < little + 6_000, "{little} kB became {much} kB");
    assert!(size > 30_000_000 * usize::try_from(count).unwrap() / 40_000, "{size}: not enough to prove anything");

    // The same again, killed over and over at random points: the lease of a dead worker runs out.
    let disturbed = house.ask_mine(&house.maya).await;
    let left = format!(
        "select case when status in ('received', 'running') then coalesce(rows_total, {count}) + 1 - rows_done else 0 end
           from app.export where export_id = '{disturbed}'"
    );
    let half_done = kill_often(&mut house.world, &Work::Jobs, kills, async |hand| {
        sqlx::query_scalar(sqlx::AssertSqlSafe(left.clone())).fetch_one(hand).await.unwrap()
    })
    .await;
    assert!(half_done > 0, "no kill met an export half done");
    assert_eq!(house.state(&house.maya).await, ExportState::Ready);
    let again = house.fetch(&house.maya, disturbed).await.unwrap();
    check_parts(&again);
    // Only what grows with every export and sign-in may differ: the journal is the same to the last byte.
    for path in ["data/observation.json", "data/observation.csv"] {
        assert!(files[path] == again[path], "{path} differs after being killed");
    }
    assert_eq!(manifest(&again)["tables"][0]["table"], manifest(&files)["tables"][0]["table"]);
}
