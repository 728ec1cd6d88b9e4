//! Encrypted fields in the real database: bound to their row, and moved to a new master key without loss. T7

#![expect(clippy::unwrap_used, reason = "a failure in arranging fails the test")]

use backend::Backend;
use backend::client_keys::rotate;
use backend::clock::Clock;
use backend::mail::{Envelope, Letter};
use backend::secret::MasterKeys;
use testkit::{TestDatabase, config};

const OLD: &str = "6f1d2c3b4a5968778695a4b3c2d1e0f00f1e2d3c4b5a69788796a5b4c3d2e1f1";
const NEW: &str = "03c59a8d53261a350a3a5d611754407d2153531b5f025829611059095563252f";

fn with_keys(db: &TestDatabase, keys: &str) -> Backend {
    let mut config = config(db);
    config.master_keys = MasterKeys::parse(keys).unwrap();
    Backend::new(config, Clock::System).unwrap()
}

/// Puts `count` letters into the outbox.
async fn letters(db: &TestDatabase, backend: &Backend, count: usize) {
    let mut hand = db.superuser().await;
    for n in 0..count {
        let letter = Letter::ConfirmEmail { link: format!("http://localhost:3000/confirm/{n}") };
        let sealed =
            backend.seal_letter(&Envelope { to: format!("maya{n}@example.test"), name: None, letter }).unwrap();
        sqlx::query("insert into ops.job (kind, sealed) values ('send_letter', $1)")
            .bind(sealed)
            .execute(&mut hand)
            .await
            .unwrap();
    }
}

/// Runs what is due; how many letters were opened and sent.
async fn delivered(db: &TestDatabase, backend: &Backend) -> i64 {
    while backend.run_next_job().await.unwrap() {}
    let done = "select count(*) from ops.job where status = 'done'";
    sqlx::query_scalar(done).fetch_one(&mut db.superuser().await).await.unwrap()
}

fn migrator(db: &TestDatabase) -> secrecy::SecretString {
    db.url(Some("ns_migrator"))
}

#[tokio::test]
async fn a_letter_opens_in_its_own_job_only() {
    let db = TestDatabase::new().await;
    let backend = with_keys(&db, OLD);
    letters(&db, &backend, 2).await;
    // Whoever can write to the table swaps the two letters.
    sqlx::query("update ops.job a set sealed = b.sealed from ops.job b where a.job_id <> b.job_id")
        .execute(&mut db.superuser().await)
        .await
        .unwrap();
    assert_eq!(delivered(&db, &backend).await, 0);
    let why: Vec<String> =
        sqlx::query_scalar("select last_error from ops.job").fetch_all(&mut db.superuser().await).await.unwrap();
    assert_eq!(why, ["the letter does not open"; 2]);
}

#[tokio::test]
async fn rotation_moves_everything_and_the_old_key_can_go() {
    let db = TestDatabase::new().await;
    letters(&db, &with_keys(&db, OLD), 450).await;
    let both = MasterKeys::parse(&format!("2:{NEW},1:{OLD}")).unwrap();
    let mut heard = Vec::new();
    let report = rotate::rotate(&migrator(&db), &both, |_, moved| heard.push(moved)).await.unwrap();
    let jobs = report.iter().find(|moved| moved.table == "ops.job").unwrap();
    assert_eq!((jobs.moved, jobs.stuck.len(), &jobs.stored), (450, 0, &vec![(Some(2), 450)]));
    assert_eq!(heard[..3], [200, 400, 450], "in small batches");
    // A second run finds nothing to do.
    let again = rotate::rotate(&migrator(&db), &both, |_, _| {}).await.unwrap();
    assert!(again.iter().all(|moved| moved.moved == 0 && moved.stuck.is_empty()));
    assert_eq!(
        delivered(&db, &with_keys(&db, &format!("2:{NEW}"))).await,
        450,
        "every letter opens without the old key"
    );
}

