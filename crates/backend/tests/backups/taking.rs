// M9 P16

use backend::backup::{Keep, list, take, verify};
use backend::clock::Clock;
use backend::secret::MasterKeys;

use crate::support::{CANARY, bytes_below, clinic, holds};

#[tokio::test]
async fn a_backup_holds_every_table_and_file_and_no_plain_text() {
    let clinic = clinic().await;
    let taken = clinic.backup().await;
    assert_eq!(clinic.lying().len(), 1, "{:?}", clinic.lying());
    let manifest = verify(&taken.path, &clinic.config.masters, None).unwrap();
    assert_eq!(manifest, taken.manifest);
    assert_eq!(manifest.tables["app.membership"].rows, 2);
    assert!(manifest.tables["ref.food"].rows > 1000);
    let mut hand = clinic.world.db.superuser().await;
    let entries: i64 = sqlx::query_scalar("select count(*) from app.activity").fetch_one(&mut hand).await.unwrap();
    assert_eq!(manifest.heads.iter().map(|head| head.seq).collect::<Vec<_>>(), [entries]);
    assert!(entries >= 2);
    let names: Vec<_> = manifest.parts.iter().map(|part| (part.name.as_str(), part.bytes)).collect();
    assert_eq!(names[1..], [("files/a/b/picture", 200_000), ("files/empty", 0)]);
    // Every table of the database is in the manifest, and `verify` found each of them in the dump.
    let tables: i64 = sqlx::query_scalar(
        "select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname in ('app', 'auth', 'ops', 'ref')",
    )
    .fetch_one(&mut clinic.world.db.superuser().await)
    .await
    .unwrap();
    assert_eq!(manifest.tables.len() + 1, usize::try_from(tables).unwrap(), "all but the clients' keys");
    assert!(!manifest.tables.contains_key("app.client_key"));
    // The dump itself is compressed: the manifest's names are what plain text would show first.
    let stored = bytes_below(&clinic.config.dir);
    for plain in [CANARY, "app.membership", "PGDMP", "files/empty"] {
        assert!(!holds(&stored, plain), "{plain} lies open");
    }
    use std::os::unix::fs::PermissionsExt;
    assert_eq!(std::fs::metadata(&taken.path).unwrap().permissions().mode() & 0o777, 0o600);
}

/// What another login than `ns_backup` sees is not everything: it must not be called a backup.
#[tokio::test]
async fn a_login_that_sees_a_part_makes_no_backup() {
    let clinic = clinic().await;
    for login in ["ns_clinic", "ns_worker", "ns_migrator"] {
        let mut config = clinic.config.clone();
        config.database = clinic.world.db.url(Some(login));
        let refusal = take(&config).await.unwrap_err().to_string();
        assert!(refusal.contains("cannot read everything"), "{login}: {refusal}");
    }
    assert_eq!(clinic.lying(), Vec::<String>::new());
}

/// The backup's login changes nothing, whatever runs as it.
#[tokio::test]
async fn the_backup_login_cannot_write() {
    let clinic = clinic().await;
    let mut backup = clinic.world.db.as_role("ns_backup").await;
    for sql in [
        "set default_transaction_read_only = off; update app.membership set display_name = 'x'",
        "set default_transaction_read_only = off; delete from app.activity",
        "create temp table t (n int)",
        "set role ns_owner",
    ] {
        assert!(sqlx::raw_sql(sql).execute(&mut backup).await.is_err(), "{sql}");
        sqlx::raw_sql("reset default_transaction_read_only").execute(&mut backup).await.ok();
    }
}

#[tokio::test]
async fn old_ones_go_when_a_newer_one_stands() {
    let mut clinic = clinic().await;
    clinic.config.keep = Keep { daily: 2, weekly: 1 };
    // Within two days of the newest none is removed; the one before that is neither of the last days nor newest of its week.
    for day in ["2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"] {
        clinic.config.clock = Clock::Fixed(format!("{day}T03:00:00Z").parse().unwrap());
        clinic.backup().await;
    }
    let days = |clinic: &crate::support::Clinic| {
        let kept = list(&clinic.config.dir).unwrap();
        kept.iter().map(|kept| kept.made_at.date_naive().format("%d").to_string()).collect::<Vec<_>>()
    };
    assert_eq!(days(&clinic), ["05", "04", "03"]);
    // The same moment again: the one that is there stays.
    assert!(take(&clinic.config).await.is_err());
    // One that fails removes nothing.
    clinic.config.clock = Clock::Fixed("2026-11-06T03:00:00Z".parse().unwrap());
    clinic.config.folders.push(("evidence".into(), clinic.dir.join("not there")));
    let refusal = take(&clinic.config).await.unwrap_err().to_string();
    assert!(refusal.contains("a folder to back up"), "{refusal}");
    assert_eq!(days(&clinic), ["05", "04", "03"]);
    assert_eq!(clinic.lying().len(), 3, "{:?}", clinic.lying());
}

#[tokio::test]
async fn two_at_once_are_one() {
    let clinic = clinic().await;
    let (a, b) = tokio::join!(take(&clinic.config), take(&clinic.config));
    let refused: Vec<_> = [a, b].into_iter().filter_map(Result::err).map(|why| why.to_string()).collect();
    assert_eq!(refused, ["another backup is being made"]);
    assert_eq!(clinic.lying().len(), 1);
}

/// Rows that come while the dump runs are in neither the dump nor the counts: both are one snapshot.
#[tokio::test]
async fn a_backup_under_way_is_one_moment() {
    let mut clinic = clinic().await;
    let house = clinic.world.organisation("Other").await;
    let (config, mut hand) = (clinic.config.clone(), clinic.world.db.superuser().await);
    let busy = tokio::spawn(async move {
        for n in 0..400 {
            sqlx::query("select app.append_activity($1, null, null, 'meal.logged', null, null, null, null, $2)")
                .bind(house.0)
                .bind(n.to_string())
                .execute(&mut hand)
                .await
                .unwrap();
        }
    });
    let taken = take(&config).await.unwrap();
    busy.await.unwrap();
    let empty = crate::support::Empty::new(&clinic.world).await;
    let restored = backend::backup::restore(&taken.path, &config.masters, &empty.url, &[], None).await.unwrap();
    assert_eq!(restored.differences, Vec::<String>::new());
    empty.remove(&clinic.world).await;
}

/// A backup made under an older master key opens while that key is configured, and says so when it is not.
#[tokio::test]
async fn an_older_key_opens_its_backups() {
    let clinic = clinic().await;
    let taken = clinic.backup().await;
    let new = "03c59a8d53261a350a3a5d611754407d2153531b5f025829611059095563252f";
    let other = MasterKeys::parse(&format!("2:{new}")).unwrap();
    let refusal = verify(&taken.path, &other, None).unwrap_err().to_string();
    assert!(refusal.contains("master key 1, which is not configured"), "{refusal}");
}
