//! An app's codes. T6 T7

use backend::db::Client;
use backend::factor::Gate;
use contract::AppError;
use testkit::World;
use tokio::task::JoinSet;

use crate::support::{enrol, later, letters, prove, refused, session, shown, wrong};

// A code that was looked over a shoulder, sent thirty times at once: one is right.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_thirty_replays_at_once_one_is_right() {
    let mut world = World::new().await;
    let organisation = world.organisation("Kestrel").await;
    let maya = world.client(organisation, "Maya").await;
    let now = world.backend.clock.now();
    let (secret, _) = enrol(&mut world, &maya, now).await;
    let (backend, at) = later(&world, now, 60);
    let code = shown(&secret, at);
    let mut tries = JoinSet::new();
    for _ in 0..30 {
        let (backend, code, token) = (backend.clone(), code.clone(), session(&world, &maya, None).await);
        tries.spawn(async move {
            backend.prove_totp(&token, &code).await.map(|_| ()).map_err(|refusal| refusal.into_app("test"))
        });
    }
    let answers = tries.join_all().await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
    assert!(answers.iter().all(|answer| answer.is_ok() || *answer == Err(wrong("code"))), "{answers:?}");
}

#[tokio::test]
async fn this_step_and_the_one_before_each_once() {
    let mut world = World::new().await;
    let organisation = world.organisation("Kestrel").await;
    let maya = world.client(organisation, "Maya").await;
    let now = world.backend.clock.now();
    let (secret, token) = enrol(&mut world, &maya, now).await;
    assert_eq!(
        refused(later(&world, now, 0).0.prove_totp(&token, &shown(&secret, now)).await),
        wrong("code"),
        "the setting-up code again"
    );
    let (backend, at) = later(&world, now, 300);
    let before = |seconds| shown(&secret, at - chrono::TimeDelta::seconds(seconds));
    assert_eq!(refused(backend.prove_totp(&token, &before(60)).await), wrong("code"));
    assert!(backend.prove_totp(&token, &before(30)).await.is_ok());
    assert!(backend.prove_totp(&token, &before(0)).await.is_ok());
    assert_eq!(refused(backend.prove_totp(&token, &before(30)).await), wrong("code"), "older than one that was used");
    for bad in ["", "12345", "1234567", "abcdef", &"9".repeat(70_000)] {
        assert!(matches!(refused(backend.prove_totp(&token, bad).await), AppError::Invalid(_)));
    }
}

// Five wrong codes end the session; the person hears of it. Somebody else's tries do not.
#[tokio::test]
async fn guessing_ends_the_session() {
    let mut world = World::new().await;
    let organisation = world.organisation("Kestrel").await;
    let maya = world.client(organisation, "Maya").await;
    let now = world.backend.clock.now();
    let (secret, own) = enrol(&mut world, &maya, now).await;
    let (backend, at) = later(&world, now, 90);
    let half = session(&world, &maya, None).await;
    let right = shown(&secret, at);
    let guess = if right == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        assert_eq!(refused(backend.prove_totp(&half, guess).await), wrong("code"));
    }
    assert_eq!(refused(backend.prove_totp(&half, &right).await), AppError::NotSignedIn);
    assert_eq!(backend.find_gate(&half).await.unwrap(), None, "the session is over");
    assert!(backend.read::<Client>(&own).await.is_ok(), "the one who has the app goes on");
    let told = letters(&backend).await;
    assert!(told[0].subject.contains("wrong codes"), "{}", told[0].subject);
}

// T7: a secret opens in its own row only, and the table holds no secret in the clear.
#[tokio::test]
async fn a_secret_belongs_to_its_row() {
    let mut world = World::new().await;
    let organisation = world.organisation("Kestrel").await;
    let (maya, tom) = (world.client(organisation, "Maya").await, world.client(organisation, "Tom").await);
    let now = world.backend.clock.now();
    let (secret, _) = enrol(&mut world, &maya, now).await;
    let (_, toms) = enrol(&mut world, &tom, now).await;
    let swap =
        "update auth.factor t set sealed = m.sealed from auth.factor m where m.person_id = $1 and t.person_id = $2";
    sqlx::query(swap).bind(maya.person.0).bind(tom.person.0).execute(&mut world.hand).await.unwrap();
    let (backend, at) = later(&world, now, 60);
    assert!(matches!(refused(backend.prove_totp(&toms, &shown(&secret, at)).await), AppError::Internal { .. }));
}

#[tokio::test]
async fn setting_up_takes_a_fresh_proof_and_the_app_itself() {
    let mut world = World::new().await;
    let organisation = world.organisation("Kestrel").await;
    let maya = world.client(organisation, "Maya").await;
    let backend = world.backend.clone();
    assert_eq!(refused(backend.start_totp(&maya.token).await), AppError::ProofNeeded);
    prove(&mut world, &maya, 11).await;
    assert_eq!(refused(backend.start_totp(&maya.token).await), AppError::ProofNeeded, "ten minutes, no more");
    prove(&mut world, &maya, 9).await;
    backend.start_totp(&maya.token).await.unwrap();
    let secret = backend.find_enrolment(&maya.token).await.unwrap().unwrap().secret;
    let wrong_code = if shown(&secret, world.backend.clock.now()) == "000000" { "111111" } else { "000000" };
    assert_eq!(refused(backend.confirm_totp(&maya.token, wrong_code).await), wrong("code"));
    assert_eq!(backend.find_gate(&maya.token).await.unwrap(), Some((Gate::Open, true)), "nothing counts yet");
}
