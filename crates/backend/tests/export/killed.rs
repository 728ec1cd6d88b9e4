//! Ten years of entries in bounded memory, and `kill -9` at random points. T12
//!
//! `NS_EXPORT_ROWS` and `NS_KILLS` ask for more.

use std::time::Duration;

use backend::export;
use backend::secret::{MasterKeys, ReceiveKey};
use contract::export::ExportState;
use contract::id::ExportId;
use testkit::{TestDatabase, Work, Worker, be_child, kill_often, rounds};

use crate::support::{House, check_parts, manifest, open_move, rows};

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

// P10 N4: a worker that dies while an organisation is packed: every client is told once, nobody is packed before, what comes
// out is whole and the same to the last byte, and another installation takes it in.
#[tokio::test]
async fn a_move_survives_being_killed() {
    let (count, kills) = (rounds("NS_MOVE_ROWS", 6_000), rounds("NS_KILLS", 6));
    let mut house = House::new().await;
    let (maya, organisation) = (house.maya.member.0, house.maya.organisation);
    let had = "insert into ops.job (kind, organisation_id, status) select 'retain', organisation_id, 'done' from app.organisation";
    house.world.by_hand(had.into()).await;
    // More than are told in one transaction.
    for n in 0..117 {
        house.world.client(organisation, &format!("Client {n}")).await;
    }
    house.prove().await;
    house
        .log_of(organisation.0, maya, count, "An entry of some length, as people write them when something hurt:")
        .await;
    house.write_sealed(3, "Sealed-Canary").await;
    let key = ReceiveKey::generate();
    let disturbed = crate::moving::agreed(&house, &key).await;
    // Clients who are not told yet, and rows that are not packed yet.
    let left = format!(
        "select case when e.status in ('received', 'running')
                then 120 - (select count(*) from app.record_read r where r.kind = 'move') + coalesce(e.rows_total, {count}) + 1 - e.rows_done else 0 end
           from app.export e where e.export_id = '{disturbed}'"
    );
    let (mut untold, mut packing) = (0, 0);
    let half_done = kill_often(&mut house.world, &Work::Jobs, kills, async |hand| {
        let (told, begun): (i64, bool) = sqlx::query_as(
            "select (select count(*) from app.record_read where kind = 'move'), (select bool_or(rows_total is not null) from app.export where scope = 'move')",
        )
        .fetch_one(&mut *hand)
        .await
        .unwrap();
        assert!(told == 120 || !begun, "packed while {told} of 120 knew");
        untold += i64::from(told < 120);
        packing += i64::from(begun);
        sqlx::query_scalar(sqlx::AssertSqlSafe(left.clone())).fetch_one(hand).await.unwrap()
    })
    .await;
    println!("export: a move of {count} rows, {kills} kills, {half_done} of them half-way");
    assert!(half_done > 0, "no kill met a move half done");
    assert!(untold > 0 && packing > 0, "both halves were looked at");
    for (what, sql) in [
        ("lines", "select count(*) from app.record_read where kind = 'move'"),
        ("clients with one", "select count(distinct client_id) from app.record_read where kind = 'move'"),
        ("entries", "select count(*) from app.activity where action = 'move.packed'"),
        ("clients with an entry", "select count(distinct client_id) from app.activity where action = 'move.packed'"),
    ] {
        assert_eq!(house.count(sql).await, 120, "{what}");
    }
    // A letter to each client, and one that it is ready.
    let posted = "select count(*) from ops.job where kind = 'send_letter'";
    assert_eq!(house.count(posted).await, 121);
    let kept = "select (key_sealed is null)::text || ' ' || status from app.export where scope = 'move'";
    assert_eq!(house.text(kept).await, "true ready");
    let zip = house.fetch_raw(&house.ines, disturbed).await.unwrap();
    let packed = open_move(&zip, &key);
    check_parts(&packed);
    let lines = packed["data/observation.jsonl"].split(|byte| *byte == b'\n').count() - 1;
    assert_eq!(lines, usize::try_from(count).unwrap() + 1);

    // Another installation takes it in with equal hashes.
    let file = std::env::temp_dir().join(format!("{}_killed.zip", house.world.db.name));
    std::fs::write(&file, &zip).unwrap();
    let there = TestDatabase::new().await;
    let brought = export::import(&there.url(None), &MasterKeys::only([9; 32]), &key, &file).await.unwrap();
    std::fs::remove_file(&file).unwrap();
    let entries = brought.tables.iter().find(|table| table.table == "app.observation").unwrap();
    assert_eq!(entries.rows, i64::from(count) + 1);

    // The same once more, undisturbed: the journal is the same to the last byte.
    house.backend().cancel_export(house.ines.write(house.backend()).await, ExportId(disturbed)).await.unwrap();
    let undisturbed = crate::moving::agreed(&house, &key).await;
    house.run_jobs().await;
    let again = open_move(&house.fetch_raw(&house.ines, undisturbed).await.unwrap(), &key);
    assert!(again["data/observation.jsonl"] == packed["data/observation.jsonl"], "it differs after being killed");
}
