//! A restored backup forgets again what was erased since. T14

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use testkit::World;

use crate::support::{ask, count, entries, found, plant, status, work};

#[tokio::test]
async fn a_restored_backup_forgets_again() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let (maya, tom) = (world.client(clinic, "Maya").await, world.client(clinic, "Tom").await);
    plant(&mut world, &maya).await;
    entries(&mut world, clinic.0, tom.member, 2).await;
    let backup = format!("{}_backup", world.db.name);
    let copy = |from: &str, to: &str| format!("create database {to} template {from} strategy file_copy");
    world.backend.close().await;
    let elsewhere = std::env::var("NS_TEST_BOOTSTRAP_URL").unwrap();
    let mut at = PgConnection::connect(&elsewhere).await.unwrap();
    let name = world.db.name.clone();
    let end = format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
    sqlx::raw_sql(AssertSqlSafe(end.clone())).execute(&mut at).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(copy(&name, &backup))).execute(&mut at).await.unwrap();

    // Life goes on: Maya is erased, and the ledger outside knows.
    world.backend = world.db.backend(backend::clock::Clock::System);
    world.hand = world.db.superuser().await;
    let request = ask(&mut world, &maya, "account").await;
    work(&world).await;
    assert_eq!(status(&mut world, request).await, "done");
    assert!(world.backend.unapplied_erasures().await.unwrap().is_empty(), "what was just done counts as undone");

    // The backup comes back in its place.
    world.backend.close().await;
    world.hand = PgConnection::connect(&elsewhere).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(end)).execute(&mut at).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(format!("drop database {name} with (force)"))).execute(&mut at).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(format!("alter database {backup} rename to {name}"))).execute(&mut at).await.unwrap();
    for role in ["ns_migrator", "ns_worker", "ns_client"] {
        sqlx::raw_sql(AssertSqlSafe(format!("grant connect on database {name} to {role}")))
            .execute(&mut at)
            .await
            .unwrap();
    }
    world.backend = world.db.backend(backend::clock::Clock::System);
    world.hand = world.db.superuser().await;
    assert!(!found(&mut world, "canary-auth.person").await.is_empty(), "the backup holds what was erased since");
    // A hold of the backup's time, released later: it does not stop what was done after it.
    world
        .by_hand(format!(
            "insert into app.legal_hold (organisation_id, hold_id, client_id, reason, told, placed_by)
             values ('{}', gen_random_uuid(), '{}', 'Over by the day of the erasure', false, '{}')",
            clinic.0, maya.member.0, tom.member.0
        ))
        .await;
    let waiting = world.backend.unapplied_erasures().await.unwrap();
    assert_eq!(waiting.iter().map(|entry| entry.request).collect::<Vec<_>>(), [request]);
    let migrator = world.db.url(Some("ns_migrator"));
    assert_eq!(world.backend.reapply_erasures(&migrator).await.unwrap(), 1);
    assert_eq!(world.backend.reapply_erasures(&migrator).await.unwrap(), 0, "a second time there is nothing to do");
    assert!(world.backend.unapplied_erasures().await.unwrap().is_empty());
    assert_eq!(found(&mut world, "canary-auth").await, Vec::<String>::new());
    assert_eq!(count(&mut world, &format!("app.observation where client_id = '{}'", maya.member.0)).await, 0);
    assert_eq!(count(&mut world, &format!("app.observation where client_id = '{}'", tom.member.0)).await, 2);
}
