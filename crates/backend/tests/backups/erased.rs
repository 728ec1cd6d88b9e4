//! Whoever's key was destroyed is not in older backups either. M9

use backend::backup::{drill, restore};
use backend::clock::Clock;
use sqlx::Executor;
use testkit::Journal as _;

use crate::support::{CANARY, Empty, bytes_below, clinic, holds};

/// How many keys open something in the database a backup was restored into.
async fn living(empty: &Empty) -> i64 {
    let sql = "select count(*) from app.client_key where wrapped is not null";
    sqlx::query_scalar(sql).fetch_one(&mut empty.hand().await).await.unwrap()
}

#[tokio::test]
async fn a_destroyed_key_is_gone_from_older_backups_with_the_next_one() {
    let mut clinic = clinic().await;
    clinic.config.clock = Clock::Fixed("2026-11-20T03:00:00Z".parse().unwrap());
    let client = "select organisation_id, membership_id from app.membership where role = 'client'";
    let insert = format!(
        "insert into app.client_key (organisation_id, client_id, version, wrapped, fingerprint) select organisation_id, membership_id, 1, decode(repeat('ab', 60), 'hex'), sha256('one') from ({client}) c"
    );
    let mut hand = clinic.world.db.superuser().await;
    hand.execute(sqlx::AssertSqlSafe(insert)).await.unwrap();
    let old = clinic.backup().await;
    // The key is in the file beside it, and in neither file in the clear.
    let stored = bytes_below(&clinic.config.dir);
    assert!(!holds(&stored, &"ab".repeat(20)) && !holds(&stored, CANARY));
    let empty = Empty::new(&clinic.world).await;
    restore(&old.path, &clinic.config.masters, &empty.url, &[], None).await.unwrap();
    assert_eq!(living(&empty).await, 1);
    empty.remove(&clinic.world).await;

    // Replaced by a newer one: the older backup still needs it, and still opens.
    hand.execute("update app.client_key set wrapped = null, ended_why = 'rotated', destroyed_at = now()")
        .await
        .unwrap();
    clinic.config.clock = Clock::Fixed("2026-11-21T03:00:00Z".parse().unwrap());
    clinic.backup().await;
    let empty = Empty::new(&clinic.world).await;
    restore(&old.path, &clinic.config.masters, &empty.url, &[], None).await.unwrap();
    assert_eq!(living(&empty).await, 1, "an older backup could no longer be read");
    empty.remove(&clinic.world).await;

    // Destroyed: with the next backup it is nowhere.
    hand.execute("update app.client_key set ended_why = 'destroyed'").await.unwrap();
    clinic.config.clock = Clock::Fixed("2026-11-22T03:00:00Z".parse().unwrap());
    clinic.backup().await;
    let empty = Empty::new(&clinic.world).await;
    restore(&old.path, &clinic.config.masters, &empty.url, &[], None).await.unwrap();
    assert_eq!(living(&empty).await, 0, "a destroyed key came back with an older backup");
    empty.remove(&clinic.world).await;
}

/// Without the keys a restore would look well and open nothing: it says so first.
#[tokio::test]
async fn a_backup_without_its_keys_is_refused() {
    let clinic = clinic().await;
    let taken = clinic.backup().await;
    std::fs::remove_file(clinic.config.dir.join("client-keys.sealed")).unwrap();
    let refusal = drill(&clinic.config, &clinic.world.db.url(None)).await.unwrap_err().to_string();
    assert!(refusal.contains("client-keys.sealed is missing"), "{refusal}");
    assert!(taken.path.is_file());
}

/// An entry as a client writes it today.
async fn write(clinic: &crate::support::Clinic, who: &testkit::Actor<backend::db::Client>, note: &str) {
    let input = contract::journal::SymptomInput {
        id: uuid::Uuid::now_v7().to_string(),
        code: "bloating".into(),
        present: "yes".into(),
        severity_ten: "4".into(),
        day: Clock::System.now().date_naive().to_string(),
        time: "00:30".into(),
        note: note.into(),
        ..Default::default()
    };
    clinic.world.backend.save_symptom(&who.token, "test", &input).await.unwrap();
}

