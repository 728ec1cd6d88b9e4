//! The demo's people are there, can sign in, and are refused in production. N3 T15

use backend::Backend;
use backend::clock::Clock;
use backend::config::Mode;
use backend::db::{Client, Practice};
use backend::demo::{self, DEMO_PASSWORD, SIGN_INS};
use testkit::World;

use crate::support::{HERE, work};

#[tokio::test]
async fn everybody_signs_in_and_seeding_again_adds_nothing() {
    let mut world = World::new().await;
    demo::seed(&world.backend).await.unwrap();
    let counts = "select (select count(*) from auth.person), (select count(*) from app.membership), (select count(*) from app.organisation where is_demo),
         (select count(*) from app.care_relationship where status = 'active'), (select count(*) from app.care_relationship where status = 'paused'),
         (select count(*) from auth.session where ended_at is null)";
    let first: (i64, i64, i64, i64, i64, i64) = sqlx::query_as(counts).fetch_one(&mut world.hand).await.unwrap();
    assert_eq!(first, (11, 12, 2, 6, 1, 0), "people, memberships, organisations, in care, paused, left signed in");
    demo::seed(&world.backend).await.unwrap();
    let second: (i64, i64, i64, i64, i64, i64) = sqlx::query_as(counts).fetch_one(&mut world.hand).await.unwrap();
    assert_eq!(first, second);
    for (email, who) in SIGN_INS {
        let signed_in = world.backend.sign_in(email, DEMO_PASSWORD, HERE).await;
        assert!(signed_in.is_ok_and(|signed_in| !signed_in.places.is_empty()), "{who}");
    }
    work(&world.backend).await;
    assert!(world.backend.mailbox().unwrap().is_empty(), "the demo wrote letters");
}

// N3: not in production, not one row.
#[tokio::test]
async fn production_refuses_it() {
    let mut world = World::new().await;
    let config = backend::config::Config { mode: Mode::Production, ..testkit::config(&world.db) };
    let production = Backend::new(config, Clock::System).unwrap();
    assert!(demo::seed(&production).await.is_err());
    assert!(production.mailbox().is_none(), "the mailbox page exists in production");
    let people: i64 = sqlx::query_scalar("select count(*) from auth.person").fetch_one(&mut world.hand).await.unwrap();
    assert_eq!(people, 0);
}

// Other demo data is written under the name of who would write it.
#[tokio::test]
async fn seats_are_live_until_people_leave() {
    let world = World::new().await;
    let people = demo::seat(&world.backend).await.unwrap();
    assert!(world.backend.write::<Client>(&people.clients[0].token, "test").await.is_ok());
    assert!(world.backend.write::<Practice>(&people.ruth.token, "test").await.is_ok());
    people.leave(&world.backend).await.unwrap();
    assert!(world.backend.read::<Client>(&people.clients[0].token).await.is_err());
}
