//! Sessions: checked on every request, over when ended, one place at a time. N1 T2 T5

use std::collections::HashMap;

use backend::db::{Client, Clinic, Practice};
use backend::identity::SessionStore;
use testkit::World;
use tower_sessions_core::SessionStore as _;
use tower_sessions_core::session::{Id, Record};

// A write in flight while somebody signs out must not bring the session back.
#[tokio::test]
async fn a_save_after_sign_out_revives_nothing() {
    let mut world = World::new().await;
    let organisation = world.organisation("Kestrel").await;
    let maya = world.client(organisation, "Maya").await;
    let store = SessionStore::new(world.backend.clone());
    store.learn(maya.token.clone());
    let in_flight = store.load(&maya.token.id()).await.unwrap().unwrap();
    store.delete(&maya.token.id()).await.unwrap();
    store.save(&in_flight).await.unwrap();
    assert!(store.load(&maya.token.id()).await.unwrap().is_none(), "saving revived the session");
    let mut again = Record { id: maya.token.id(), ..in_flight };
    assert!(store.create(&mut again).await.is_err(), "creating under the old id took no password");
    assert!(world.backend.read::<Client>(&maya.token).await.is_err(), "creating under the old id revived it");
}

// Fixation and forging: what a session belongs to is decided when it is opened, not by what is saved later.
#[tokio::test]
async fn saving_cannot_change_whose_session_it_is() {
    let mut world = World::new().await;
    let organisation = world.organisation("Kestrel").await;
    let (maya, admin) = (world.client(organisation, "Maya").await, world.admin(organisation, "Ines").await);
    let store = SessionStore::new(world.backend.clone());
    store.learn(maya.token.clone());
    let mut record = store.load(&maya.token.id()).await.unwrap().unwrap();
    record.data.insert("person".into(), serde_json::json!(admin.person));
    record.data.insert("membership".into(), serde_json::json!(admin.member));
    store.save(&record).await.unwrap();
    let data = store.load(&maya.token.id()).await.unwrap().unwrap().data;
    assert_eq!(data["person"], serde_json::json!(maya.person));
    assert_eq!(data["membership"], serde_json::json!(maya.member));
    assert!(world.backend.read::<Clinic>(&maya.token).await.is_err());
    // Opening one with somebody else's membership is refused as well.
    let data = HashMap::from([
        ("person".to_owned(), serde_json::json!(maya.person)),
        ("membership".to_owned(), serde_json::json!(admin.member)),
        ("proof".to_owned(), serde_json::json!(0)),
    ]);
    let mut forged = Record { id: Id::default(), data, expiry_date: record.expiry_date };
    assert!(store.create(&mut forged).await.is_err());
}

// T5: a suspended member is out on the next request, and has no place to go.
#[tokio::test]
async fn a_suspended_member_is_out_at_once() {
    let mut world = World::new().await;
    let organisation = world.organisation("Kestrel").await;
    let ruth = world.practitioner(organisation, "Ruth").await;
    assert!(world.backend.read::<Practice>(&ruth.token).await.is_ok());
    assert_eq!(world.backend.list_places(&ruth.token).await.unwrap().unwrap().len(), 1);
    sqlx::query("update app.membership set status = 'suspended' where membership_id = $1")
        .bind(ruth.member.0)
        .execute(&mut world.hand)
        .await
        .unwrap();
    assert!(world.backend.read::<Practice>(&ruth.token).await.is_err(), "a suspended member went on");
    assert_eq!(world.backend.list_places(&ruth.token).await.unwrap(), None, "the session is over, not only closed");
}

// T2 T5: one person, two organisations: each session sees one of them, switching is another session.
#[tokio::test]
async fn two_organisations_are_two_sessions() {
    let mut world = World::new().await;
    let (kestrel, harbour) = (world.organisation("Kestrel").await, world.organisation("Harbour").await);
    let (here, there) = (world.practitioner(kestrel, "Ruth").await, world.practitioner(harbour, "Other").await);
    sqlx::query("update app.membership set person_id = $1 where membership_id = $2")
        .bind(here.person.0)
        .bind(there.member.0)
        .execute(&mut world.hand)
        .await
        .unwrap();
    let places = world.backend.list_places(&here.token).await.unwrap().unwrap();
    let names: Vec<_> = places.iter().map(|place| (place.organisation.as_str(), place.current)).collect();
    assert_eq!(names, [("Harbour", false), ("Kestrel", true)]);
    let switched = world.sign_in(here.person, there.member).await;
    let tx = world.backend.read::<Practice>(&switched).await.unwrap();
    assert_eq!(tx.scope().organisation(), harbour);
    drop(tx);
    let tx = world.backend.read::<Practice>(&here.token).await.unwrap();
    assert_eq!(tx.scope().organisation(), kestrel);
}

// A signed-in person without a place opens nothing.
#[tokio::test]
async fn a_session_without_a_place_opens_no_portal() {
    let mut world = World::new().await;
    let organisation = world.organisation("Kestrel").await;
    let maya = world.client(organisation, "Maya").await;
    let store = SessionStore::new(world.backend.clone());
    store.learn(maya.token.clone());
    let record = store.load(&maya.token.id()).await.unwrap().unwrap();
    let data = HashMap::from([
        ("person".to_owned(), serde_json::json!(maya.person)),
        ("proof".to_owned(), serde_json::json!(0)),
    ]);
    let mut half = Record { id: Id::default(), data, expiry_date: record.expiry_date };
    store.create(&mut half).await.unwrap();
    let token = store.token(half.id).unwrap();
    assert!(world.backend.read::<Client>(&token).await.is_err());
    assert!(world.backend.read::<Practice>(&token).await.is_err());
    assert!(world.backend.read::<Clinic>(&token).await.is_err());
    assert_eq!(world.backend.list_places(&token).await.unwrap().unwrap().len(), 1, "but it may choose");
}
