//! One's own name, zone and language, and the clinic's name: who may, what it takes, what is recorded.

use backend::account::Profile;
use backend::db::{Client, Portal};
use contract::consent::Language;
use contract::{AppError, Code};
use testkit::{Actor, World};

use crate::support::refused;

async fn prove<P: Portal>(world: &mut World, actor: &Actor<P>) {
    sqlx::query("update auth.session set proved_at = now() where person_id = $1")
        .bind(actor.person.0)
        .execute(&mut world.hand)
        .await
        .unwrap();
}

/// What the logs of all organisations say, in order.
async fn told(world: &mut World) -> Vec<String> {
    sqlx::query_scalar("select action from app.activity order by at, organisation_id, seq")
        .fetch_all(&mut world.hand)
        .await
        .unwrap()
}

async fn names(world: &mut World) -> Vec<(String, String)> {
    sqlx::query_as("select o.name, m.display_name from app.membership m join app.organisation o using (organisation_id) order by 1, 2")
        .fetch_all(&mut world.hand)
        .await
        .unwrap()
}

// A name is the person's: it changes in every place, takes a fresh proof, and each clinic's log says so once.
#[tokio::test]
async fn a_name_is_changed_everywhere_after_a_proof() {
    let mut world = World::new().await;
    let (here, there) = (world.organisation("Kestrel").await, world.organisation("Harbour").await);
    let maya = world.client(here, "Maya").await;
    let tom = world.client(here, "Tom").await;
    sqlx::query(
        "insert into app.membership (organisation_id, membership_id, person_id, role, status, display_name, zone)
         values ($1, gen_random_uuid(), $2, 'practitioner', 'active', 'Maya', 'UTC')",
    )
    .bind(there.0)
    .bind(maya.person.0)
    .execute(&mut world.hand)
    .await
    .unwrap();
    let backend = world.backend.clone();
    let unproved = backend.change_name(&maya.token, "Maya Lind").await.unwrap_err().into_app("test");
    assert_eq!(unproved, AppError::ProofNeeded);
    prove(&mut world, &maya).await;
    for (typed, code) in
        [("  ", Code::Required), ("see www.evil.example", Code::Malformed), (&"x".repeat(121), Code::TooLong)]
    {
        assert_eq!(refused(backend.change_name(&maya.token, typed).await), AppError::field("name", code));
    }
    let before = told(&mut world).await;
    assert!(backend.change_name(&maya.token, " Maya Lind ").await.unwrap());
    assert!(!backend.change_name(&maya.token, "Maya Lind").await.unwrap(), "the same again changes nothing");
    let own = |clinic: &str, name: &str| (clinic.to_owned(), name.to_owned());
    assert_eq!(
        names(&mut world).await,
        [own("Harbour", "Maya Lind"), own("Kestrel", "Maya Lind"), own("Kestrel", "Tom")]
    );
    let told = told(&mut world).await;
    assert_eq!(told[before.len()..], ["member.renamed", "member.renamed"]);
    assert_eq!(backend.load_profile(&tom.token).await.unwrap().name, "Tom", "nobody else's");
    let person: String = sqlx::query_scalar("select display_name from auth.person where person_id = $1")
        .bind(maya.person.0)
        .fetch_one(&mut world.hand)
        .await
        .unwrap();
    assert_eq!(person, "Maya Lind");
}

// Zone and language belong to the place: the next page reckons in the new zone, and letters with two languages follow.
#[tokio::test]
async fn zone_and_language_are_those_of_the_place() {
    let mut world = World::new().await;
    let here = world.organisation("Kestrel").await;
    let maya = world.client(here, "Maya").await;
    let backend = world.backend.clone();
    let before = told(&mut world).await;
    for (zone, language, field) in [("Mars/Olympus", "nl", "zone"), ("Asia/Tokyo", "fr", "language")] {
        let refusal = refused(backend.change_reading(&maya.token, zone, language).await);
        assert_eq!(refusal, AppError::field(field, Code::Unknown));
    }
    assert!(backend.change_reading(&maya.token, "Asia/Tokyo", "nl").await.unwrap());
    assert!(!backend.change_reading(&maya.token, "Asia/Tokyo", "nl").await.unwrap());
    assert_eq!(
        backend.load_profile(&maya.token).await.unwrap(),
        Profile { name: "Maya".into(), zone: "Asia/Tokyo".into(), language: Some(Language::Nl) }
    );
    let mut tx = backend.read::<Client>(&maya.token).await.unwrap();
    assert_eq!(tx.scope().zone, "Asia/Tokyo");
    assert_eq!(backend.load_language(&mut tx).await.unwrap(), Language::Nl, "whatever they last read a consent in");
    drop(tx);
    assert_eq!(told(&mut world).await[before.len()..], ["member.zone_changed", "member.language_changed"]);
    world.by_hand("update auth.session set ended_at = now(), ended_why = 'sign_out'".to_owned()).await;
    assert_eq!(refused(backend.change_reading(&maya.token, "UTC", "en").await), AppError::NotSignedIn);
}

// A clinic's name is its administrators', after a proof.
#[tokio::test]
async fn a_clinic_is_renamed_by_its_administrators() {
    let mut world = World::new().await;
    let here = world.organisation("Kestrel").await;
    let other = world.organisation("Harbour").await;
    let (noor, desk) = (world.admin(here, "Noor").await, world.front_desk(here, "Iris").await);
    let elsewhere = world.admin(other, "Jo").await;
    let backend = world.backend.clone();
    prove(&mut world, &desk).await;
    assert_eq!(refused(backend.rename_clinic(&desk.token, "test", "Mine").await), AppError::NotFound);
    assert_eq!(refused(backend.rename_clinic(&noor.token, "test", "Mine").await), AppError::ProofNeeded);
    prove(&mut world, &noor).await;
    assert_eq!(
        refused(backend.rename_clinic(&noor.token, "test", "").await),
        AppError::field("organisation", Code::Required)
    );
    let before = told(&mut world).await;
    assert!(backend.rename_clinic(&noor.token, "test", "Kestrel & Daughters").await.unwrap());
    assert!(!backend.rename_clinic(&noor.token, "test", "Kestrel & Daughters").await.unwrap());
    assert_eq!(told(&mut world).await[before.len()..], ["organisation.changed"]);
    let account = backend.find_account(&noor.token).await.unwrap().unwrap();
    assert_eq!(account.organisation_name, "Kestrel & Daughters");
    assert_eq!(backend.find_account(&elsewhere.token).await.unwrap().unwrap().organisation_name, "Harbour");
}
