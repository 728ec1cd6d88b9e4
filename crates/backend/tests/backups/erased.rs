//! Whoever's key was destroyed is not in older backups either. M9

use backend::backup::{drill, restore};
use backend::clock::Clock;
use sqlx::Executor;

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
