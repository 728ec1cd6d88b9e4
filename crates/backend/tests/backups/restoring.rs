// M9 P16 T15

use backend::backup::{drill, restore};
use backend::db::catalogue;
use backend::identity::SessionToken;
use sqlx::{AssertSqlSafe, Executor};

use crate::support::{CANARY, Empty, clinic};

#[tokio::test]
async fn everything_comes_back_and_nobody_is_signed_in() {
    let clinic = clinic().await;
    let taken = clinic.backup().await;
    let empty = Empty::new(&clinic.world).await;
    let folders = vec![("files".to_owned(), clinic.dir.join("back"))];
    let restored = restore(&taken.path, &clinic.config.masters, &empty.url, &folders, None).await.unwrap();
    assert_eq!(restored.differences, Vec::<String>::new());
    assert_eq!(restored.files, 2);
    assert_eq!(std::fs::read(clinic.dir.join("back/a/b/picture")).unwrap(), vec![7; 200_000]);
    let mut hand = empty.hand().await;
    let names: Vec<String> =
        sqlx::query_scalar("select display_name from app.membership order by 1").fetch_all(&mut hand).await.unwrap();
    assert_eq!(names, ["Ruth", CANARY]);
    // The people of the test had live sessions when it was made.
    let live = "select count(*) from auth.session where ended_at is null";
    let before: i64 = sqlx::query_scalar(live).fetch_one(&mut clinic.world.db.superuser().await).await.unwrap();
    let after: i64 = sqlx::query_scalar(live).fetch_one(&mut hand).await.unwrap();
    assert_eq!((before, after), (2, 0));
    let breaches = catalogue::breaches(&empty.url).await.unwrap();
    assert!(breaches.is_empty(), "{breaches:#?}");
    // Once more into the same one: it is no longer empty.
    let refusal = restore(&taken.path, &clinic.config.masters, &empty.url, &[], None).await.unwrap_err().to_string();
    assert!(refusal.contains("not empty"), "{refusal}");
    empty.remove(&clinic.world).await;
}

#[tokio::test]
async fn a_drill_asks_and_leaves_nothing_behind() {
    let clinic = clinic().await;
    let refusal = drill(&clinic.config, &clinic.world.db.url(None)).await.unwrap_err().to_string();
    assert!(refusal.contains("no backup"), "{refusal}");
    // A letter whose seal is right, so that "opens" is asked of something.
    let letter = backend::mail::Letter::ConfirmEmail { link: "http://localhost:3000/confirm/1".into() };
    let envelope = backend::mail::Envelope { to: "maya@example.test".into(), name: None, letter };
    let sealed = clinic.world.backend.seal_letter(&envelope).unwrap();
    let insert = "insert into ops.job (kind, sealed) values ('send_letter', $1)";
    sqlx::query(insert).bind(sealed).execute(&mut clinic.world.db.superuser().await).await.unwrap();
    let taken = clinic.backup().await;
    let sound = drill(&clinic.config, &clinic.world.db.url(None)).await.unwrap();
    assert!(sound.passed(), "{:#?}", sound.checks);
    assert_eq!(sound.backup_made_at, taken.manifest.made_at);
    let scratch = "select count(*) from pg_database where datname like 'nutriscope\\_restore\\_drill\\_%' and not exists (select from pg_locks l where l.locktype = 'advisory' and l.classid = 7030267)";
    let left: i64 = sqlx::query_scalar(scratch).fetch_one(&mut clinic.world.db.superuser().await).await.unwrap();
    assert_eq!(left, 0);
}

/// What is wrong in the database is wrong in the backup, and the drill says what. Each line breaks one thing.
#[tokio::test]
async fn a_drill_names_what_is_unsound() {
    for (what, sql) in [
        ("the rules of the catalogue hold", "alter table app.service no force row level security"),
        (
            "what was sealed opens",
            "insert into ops.job (kind, sealed) values ('send_letter', '\\x020001aabbccddeeff00112233445566778899aabbccddeeff')",
        ),
    ] {
        let clinic = clinic().await;
        clinic.world.db.superuser().await.execute(AssertSqlSafe(sql)).await.unwrap();
        clinic.backup().await;
        let unsound = drill(&clinic.config, &clinic.world.db.url(None)).await.unwrap();
        let wrong: Vec<_> =
            unsound.checks.iter().filter(|check| !check.wrong.is_empty()).map(|check| check.what).collect();
        assert_eq!(wrong, [what], "{:#?}", unsound.checks);
    }
}

/// A session ended after the backup was made does not live again.
#[tokio::test]
async fn a_stolen_session_does_not_come_back() {
    let mut clinic = clinic().await;
    let house = clinic.world.organisation("Second").await;
    let thief = clinic.world.admin(house, "Thief").await;
    let taken = clinic.backup().await;
    let empty = Empty::new(&clinic.world).await;
    restore(&taken.path, &clinic.config.masters, &empty.url, &[], None).await.unwrap();
    let mut config = testkit::config(&clinic.world.db);
    config.database.url = empty.url.clone();
    let backend = backend::Backend::new(config, backend::clock::Clock::System).unwrap();
    let token: &SessionToken = &thief.token;
    assert!(backend.read::<backend::db::Clinic>(token).await.is_err(), "a session of before the restore opens");
    assert!(clinic.world.backend.read::<backend::db::Clinic>(token).await.is_ok(), "it never opened");
    backend.close().await;
    empty.remove(&clinic.world).await;
}
