//! An organisation that wants a second factor of its staff. T5

use backend::db::{Client, Practice};
use backend::factor::Gate;
use chrono::Days;
use contract::{AppError, Code};
use testkit::World;

use crate::support::{enrol, prove, refused};

#[tokio::test]
async fn after_the_day_staff_without_one_reach_nothing() {
    let mut world = World::new().await;
    let now = world.backend.clock.now();
    let (here, there) = (world.organisation("Kestrel").await, world.organisation("Harbour").await);
    let admin = world.admin(here, "Noor").await;
    let (ruth, maya, other) = (
        world.practitioner(here, "Ruth").await,
        world.client(here, "Maya").await,
        world.practitioner(there, "Jo").await,
    );
    let backend = world.backend.clone();
    let day = (world.backend.clock.now().date_naive() + Days::new(7)).to_string();
    assert_eq!(refused(backend.save_factor_rule(&admin.token, "test", &day).await), AppError::ProofNeeded);
    prove(&mut world, &admin, 0).await;
    for (bad, code) in [("2020-01-01", Code::InPast), ("tomorrow", Code::Malformed), ("9999-12-31", Code::TooLarge)] {
        assert_eq!(
            refused(backend.save_factor_rule(&admin.token, "test", bad).await),
            AppError::field("from", code),
            "{bad}"
        );
    }
    backend.save_factor_rule(&admin.token, "test", &day).await.unwrap();
    assert!(backend.read::<Practice>(&ruth.token).await.is_ok(), "until then everybody has time");
    assert!(backend.find_account(&ruth.token).await.unwrap().unwrap().staff_factor_from.is_some());

    sqlx::query("update app.organisation set staff_factor_from = now() where organisation_id = $1")
        .bind(here.0)
        .execute(&mut world.hand)
        .await
        .unwrap();
    assert_eq!(refused(backend.read::<Practice>(&ruth.token).await), AppError::NotSignedIn);
    assert_eq!(backend.find_gate(&ruth.token).await.unwrap().unwrap().0, Gate::Enrol);
    assert!(backend.read::<Client>(&maya.token).await.is_ok(), "clients are not staff");
    assert!(backend.read::<Practice>(&other.token).await.is_ok(), "another organisation has its own rule");
    // Led to add one, they are in.
    let (_, token) = enrol(&mut world, &ruth, now).await;
    assert!(backend.read::<Practice>(&token).await.is_ok());
}

// A rule in force from today would end its author's own session in the middle of setting it.
#[tokio::test]
async fn nobody_locks_themselves_out() {
    let mut world = World::new().await;
    let now = world.backend.clock.now();
    let here = world.organisation("Kestrel").await;
    let noor = world.admin(here, "Noor").await;
    prove(&mut world, &noor, 0).await;
    let backend = world.backend.clone();
    let today = now.date_naive().to_string();
    let refusal = refused(backend.save_factor_rule(&noor.token, "test", &today).await);
    assert_eq!(refusal, AppError::field("from", Code::FactorFirst));
    let mut tx = backend.read(&noor.token).await.unwrap();
    assert_eq!(backend.load_factor_rule(&mut tx).await.unwrap().from, None, "nothing was set");
    drop(tx);
    let tomorrow = (now.date_naive() + Days::new(1)).to_string();
    backend.save_factor_rule(&noor.token, "test", &tomorrow).await.unwrap();

    let (_, token) = enrol(&mut world, &noor, now).await;
    backend.save_factor_rule(&token, "test", &today).await.unwrap();
    let mut tx = backend.read(&token).await.unwrap();
    assert_eq!(backend.load_factor_rule(&mut tx).await.unwrap().from, Some(now.date_naive()), "and they are still in");
}

#[tokio::test]
async fn the_rule_is_the_administrators() {
    let mut world = World::new().await;
    let here = world.organisation("Kestrel").await;
    let (desk, admin) = (world.front_desk(here, "Iris").await, world.admin(here, "Noor").await);
    prove(&mut world, &desk, 0).await;
    let backend = world.backend.clone();
    assert_eq!(refused(backend.save_factor_rule(&desk.token, "test", "").await), AppError::NotFound);
    let mut tx = backend.read(&desk.token).await.unwrap();
    assert_eq!(refused(backend.load_factor_rule(&mut tx).await), AppError::NotFound);
    let mut tx = backend.read(&admin.token).await.unwrap();
    let rule = backend.load_factor_rule(&mut tx).await.unwrap();
    assert_eq!((rule.from, rule.without), (None, 2));
}
