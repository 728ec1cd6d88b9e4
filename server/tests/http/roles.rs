//! The sweep with people (T1, N1, T2): everybody signed in, in the wrong role, on the real database.

use app::access::Role;
use app::features::RULES;
use axum::Router;
use backend::db::Portal;
use testkit::{Actor, World};

use crate::support::{Answer, app, fetch, visit};
use crate::sweep::{FILLED, example};

struct Person {
    role: Role,
    cookie: String,
}

fn person<P: Portal>(role: Role, actor: &Actor<P>) -> Person {
    // The test's address is plain HTTP on loopback, where the cookie has no prefix.
    Person { role, cookie: format!("ns={}", actor.cookie) }
}

/// 303 only to the door: a redirect elsewhere would be an answer.
pub fn is_shut(answer: &Answer) -> bool {
    match answer.status.as_u16() {
        401 | 403 | 404 => true,
        303 => answer.header("location").starts_with("/sign-in"),
        _ => false,
    }
}

async fn world() -> (World, Router, Vec<Person>) {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let client = world.client(clinic, "Maya").await;
    let practitioner = world.practitioner(clinic, "Ruth").await;
    let admin = world.admin(clinic, "Noor").await;
    let front_desk = world.front_desk(clinic, "Iris").await;
    let people = vec![
        person(Role::Client, &client),
        person(Role::Practitioner, &practitioner),
        person(Role::Admin, &admin),
        person(Role::FrontDesk, &front_desk),
    ];
    let service = server::router::router(app(world.backend.clone(), 0));
    (world, service, people)
}

#[tokio::test]
async fn the_wrong_role_gets_in_nowhere() {
    let (_world, service, people) = world().await;
    let mut swept = 0;
    for rule in RULES.iter().filter(|rule| !rule.roles.contains(&Role::Anyone)) {
        for person in people.iter().filter(|person| !rule.roles.contains(&person.role)) {
            let answer = if rule.endpoint.starts_with("/api/") {
                fetch(&service, rule.endpoint, &person.cookie, FILLED).await
            } else {
                visit(&service, &example(rule.endpoint), &person.cookie).await
            };
            assert!(is_shut(&answer), "{:?} at {}: {}", person.role, rule.endpoint, answer.status);
            swept += 1;
        }
        // A session that nobody was given.
        let forged = "ns=AAAAAAAAAAAAAAAAAAAAAA";
        let answer = match rule.endpoint.starts_with("/api/") {
            true => fetch(&service, rule.endpoint, forged, FILLED).await,
            false => visit(&service, &example(rule.endpoint), forged).await,
        };
        assert!(is_shut(&answer), "a forged session at {}: {}", rule.endpoint, answer.status);
    }
    assert!(swept > 0, "there are closed endpoints");
}

/// The sweep would be worth nothing if the doors were shut for everybody.
#[tokio::test]
async fn the_right_role_gets_in() {
    let (_world, service, people) = world().await;
    for (role, home) in [(Role::Client, "/me"), (Role::Practitioner, "/practice")] {
        let Some(person) = people.iter().find(|person| person.role == role) else { continue };
        let page = visit(&service, home, &person.cookie).await;
        assert!(page.status == 200 || page.header("location").starts_with(home), "{role:?} at {home}: {}", page.status);
    }
    // Ended sessions open nothing.
    let gone = visit(&service, "/me", "ns=AAAAAAAAAAAAAAAAAAAAAA").await;
    assert!(is_shut(&gone), "{}", gone.status);
}
