//! `prove-isolation` finds nothing wrong with a sound database that is in use, and names what is. P15 M7

#![expect(clippy::unwrap_used, reason = "a failure in arranging fails the test")]

use backend::prove::{Check, Extent};
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
    let proof = world.backend.prove_isolation(&world.db.url(Some("ns_migrator")), Extent::default()).await.unwrap();
    assert!(proof.checks.len() > 50, "{} promises", proof.checks.len());
    assert!(proof.pairs > 500, "{} pairs", proof.pairs);
    proof.checks.into_iter().filter(|check| !check.holds()).collect()
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

// What `prove-isolation` compares the database in use with is what bootstrap and migrations make.
// To write it anew: NS_WRITE_SNAPSHOTS=1 cargo test -p backend --test prove what_is_shipped
#[tokio::test]
async fn what_is_shipped_is_what_the_migrations_make() {
    let db = testkit::TestDatabase::new().await;
    let made = backend::prove::shipped::describe(&db.url(Some("ns_migrator"))).await.unwrap();
    assert!(made.lines().count() > 1500, "{} things", made.lines().count());
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap();
    let file = std::path::Path::new(&package).join("src/prove/shipped.txt");
    if std::env::var_os("NS_WRITE_SNAPSHOTS").is_some() {
        std::fs::write(&file, &made).unwrap();
    }
    let written = std::fs::read_to_string(&file).unwrap();
    let (made, written): (Vec<_>, Vec<_>) = (made.lines().collect(), written.lines().collect());
    let differs: Vec<_> = made.iter().filter(|line| !written.contains(line)).collect();
    assert!(made == written, "src/prove/shipped.txt is not what the migrations make: {differs:#?}");
}

// Nobody is somebody without the secret and the migrator's connection; what was made for a proof cannot be committed.
#[tokio::test]
async fn a_session_for_a_proof_is_nobody_elses_and_never_kept() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let ruth = world.practitioner(clinic, "Ruth").await;
    let secret = "0123456789abcdef0123456789abcdef0123456789abcdef";
    let be = |token: &str| {
        format!(
            "select ops.be_for_proof('{secret}', '{token}', '{clinic}', '{}', 'practice', 'live', null, false)",
            ruth.member
        )
    };
    let lock = "select pg_advisory_lock(('x' || substr(h, 1, 16))::bit(64)::bigint), pg_advisory_lock(('x' || substr(h, 17, 16))::bit(64)::bigint)
                  from encode(sha256('0123456789abcdef0123456789abcdef0123456789abcdef'), 'hex') h";
    let mut practice = world.db.as_role("ns_practice").await;
    assert!(practice.execute(AssertSqlSafe(be("a"))).await.is_err(), "without any lock");
    practice.execute(AssertSqlSafe(lock)).await.unwrap();
    assert!(practice.execute(AssertSqlSafe(be("a"))).await.is_err(), "with a lock of one's own");
    practice.execute("select pg_advisory_unlock_all()").await.unwrap();
    let mut migrator = world.db.as_role("ns_migrator").await;
    migrator.execute(AssertSqlSafe(lock)).await.unwrap();
    let other = be("a").replace("0123456789abcdef0123456789abcdef0", "1123456789abcdef0123456789abcdef0");
    assert!(practice.execute(AssertSqlSafe(other)).await.is_err(), "with another secret");
    // With both, for one transaction.
    practice.execute(AssertSqlSafe(format!("begin; {}; select authz.enter('a')", be("a")))).await.unwrap();
    let seen: i64 = sqlx::query_scalar("select count(*) from app.organisation").fetch_one(&mut practice).await.unwrap();
    assert_eq!(seen, 1);
    let error = practice.execute("commit").await.unwrap_err().to_string();
    assert!(error.contains("is not kept"), "{error}");
    assert!(practice.execute(AssertSqlSafe(be("b"))).await.is_err(), "a statement alone is a transaction too");
    let kept: i64 = sqlx::query_scalar("select count(*) from auth.session where created_at = '-infinity'")
        .fetch_one(&mut world.hand)
        .await
        .unwrap();
    assert_eq!(kept, 0);
    // With the connection goes the right, at once.
    drop(migrator);
    for _ in 0..50 {
        let mut tried = world.db.as_role("ns_practice").await;
        if tried.execute(AssertSqlSafe(format!("begin; {}", be("c")))).await.is_err() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the migrator is gone and its proof goes on");
}
