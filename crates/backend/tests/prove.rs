//! `prove-isolation` finds nothing wrong with a sound database that is in use, and names what is. P15 M7

#![expect(clippy::unwrap_used, reason = "a failure in arranging fails the test")]

use backend::prove::Check;
use sqlx::{AssertSqlSafe, Executor};
use testkit::World;

async fn world() -> World {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    world.client(clinic, "Maya").await;
    world.practitioner(clinic, "Ruth").await;
    world
}

async fn broken(world: &World) -> Vec<Check> {
    let checks = world.backend.prove_isolation(&world.db.url(Some("ns_migrator"))).await.unwrap();
    assert!(checks.len() > 50, "{} promises", checks.len());
    checks.into_iter().filter(|check| !check.holds()).collect()
}

#[tokio::test]
async fn a_sound_database_keeps_every_promise() {
    let mut world = world().await;
    let before = contents(&mut world).await;
    assert!(before.len() > 50, "{before:?}");
    assert_eq!(broken(&world).await, []);
    assert_eq!(before, contents(&mut world).await, "something was written");
}

/// Every table with the number of its rows and a sum over what they say. The server's own counters come too late for this.
async fn contents(world: &mut World) -> Vec<(String, i64, i64)> {
    let each: Vec<String> = sqlx::query_scalar(
        "select format('select %L::text, count(*), coalesce(sum(hashtext(t::text)), 0)::bigint from %I.%I t', tablename, schemaname, tablename)
           from pg_tables where schemaname in ('app', 'auth', 'ops', 'ref') order by 1",
    )
    .fetch_all(&mut world.hand)
    .await
    .unwrap();
    sqlx::query_as(AssertSqlSafe(each.join(" union all "))).fetch_all(&mut world.hand).await.unwrap()
}

#[tokio::test]
async fn each_kind_of_hole_is_named() {
    for (hole, of, at) in [
        ("alter table app.membership disable row level security", "ns_client", "app.membership"),
        (
            "create policy loose on app.organisation for select to ns_client using (organisation_id is not null);
             drop policy tenant_floor on app.organisation",
            "ns_client",
            "app.organisation",
        ),
        ("grant truncate on app.activity to ns_worker", "ns_worker", "app.activity TRUNCATE"),
        ("grant create on schema app to ns_practice", "ns_practice", "creates in schema app"),
        ("alter table app.service no force row level security", "catalogue", "app.service"),
        (
            "grant select on auth.person to ns_public; alter table auth.person disable row level security",
            "ns_public",
            "auth.person",
        ),
    ] {
        let world = world().await;
        world.db.superuser().await.execute(AssertSqlSafe(hole)).await.unwrap();
        let broken = broken(&world).await;
        let named = broken.iter().any(|check| check.of == of && check.wrong.iter().any(|wrong| wrong.contains(at)));
        assert!(named, "`{hole}` went unnoticed: {broken:#?}");
    }
}

// A live session sees its own organisation and no other's; one that is over proves nothing, and a hole is named.
#[tokio::test]
async fn a_live_session_is_looked_through() {
    let mut world = world().await;
    let clinic = world.organisation("Kestrel").await;
    let other = world.organisation("Harbour").await;
    let (noor, maya) = (world.admin(clinic, "Noor").await, world.client(clinic, "Maya").await);
    world.client(other, "Edna").await;
    for token in [&noor.token, &maya.token] {
        assert_eq!(world.backend.prove_session(token).await.wrong, Vec::<String>::new());
    }
    let nobody = world.backend.prove_session(&backend::identity::SessionToken::random()).await;
    assert_eq!(nobody.wrong, ["the session is not live"]);
    world.by_hand("alter table app.membership disable row level security".into()).await;
    assert!(world.backend.prove_session(&noor.token).await.wrong.contains(&"app.membership".to_owned()));
}