#[tokio::test]
async fn rotation_survives_interruption_and_letters_written_meanwhile() {
    let db = TestDatabase::new().await;
    let old = with_keys(&db, OLD);
    letters(&db, &old, 450).await;
    let both = MasterKeys::parse(&format!("2:{NEW},1:{OLD}")).unwrap();
    // Ended hard after its first batch.
    let (url, keys) = (migrator(&db), both.clone());
    let stopped = tokio::spawn(async move { rotate::rotate(&url, &keys, |_, _| panic!("the power went")).await });
    assert!(stopped.await.is_err());
    let counted = "select count(*) filter (where get_byte(sealed, 2) = 2), count(*) from ops.job";
    let (moved, all): (i64, i64) = sqlx::query_as(counted).fetch_one(&mut db.superuser().await).await.unwrap();
    assert_eq!((moved, all), (200, 450), "what was moved stays moved");
    // A server that was not told of the new key yet writes another letter.
    letters(&db, &old, 1).await;
    let report = rotate::rotate(&migrator(&db), &both, |_, _| {}).await.unwrap();
    assert_eq!((report[0].moved, &report[0].stored), (251, &vec![(Some(2), 451)]));
    assert_eq!(delivered(&db, &with_keys(&db, &format!("2:{NEW}"))).await, 451);
}

#[tokio::test]
async fn what_does_not_open_is_named_and_left() {
    let db = TestDatabase::new().await;
    letters(&db, &with_keys(&db, OLD), 3).await;
    let mut hand = db.superuser().await;
    let (broken,): (uuid::Uuid,) = sqlx::query_as(
        "update ops.job set sealed = overlay(sealed placing '\\x00'::bytea from 20)
          where job_id = (select job_id from ops.job order by job_id limit 1) returning job_id",
    )
    .fetch_one(&mut hand)
    .await
    .unwrap();
    let both = MasterKeys::parse(&format!("2:{NEW},1:{OLD}")).unwrap();
    let report = rotate::rotate(&migrator(&db), &both, |_, _| {}).await.unwrap();
    assert_eq!((report[0].moved, report[0].stuck.len(), report[0].stuck[0].0), (2, 1, broken));
    assert_eq!(report[0].stored, [(Some(1), 1), (Some(2), 2)]);
    // Without the old key at all, nothing is moved and nothing is lost.
    let alone = MasterKeys::parse(&format!("3:{OLD}")).unwrap();
    let report = rotate::rotate(&migrator(&db), &alone, |_, _| {}).await.unwrap();
    assert_eq!((report[0].moved, report[0].stuck.len()), (0, 3));
}

#[tokio::test]
async fn every_encrypted_column_is_registered() {
    let db = TestDatabase::new().await;
    assert_eq!(rotate::unregistered(&migrator(&db)).await.unwrap(), Vec::<String>::new());
    sqlx::query("create table auth.thing (thing_id uuid primary key, secret_sealed bytea)")
        .execute(&mut db.superuser().await)
        .await
        .unwrap();
    assert_eq!(
        rotate::unregistered(&migrator(&db)).await.unwrap(),
        ["auth.thing.secret_sealed is not in secret::field::COLUMNS"]
    );
}

#[tokio::test]
async fn no_request_can_reach_what_rotation_uses() {
    // P7: the functions are the migrator's alone.
    let db = TestDatabase::new().await;
    for role in ["ns_public", "ns_signin", "ns_client", "ns_practice", "ns_clinic", "ns_webhook", "ns_worker", "ns_ai"]
    {
        for call in [
            "ops.count_sealed('ops.job', 'sealed')",
            "ops.sealed_otherwise('ops.job', 'sealed', '', '00000000-0000-0000-0000-000000000000', 1)",
        ] {
            let sql = sqlx::AssertSqlSafe(format!("select * from {call}"));
            let error = sqlx::query(sql).fetch_all(&mut db.as_role(role).await).await.unwrap_err();
            let code = error.as_database_error().unwrap().code().unwrap().into_owned();
            assert_eq!(code, "42501", "{role} may call {call}");
        }
    }
    let error = sqlx::query("select * from ops.count_sealed('auth.person', 'email')")
        .fetch_all(&mut db.as_role("ns_migrator").await)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("no sealed column"), "{error}");
}
