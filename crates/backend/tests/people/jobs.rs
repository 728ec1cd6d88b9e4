//! Background jobs: done once when all is well, again when not, never lost. S5

use std::time::Duration;

use sqlx::Row;
use testkit::World;

use crate::support::{HERE, letters, sign_up};

async fn job(world: &mut World) -> (String, i32, Option<String>, bool, f64) {
    let row = sqlx::query(
        "select status, attempts, last_error, sealed is not null, extract(epoch from run_at - now())::float8 from ops.job",
    )
    .fetch_one(&mut world.hand)
    .await
    .unwrap();
    (row.get(0), row.get(1), row.get(2), row.get(3), row.get(4))
}

// Failing jobs come back with growing delays, ten times, and stay for a person to look at.
#[tokio::test]
async fn a_failing_job_backs_off_and_stops() {
    let mut world = World::new().await;
    sqlx::query("insert into ops.job (kind, sealed) values ('send_letter', 'not sealed by us')")
        .execute(&mut world.hand)
        .await
        .unwrap();
    let mut before = 0.0;
    for attempt in 1..=10 {
        assert!(world.backend.run_next_job().await.unwrap(), "attempt {attempt} was not due");
        let (status, attempts, error, _, delay) = job(&mut world).await;
        assert_eq!(attempts, attempt);
        assert_eq!(error.as_deref(), Some("the letter does not open"));
        assert_eq!(status, if attempt == 10 { "failed" } else { "queued" });
        assert!(delay > before || delay > 595.0, "attempt {attempt} waits {delay} s after {before} s");
        before = delay;
        assert!(!world.backend.run_next_job().await.unwrap(), "it did not wait");
        sqlx::query("update ops.job set run_at = now()").execute(&mut world.hand).await.unwrap();
    }
    assert!(!world.backend.run_next_job().await.unwrap(), "an eleventh attempt");
}

// A process dies with the job in hand: the lease runs out and another takes it; the dead one's late answer counts not.
#[tokio::test]
async fn a_crash_loses_no_job_and_a_late_answer_changes_nothing() {
    let mut world = World::new().await;
    world.backend.sign_up(&sign_up("ruth@kestrel.test"), HERE).await.unwrap();
    let mut worker = world.db.as_role("ns_worker").await;
    let id: uuid::Uuid =
        sqlx::query_scalar("select job_id from ops.claim_job(sha256('dead'))").fetch_one(&mut worker).await.unwrap();
    assert!(!world.backend.run_next_job().await.unwrap(), "a leased job was taken");
    sqlx::query("update ops.job set locked_until = now() - interval '1 second'")
        .execute(&mut world.hand)
        .await
        .unwrap();
    let taken: i32 = sqlx::query_scalar("select attempts from ops.claim_job(sha256('second'))")
        .fetch_one(&mut worker)
        .await
        .unwrap();
    assert_eq!(taken, 2);
    let late: bool = sqlx::query_scalar("select ops.finish_job($1, 1, sha256('dead'), null)")
        .bind(id)
        .fetch_one(&mut worker)
        .await
        .unwrap();
    assert!(!late, "the first attempt finished the second's job");
    assert_eq!(job(&mut world).await.0, "running");
    sqlx::query("update ops.job set locked_until = now() - interval '1 second'")
        .execute(&mut world.hand)
        .await
        .unwrap();
    assert_eq!(letters(&world.backend).await.len(), 1);
    let (status, attempts, error, sealed, _) = job(&mut world).await;
    assert_eq!(
        (status.as_str(), attempts, error, sealed),
        ("done", 3, None, false),
        "what was sealed is gone when done"
    );
}

// A job that kills its process every time does not do so for ever.
#[tokio::test]
async fn a_deadly_job_is_given_up() {
    let mut world = World::new().await;
    sqlx::query("insert into ops.job (kind, status, attempts, locked_until) values ('send_letter', 'running', 10, now() - interval '1 second')")
        .execute(&mut world.hand)
        .await
        .unwrap();
    assert!(!world.backend.run_next_job().await.unwrap());
    let (status, _, error, ..) = job(&mut world).await;
    assert_eq!((status.as_str(), error.as_deref()), ("failed", Some("the process ended while it ran")));
}

// The loop: rung by a commit, several lanes, each job once, and it stops when told.
#[tokio::test]
async fn the_loop_works_and_stops() {
    let mut world = World::new().await;
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let backend = world.backend.clone();
    let running = tokio::spawn(async move { backend.run_jobs(stopping).await });
    for n in 0..8 {
        world.backend.sign_up(&sign_up(&format!("ruth{n}@kestrel.test")), HERE).await.unwrap();
    }
    for _ in 0..100 {
        if world.backend.mailbox().unwrap().len() == 8 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut to: Vec<_> = world.backend.mailbox().unwrap().into_iter().map(|letter| letter.to).collect();
    to.sort();
    to.dedup();
    assert_eq!(to.len(), 8);
    let attempts: Vec<i32> =
        sqlx::query_scalar("select attempts from ops.job").fetch_all(&mut world.hand).await.unwrap();
    assert_eq!(attempts, [1; 8], "a job ran twice");
    stop.send(true).unwrap();
    tokio::time::timeout(Duration::from_secs(5), running).await.unwrap().unwrap();
}

// A letter exists only if its change does, and lies sealed until it leaves.
#[tokio::test]
async fn a_letter_in_the_outbox_is_sealed() {
    let mut world = World::new().await;
    world.backend.sign_up(&sign_up("ruth@kestrel.test"), HERE).await.unwrap();
    let stored: Vec<u8> = sqlx::query_scalar("select convert_to(j::text, 'UTF8') || j.sealed from ops.job j")
        .fetch_one(&mut world.hand)
        .await
        .unwrap();
    let text = String::from_utf8_lossy(&stored);
    assert!(!text.contains("ruth@") && !text.contains("confirm"), "{text}");
}