/// M9 T14: a backup of the days of grace, restored once journal and key are gone: neither comes back, and what nobody can
/// read goes with them. The newest backup holds what was written since.
#[tokio::test]
async fn an_erased_journal_is_gone_from_older_backups() {
    let mut clinic = clinic().await;
    let house = clinic.world.organisation("Second").await;
    let maya = clinic.world.client(house, "Maya").await;
    write(&clinic, &maya, "to be forgotten").await;
    let request = uuid::Uuid::now_v7();
    let what = contract::privacy::Erasable::Journal;
    clinic.world.backend.ask_erasure(maya.write(&clinic.world.backend).await, request, what).await.unwrap();
    write(&clinic, &maya, "since then").await;
    clinic.config.clock = Clock::Fixed("2026-11-20T03:00:00Z".parse().unwrap());
    let old = clinic.backup().await;
    clinic.world.by_hand(format!(
        "set session_replication_role = replica; update app.erasure_request set due_at = now() - interval '1 second' where request_id = '{request}';
         update ops.job set run_at = now() where payload->>'request_id' = '{request}'; set session_replication_role = origin"
    )).await;
    while clinic.world.backend.run_next_job().await.unwrap() {}
    assert_eq!(clinic.world.journal_of(&maya).await.len(), 1);
    clinic.config.clock = Clock::Fixed("2026-11-21T03:00:00Z".parse().unwrap());
    let new = clinic.backup().await;

    for (file, left) in [(&new.path, 1), (&old.path, 0)] {
        let empty = Empty::new(&clinic.world).await;
        restore(file, &clinic.config.masters, &empty.url, &[], None).await.unwrap();
        let mut config = testkit::config(&clinic.world.db);
        config.database.url = empty.url.clone();
        let backend = backend::Backend::new(config, Clock::System).unwrap();
        let missing = backend.unapplied_erasures().await.unwrap().len();
        assert_eq!(backend.reapply_erasures(&empty.url).await.unwrap(), missing);
        assert_eq!(missing, 1 - left, "only the older one has to be told");
        let (rows, opens): (i64, i64) = sqlx::query_as(
            "select count(*), count(*) filter (where exists (select from app.client_key k where k.client_id = o.client_id and k.wrapped is not null
                      and k.version = get_byte(o.sealed, 2))) from app.observation o",
        )
        .fetch_one(&mut empty.hand().await)
        .await
        .unwrap();
        assert_eq!(
            (rows, opens),
            (left as i64, left as i64),
            "something lies there that nobody opens, or too much is gone"
        );
        backend.close().await;
        empty.remove(&clinic.world).await;
    }
}

/// T14 P16: the drill restores a backup from before the erasures, erases again what the ledger says, and finds nobody.
/// Without the ledger it says that it did not ask; where rows stay it names the erasure.
#[tokio::test]
async fn a_drill_looks_for_whoever_was_erased() {
    let mut clinic = clinic().await;
    let house = clinic.world.organisation("Second").await;
    let (maya, tom) = (clinic.world.client(house, "Maya").await, clinic.world.client(house, "Tom").await);
    for who in [&maya, &tom] {
        write(&clinic, who, "to be forgotten").await;
    }
    clinic.backup().await;
    let superuser = clinic.world.db.url(None);
    assert_eq!(drill(&clinic.config, &superuser).await.unwrap().erasures, None, "nobody could ask");
    let evidence = testkit::config(&clinic.world.db).evidence.dir.unwrap();
    std::fs::create_dir_all(&evidence).unwrap();
    clinic.config.folders.push((backend::backup::EVIDENCE.to_owned(), evidence.clone()));
    let before = drill(&clinic.config, &superuser).await.unwrap();
    assert_eq!((before.passed(), before.erasures), (true, Some(0)), "{:#?}", before.checks);
    for (who, category) in [(&maya, "account"), (&tom, "journal")] {
        clinic.world.by_hand(format!(
            "insert into app.erasure_request (organisation_id, request_id, client_id, category) values ('{house}', gen_random_uuid(), '{}', '{category}');
             set session_replication_role = replica; update app.erasure_request set due_at = now() - interval '1 second';
             update ops.job set run_at = now() where kind = 'erase'; set session_replication_role = origin",
            who.member.0
        )).await;
    }
    while clinic.world.backend.run_next_job().await.unwrap() {}
    let ledger = std::fs::read(evidence.join("erasures.jsonl")).unwrap();
    let done = drill(&clinic.config, &superuser).await.unwrap();
    assert_eq!((done.passed(), done.erasures), (true, Some(2)), "{:#?}", done.checks);
    assert_eq!(std::fs::read(evidence.join("erasures.jsonl")).unwrap(), ledger, "practice is not written down as one");
    // What a program that forgets to erase would leave: the register no longer names the table.
    clinic
        .world
        .by_hand("set session_replication_role = replica; update ref.register_table set erases = false, whose = 'false' where table_name in ('app.observation', 'app.observation_version'); set session_replication_role = origin".into())
        .await;
    std::fs::remove_dir_all(&clinic.config.dir).unwrap();
    write_as_before(&mut clinic, &tom).await;
    clinic.backup().await;
    let bad = drill(&clinic.config, &superuser).await.unwrap();
    let wrong: Vec<_> = bad.checks.iter().flat_map(|check| check.wrong.clone()).collect();
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert!(wrong[0].contains("(journal) there are entries of the journal"), "{wrong:?}");
}

/// An entry from before the erasure that is there nevertheless.
async fn write_as_before(clinic: &mut crate::support::Clinic, who: &testkit::Actor<backend::db::Client>) {
    write(clinic, who, "that stayed").await;
    clinic
        .world
        .by_hand("set session_replication_role = replica; update app.observation set created_at = now() - interval '1 year'; set session_replication_role = origin".into())
        .await;
}
