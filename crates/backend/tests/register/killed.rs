//! `kill -9` during erasure and retention, at random points: the end is that of a run that nobody disturbed. T11 T14
//!
//! `NS_KILLS` asks for more.

use sqlx::AssertSqlSafe;
use testkit::{Work, World, be_child, kill_often, rounds};
use uuid::Uuid;

use crate::support::{ask, count, entries, found, plant, status};
use backend::register::Period;

#[tokio::test]
#[ignore = "the process that the tests below kill"]
async fn child() {
    be_child().await;
}

/// Rows of every table but the queue's own: a job and a session for each slice, however many there were.
async fn rows(world: &mut World) -> Vec<(String, i64)> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where c.relkind in ('r', 'p') and n.nspname in ('app', 'auth', 'ops') and c.relname not in ('job', 'session') order by 1",
    )
    .fetch_all(&mut world.hand)
    .await
    .unwrap();
    let mut rows = Vec::new();
    for table in tables {
        let amount = count(world, &table).await;
        rows.push((table, amount));
    }
    rows
}

/// What an erasure leaves: rows of every table, what it counted, and where a canary still is.
async fn erased(kills: u32) -> (Vec<(String, i64)>, i64, Vec<String>) {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let (maya, tom) = (world.client(clinic, "Maya").await, world.client(clinic, "Tom").await);
    plant(&mut world, &maya).await;
    entries(&mut world, clinic.0, maya.member, 12_000).await;
    entries(&mut world, clinic.0, tom.member, 300).await;
    let request = ask(&mut world, &maya, "account").await;
    let left = format!("app.observation where client_id = '{}'", maya.member.0);
    let half_done = kill_often(&mut world, &Work::Jobs, kills, async |hand| {
        let sql = format!("select count(*) from {left}");
        sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(hand).await.unwrap()
    })
    .await;
    assert!(kills == 0 || half_done > 0, "no kill met an erasure half done");
    assert_eq!(status(&mut world, request).await, "done");
    assert_eq!(count(&mut world, &left).await, 0);
    assert_eq!(count(&mut world, "app.activity where action = 'erasure.done'").await, 1);
    assert_eq!(count(&mut world, "app.activity where action = 'keys.destroyed'").await, 1);
    assert_eq!(count(&mut world, "app.key_certificate").await, 1);
    assert_eq!(
        count(&mut world, "ops.job where kind = 'send_letter' and payload = '{}'").await,
        1,
        "the last letter, once"
    );
    assert_eq!(count(&mut world, &format!("ops.erasure_ledger where request_id = '{request}'")).await, 1);
    assert_eq!(
        count(&mut world, "app.activity where action = 'retention.run'").await,
        1,
        "the worker's own clock asked"
    );
    // Outside of the database it is written once, whole.
    let ledger = world.backend.config.evidence.dir.as_ref().unwrap().join("erasures.jsonl");
    let ledger = std::fs::read_to_string(ledger).unwrap();
    assert_eq!(ledger.lines().filter(|line| line.contains(&request.to_string())).count(), 1, "{ledger}");
    assert_eq!(ledger.lines().count(), 1, "{ledger}");
    let counted = sqlx::query_scalar("select rows_erased from ops.erasure_ledger").fetch_one(&mut world.hand).await;
    let canaries = found(&mut world, "canary-").await;
    assert_eq!(found(&mut world, &maya.person.0.to_string()).await, Vec::<String>::new());
    (rows(&mut world).await, counted.unwrap(), canaries)
}

#[tokio::test]
async fn an_erasure_ends_as_if_nobody_had_killed_it() {
    let undisturbed = erased(0).await;
    assert_eq!(undisturbed, erased(rounds("NS_KILLS", 4)).await);
}

async fn ids(world: &mut World, which: &str) -> Vec<Uuid> {
    let sql = format!("select observation_id from app.observation where {which} order by 1");
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(&mut world.hand).await.unwrap()
}

#[tokio::test]
async fn retention_takes_what_was_previewed_and_nothing_else() {
    let kills = rounds("NS_KILLS", 4);
    let mut world = World::new().await;
    let (clinic, other) = (world.organisation("Kestrel").await, world.organisation("Alder").await);
    let (maya, tom) = (world.client(clinic, "Maya").await, world.client(clinic, "Tom").await);
    let (ines, eve) = (world.admin(clinic, "Ines").await, world.client(other, "Eve").await);
    for client in [&maya, &tom, &eve] {
        let amount = if client.member == maya.member { 12_000 } else { 300 };
        entries(&mut world, client.organisation.0, client.member, amount).await;
    }
    // Two of three are too old; Tom's stay under a hold, and Eve's clinic keeps everything for longer.
    world
        .by_hand(format!(
            "set session_replication_role = replica;
             update app.observation set occurred_at = now() - interval '500 days' where get_byte(uuid_send(observation_id), 0) % 3 > 0;
             set session_replication_role = origin;
             insert into app.legal_hold (organisation_id, hold_id, client_id, reason, told, placed_by)
             values ('{}', gen_random_uuid(), '{}', 'An open complaint', false, '{}')",
            clinic.0, tom.member.0, ines.member.0
        ))
        .await;
    let chosen = [(Period::Entries.word().to_owned(), 365)];
    world.backend.save_retention(ines.write(&world.backend).await, &chosen).await.unwrap();
    let mut tx = ines.read(&world.backend).await;
    let preview = world.backend.load_retention(&mut tx, &[]).await.unwrap();
    drop(tx);
    let named = preview.periods.iter().find(|period| period.period == "entries").unwrap().would_go;
    let old = format!("client_id = '{}' and occurred_at < now() - interval '400 days'", maya.member.0);
    let (going, staying) = (ids(&mut world, &old).await, ids(&mut world, &format!("not ({old})")).await);
    assert_eq!(usize::try_from(named).unwrap(), going.len());

    // First it is hidden; after the days in which it can come back it is gone.
    for (still, days) in [("deleted_at is null", 0), ("true", 31)] {
        world
            .by_hand(format!(
                "set session_replication_role = replica;
                 update app.observation set deleted_at = deleted_at - interval '{days} days';
                 update ops.job set created_at = now() - interval '1 day';
                 set session_replication_role = origin"
            ))
            .await;
        assert_eq!(world.backend.schedule_retention().await.unwrap(), 2);
        let left = format!("select count(*) from app.observation where {old} and {still}");
        let half_done = kill_often(&mut world, &Work::Jobs, kills, async |hand| {
            sqlx::query_scalar(AssertSqlSafe(left.clone())).fetch_one(hand).await.unwrap()
        })
        .await;
        assert!(half_done > 0, "no kill met retention half done");
        assert_eq!(ids(&mut world, "deleted_at is null").await, staying);
        let hidden = if days == 0 { going.clone() } else { vec![] };
        assert_eq!(ids(&mut world, "deleted_at is not null").await, hidden);
    }
    let of_maya = format!("app.observation_version where client_id = '{}'", maya.member.0);
    assert_eq!(count(&mut world, &of_maya).await, 0);
    // Two clinics, two days: each run is in the log once.
    assert_eq!(count(&mut world, "app.activity where action = 'retention.run'").await, 4);
}
