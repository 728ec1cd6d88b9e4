//! The doctor sees what is wrong; production does not start with it.
// N3 T15 S1

#![expect(clippy::unwrap_used, reason = "a failure in arranging fails the test")]

use backend::Backend;
use backend::clock::Clock;
use backend::config::Mode;
use backend::doctor::{Level, inspect_catalogue};
use sqlx::Executor;
use testkit::{TestDatabase, World, config};

async fn wrongs(db: &TestDatabase, change: impl FnOnce(&mut backend::config::Config)) -> Vec<String> {
    let mut config = config(db);
    change(&mut config);
    let findings = Backend::new(config, Clock::System).unwrap().inspect().await;
    findings.into_iter().filter(|finding| finding.level == Level::Wrong).map(|finding| finding.what).collect()
}

/// The test cluster runs without fsync, which the doctor rightly calls wrong; everything else must be good.
fn but_for_fsync(wrongs: Vec<String>) -> Vec<String> {
    wrongs.into_iter().filter(|what| !what.starts_with("fsync")).collect()
}

#[tokio::test]
async fn a_sound_development_installation_has_nothing_wrong() {
    let db = TestDatabase::new().await;
    assert_eq!(but_for_fsync(wrongs(&db, |_| {}).await), Vec::<String>::new());
    assert!(inspect_catalogue(&db.url(Some("ns_migrator"))).await.iter().all(|finding| finding.level == Level::Good));
}

#[tokio::test]
async fn production_refuses_plain_http_missing_mail_and_demo_data() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel").await;
    let found = wrongs(&world.db, |config| config.mode = Mode::Production).await;
    assert!(found.iter().any(|what| what.contains("https")), "{found:?}");
    assert!(found.iter().any(|what| what.contains("NS_SMTP_URL")), "{found:?}");
    assert!(!found.iter().any(|what| what.contains("demo")), "{found:?}");
    sqlx::query("update app.organisation set is_demo = true where organisation_id = $1")
        .bind(clinic.0)
        .execute(&mut world.hand)
        .await
        .unwrap();
    let found = wrongs(&world.db, |config| config.mode = Mode::Production).await;
    assert!(found.iter().any(|what| what.contains("demo data")), "{found:?}");
}

#[tokio::test]
async fn a_login_that_passes_row_security_is_wrong() {
    let db = TestDatabase::new().await;
    for (role, url) in
        [("client", db.url(None)), ("practice", db.url(Some("ns_backup"))), ("worker", db.url(Some("ns_client")))]
    {
        let found = wrongs(&db, |config| config.database.per_role.push((role.into(), url))).await;
        assert!(found.iter().any(|what| what.contains(&format!("the {role} login"))), "{role}: {found:?}");
    }
}

#[tokio::test]
async fn a_loosened_table_is_named() {
    let db = TestDatabase::new().await;
    db.superuser().await.execute("alter table app.observation no force row level security").await.unwrap();
    let findings = inspect_catalogue(&db.url(Some("ns_migrator"))).await;
    assert!(
        findings.iter().any(|finding| finding.level == Level::Wrong && finding.what.contains("app.observation")),
        "{findings:?}"
    );
}
