//! A real job that needs consent, and a consent that goes while it works. P12 P20

use contract::paging::Reach;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use backend::Backend;
use backend::ai::Assistant;
use backend::db::HouseLook;
use contract::ai::{AiOutcome, AiPurpose};
use contract::consent::ConsentKind::{Ai, HealthData};
use contract::grant::ReadKind;
use tokio::sync::Notify;

use crate::support::House;

/// Says that it was asked, and answers when told to.
#[derive(Default)]
struct Slow {
    asked: Notify,
    answer: Notify,
    calls: AtomicUsize,
}

#[async_trait]
impl Assistant for Slow {
    async fn answer(&self, _purpose: &str) -> Result<(), &'static str> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        self.asked.notify_one();
        self.answer.notified().await;
        Ok(())
    }
}

async fn enqueue(house: &mut House) {
    let (clinic, maya) = (house.clinic, house.maya.member);
    house
        .world
        .by_hand(format!(
            "insert into ops.job (kind, organisation_id, payload)
             values ('ask_ai', '{clinic}', jsonb_build_object('client_id', '{maya}', 'use_id', gen_random_uuid(), 'purpose', 'insights'))"
        ))
        .await;
}

async fn steps(house: &mut House) -> Vec<String> {
    sqlx::query_scalar("select step from app.ai_use order by created_at")
        .fetch_all(&mut house.world.hand)
        .await
        .unwrap()
}

fn with(house: &House, slow: &Arc<Slow>) -> Backend {
    house.backend().clone().with_assistant(slow.clone())
}

#[tokio::test]
async fn a_job_asks_with_consent_and_not_without() {
    for kind in [None, Some(Ai), Some(HealthData)] {
        let mut house = House::new().await;
        let slow = Arc::new(Slow::default());
        slow.answer.notify_one();
        if let Some(kind) = kind {
            house.say(kind, false).await;
        }
        enqueue(&mut house).await;
        assert!(with(&house, &slow).run_next_job().await.unwrap());
        let asked = usize::from(kind.is_none());
        assert_eq!(slow.calls.load(Ordering::SeqCst), asked, "{kind:?}");
        assert_eq!(steps(&mut house).await.len(), asked * 2);
    }
}

#[tokio::test]
async fn what_was_asked_is_not_used_once_the_consent_is_gone() {
    let mut house = House::new().await;
    let slow = Arc::new(Slow::default());
    enqueue(&mut house).await;
    let backend = with(&house, &slow);
    let running = tokio::spawn(async move { backend.run_next_job().await.unwrap() });
    slow.asked.notified().await;
    house.say(Ai, false).await;
    slow.answer.notify_one();
    assert!(running.await.unwrap());
    assert_eq!(steps(&mut house).await, ["asked"], "the answer is dropped");
    let done: String = sqlx::query_scalar("select status from ops.job where kind = 'ask_ai'")
        .fetch_one(&mut house.world.hand)
        .await
        .unwrap();
    assert_eq!(done, "done", "stopping is no failure");
}

// Past the program: the ledger's line is what a call needs, and the database writes none.
#[tokio::test]
async fn the_ledger_takes_no_line_without_consent() {
    let mut house = House::new().await;
    house.say(Ai, false).await;
    let (clinic, maya) = (house.clinic, house.maya.member);
    enqueue(&mut house).await;
    let mut worker = house.world.db.as_role("ns_worker").await;
    sqlx::raw_sql("begin; select ops.claim_job(sha256('by hand')); select authz.enter('by hand')")
        .execute(&mut worker)
        .await
        .unwrap();
    let insert = format!(
        "insert into app.ai_use (organisation_id, client_id, use_id, step, purpose) values ('{clinic}', '{maya}', gen_random_uuid(), 'asked', 'insights')"
    );
    let refused = sqlx::raw_sql(sqlx::AssertSqlSafe(insert)).execute(&mut worker).await.unwrap_err();
    assert_eq!(refused.as_database_error().and_then(|error| error.constraint()), Some("consent_missing"));
}

// A client reads their own lines, an administrator the clinic's, and nobody else any. P20
#[tokio::test]
async fn the_ledger_is_shown_to_whom_it_is_about() {
    let mut house = House::new().await;
    let tom = house.world.client(house.clinic, "Tom").await;
    let elsewhere = house.world.organisation("Harbour").await;
    let otto = house.world.admin(elsewhere, "Otto").await;
    let desk = house.world.front_desk(house.clinic, "Iris").await;
    let slow = Arc::new(Slow::default());
    slow.answer.notify_one();
    enqueue(&mut house).await;
    let backend = with(&house, &slow);
    while backend.run_next_job().await.unwrap() {}
    let mine = backend.load_my_ai_uses(&mut house.maya.read(&backend).await, Reach::default()).await.unwrap();
    assert!(mine.connected);
    let lines: Vec<_> = mine.uses.iter().map(|one| (one.purpose, one.outcome)).collect();
    assert_eq!(lines, [(AiPurpose::Insights, AiOutcome::Answered)]);
    let house_ledger = backend
        .load_ai_uses(&mut house.noor.look(&backend, &[HouseLook::at(ReadKind::Ai)]).await, Reach::default())
        .await
        .unwrap();
    assert_eq!(house_ledger.uses.iter().map(|one| one.client_name.as_str()).collect::<Vec<_>>(), ["Maya Osei"]);
    assert!(backend.load_my_ai_uses(&mut tom.read(&backend).await, Reach::default()).await.unwrap().uses.is_empty());
    assert!(
        backend
            .load_ai_uses(&mut otto.look(&backend, &[HouseLook::at(ReadKind::Ai)]).await, Reach::default())
            .await
            .unwrap()
            .uses
            .is_empty()
    );
    assert!(
        backend
            .load_ai_uses(&mut desk.look(&backend, &[HouseLook::at(ReadKind::Ai)]).await, Reach::default())
            .await
            .is_err()
    );
    assert!(
        !house
            .backend()
            .load_my_ai_uses(&mut house.maya.read(&backend).await, Reach::default())
            .await
            .unwrap()
            .connected
    );
}
