//! One's own sessions, password and address. T5 S3 P5

use backend::db::{Client, Practice};
use backend::identity::{Arrival, DeviceToken, SessionStore, SessionToken};
use contract::{AppError, Code};
use std::collections::HashMap;
use testkit::World;
use tower_sessions_core::SessionStore as _;
use tower_sessions_core::session::{Id, Record};

use crate::support::{HERE, OTHER_PASSWORD, PASSWORD, gone, letters, owner, refused, secret};

const ELSEWHERE: std::net::IpAddr = std::net::IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 20));

/// Signs in the way the server does, from an address.
async fn enter(world: &World, email: &str, password: &str, from: &Arrival) -> SessionToken {
    let signed_in = world.backend.sign_in(email, password, from.clone()).await.unwrap();
    let data = HashMap::from([
        ("person".to_owned(), serde_json::json!(signed_in.person)),
        ("membership".to_owned(), serde_json::json!(signed_in.places[0].membership)),
        ("proof".to_owned(), serde_json::json!(signed_in.proof.version)),
        ("ticket".to_owned(), serde_json::json!(signed_in.ticket.expose())),
    ]);
    let store = SessionStore::of_request(world.backend.clone(), None, from.clone());
    let expiry_date = time::OffsetDateTime::now_utc() + time::Duration::days(1);
    let mut record = Record { id: Id::default(), data, expiry_date };
    store.create(&mut record).await.unwrap();
    store.token(record.id).unwrap()
}

fn from(address: std::net::IpAddr, device: &str) -> Arrival {
    Arrival { device: device.into(), ..Arrival::from_address(address) }
}

// T5: the list says where, and only of one's own; ending one ends it on its next request.
#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let world = World::new().await;
    owner(&world, "ruth@kestrel.test").await;
    let here = enter(&world, "ruth@kestrel.test", PASSWORD, &from(HERE, "Firefox on Linux")).await;
    let there = enter(&world, "ruth@kestrel.test", PASSWORD, &from(ELSEWHERE, "Safari on an iPhone")).await;
    let list = world.backend.list_sessions(&here).await.unwrap().unwrap();
    let seen: Vec<_> = list.sessions.iter().map(|row| (row.device.as_str(), row.current, row.same_network)).collect();
    assert_eq!(seen, [("Firefox on Linux", true, true), ("Safari on an iPhone", false, false)]);

    let mut other = World::new().await;
    let organisation = other.organisation("Harbour").await;
    let stranger = other.client(organisation, "Maya").await;
    let target = list.sessions[1].id;
    assert_eq!(refused(other.backend.end_session(&stranger.token, target).await), AppError::NotFound);
    assert_eq!(refused(world.backend.end_session(&here, uuid::Uuid::now_v7()).await), AppError::NotFound);

    world.backend.end_session(&here, target).await.unwrap();
    assert!(world.backend.list_sessions(&there).await.unwrap().is_none(), "an ended session went on");
    assert_eq!(refused(world.backend.end_session(&here, target).await), AppError::NotFound, "ended twice");
    let third = enter(&world, "ruth@kestrel.test", PASSWORD, &from(ELSEWHERE, "Edge on Windows")).await;
    assert_eq!(world.backend.end_other_sessions(&here, &HERE.into()).await.unwrap(), 1);
    assert!(world.backend.list_sessions(&third).await.unwrap().is_none());
    assert_eq!(world.backend.list_sessions(&here).await.unwrap().unwrap().sessions.len(), 1);
}

// T5: idle and absolute limits are the database's, shorter for staff, and changing place does not make a session younger.
#[tokio::test]
async fn sessions_run_out() {
    let mut world = World::new().await;
    let organisation = world.organisation("Kestrel").await;
    let (maya, ruth) = (world.client(organisation, "Maya").await, world.practitioner(organisation, "Ruth").await);
    let hours: Vec<(String, f64, f64)> = sqlx::query_as(
        "select portal, (extract(epoch from idle_expires_at - created_at) / 3600)::float8, (extract(epoch from expires_at - created_at) / 3600)::float8 from auth.session order by portal",
    )
    .fetch_all(&mut world.hand)
    .await
    .unwrap();
    assert_eq!(hours, [("client".to_owned(), 14. * 24., 30. * 24.), ("practice".to_owned(), 2., 12.)]);
    // Whatever a program asks for.
    let most: (f64,) = sqlx::query_as("select (extract(epoch from absolute) / 86400)::float8 from auth.session_limits('practice', '1 year', '9 years', '1 year', '9 years')")
        .fetch_one(&mut world.hand)
        .await
        .unwrap();
    assert_eq!(most, (7.,));

    let age = "update auth.session set signed_in_at = now() - interval '11 hours 59 minutes', expires_at = now() + interval '1 minute' where person_id = $1";
    sqlx::query(age).bind(ruth.person.0).execute(&mut world.hand).await.unwrap();
    let store = SessionStore::new(world.backend.clone());
    store.learn(ruth.token.clone());
    let mut record = store.load(&ruth.token.id()).await.unwrap().unwrap();
    record.id = Id::default();
    store.continue_from(ruth.token.id());
    store.create(&mut record).await.unwrap();
    let renewed = store.token(record.id).unwrap();
    assert!(world.backend.read::<Practice>(&renewed).await.is_ok());
    assert!(world.backend.read::<Practice>(&ruth.token).await.is_err(), "the old id still opens");
    let left: (f64,) = sqlx::query_as("select extract(epoch from max(expires_at) - now())::float8 from auth.session where person_id = $1 and ended_at is null")
        .bind(ruth.person.0)
        .fetch_one(&mut world.hand)
        .await
        .unwrap();
    assert!(left.0 <= 60., "a new id made the session younger: {} s left", left.0);

    sqlx::query("update auth.session set idle_expires_at = now() - interval '1 second'")
        .execute(&mut world.hand)
        .await
        .unwrap();
    assert!(world.backend.read::<Practice>(&renewed).await.is_err());
    assert!(world.backend.read::<Client>(&maya.token).await.is_err());
}

// A new role takes effect on the next request, in whatever portal the session was.
#[tokio::test]
async fn a_changed_role_leaves_its_portal_at_once() {
    let mut world = World::new().await;
    let organisation = world.organisation("Kestrel").await;
    let ruth = world.practitioner(organisation, "Ruth").await;
    assert!(world.backend.read::<Practice>(&ruth.token).await.is_ok());
    sqlx::query("update app.membership set role = 'front_desk' where membership_id = $1")
        .bind(ruth.member.0)
        .execute(&mut world.hand)
        .await
        .unwrap();
    assert!(
        world.backend.read::<Practice>(&ruth.token).await.is_err(),
        "a practitioner no more, and still in the practice"
    );
    assert!(world.backend.read::<backend::db::Clinic>(&ruth.token).await.is_err());
}

// P5: the present password, the limits, the letter; every other session ends.
#[tokio::test]
async fn a_password_is_changed_by_its_owner() {
    let world = World::new().await;
    let backend = &world.backend;
    owner(&world, "ruth@kestrel.test").await;
    let here = enter(&world, "ruth@kestrel.test", PASSWORD, &HERE.into()).await;
    let there = enter(&world, "ruth@kestrel.test", PASSWORD, &ELSEWHERE.into()).await;
    let at = Arrival::from(HERE);
    for (present, new, field, code) in [
        ("wrong wrong wrong", OTHER_PASSWORD, "password", Code::WrongPassword),
        ("", OTHER_PASSWORD, "password", Code::Required),
        (PASSWORD, "short", "new_password", Code::TooShort),
        (PASSWORD, "1qaz2wsx3edc", "new_password", Code::PasswordCommon),
        (PASSWORD, &"x y".repeat(60), "new_password", Code::TooLong),
    ] {
        assert_eq!(refused(backend.change_password(&here, &at, present, new).await), AppError::field(field, code));
    }
    backend.change_password(&here, &at, PASSWORD, OTHER_PASSWORD).await.unwrap();
    assert!(backend.list_sessions(&there).await.unwrap().is_none(), "another device outlived the password");
    assert!(backend.list_sessions(&here).await.unwrap().is_some(), "this one did not");
    assert_eq!(letters(backend).await[0].subject, "Your password was changed");
    assert!(backend.sign_in("ruth@kestrel.test", PASSWORD, HERE).await.is_err());
    backend.sign_in("ruth@kestrel.test", OTHER_PASSWORD, HERE).await.unwrap();
    assert_eq!(refused(backend.change_password(&there, &at, OTHER_PASSWORD, PASSWORD).await), AppError::NotSignedIn);
}

// The new address counts when its link is answered, once; the old one is told twice and can take it back.
#[tokio::test]
async fn an_address_is_changed_and_taken_back() {
    let world = World::new().await;
    let backend = &world.backend;
    owner(&world, "ruth@kestrel.test").await;
    let here = enter(&world, "ruth@kestrel.test", PASSWORD, &HERE.into()).await;
    let at = Arrival::from(HERE);
    let wrong = refused(backend.change_email(&here, &at, "wrong wrong wrong", "ruth@new.test").await);
    assert_eq!(wrong, AppError::field("password", Code::WrongPassword));
    backend.change_email(&here, &at, PASSWORD, "Ruth@New.test").await.unwrap();
    let sent = letters(backend).await;
    let to_new = sent.iter().find(|letter| letter.to == "Ruth@New.test").unwrap();
    let to_old = sent.iter().find(|letter| letter.subject == "A new e-mail address for your account").unwrap();
    assert_eq!(to_old.to, "ruth@kestrel.test");
    assert!(backend.sign_in("ruth@new.test", PASSWORD, HERE).await.is_err(), "it counted before it was confirmed");
    for _scanner in 0..3 {
        assert!(backend.find_email_change(&secret(to_new), false).await.unwrap().is_some());
    }
    assert!(
        backend.find_email_change(&secret(to_old), false).await.unwrap().is_none(),
        "one link passes for the other"
    );
    backend.confirm_new_email(&secret(to_new), &at).await.unwrap();
    assert_eq!(refused(backend.confirm_new_email(&secret(to_new), &at).await), gone());
    backend.sign_in("ruth@new.test", PASSWORD, HERE).await.unwrap();
    assert!(backend.sign_in("ruth@kestrel.test", PASSWORD, HERE).await.is_err());
    assert!(
        letters(backend)
            .await
            .iter()
            .any(|l| l.to == "ruth@kestrel.test" && l.subject == "Your e-mail address was changed")
    );

    backend.undo_new_email(&secret(to_old), &at).await.unwrap();
    assert_eq!(refused(backend.undo_new_email(&secret(to_old), &at).await), gone());
    assert!(backend.list_sessions(&here).await.unwrap().is_none(), "whoever asked is still signed in");
    for email in ["ruth@new.test", "ruth@kestrel.test"] {
        assert!(backend.sign_in(email, PASSWORD, HERE).await.is_err(), "{email}: the known password still opens");
    }
    backend.request_reset("ruth@kestrel.test", HERE).await.unwrap();
    let link = secret(&letters(backend).await[0]);
    backend.reset_password(&link, OTHER_PASSWORD, HERE).await.unwrap();
    backend.sign_in("ruth@kestrel.test", OTHER_PASSWORD, HERE).await.unwrap();
}

// An address with an account is not told of here, and stays its owner's.
#[tokio::test]
async fn a_taken_address_is_answered_alike() {
    let world = World::new().await;
    let backend = &world.backend;
    owner(&world, "ruth@kestrel.test").await;
    owner(&world, "anna@kestrel.test").await;
    let here = enter(&world, "ruth@kestrel.test", PASSWORD, &HERE.into()).await;
    backend.change_email(&here, &HERE.into(), PASSWORD, "anna@kestrel.test").await.unwrap();
    let sent = letters(backend).await;
    assert!(sent.iter().any(|l| l.to == "anna@kestrel.test" && l.subject == "This address has an account already"));
    assert!(sent.iter().all(|l| l.subject != "Confirm your new e-mail address"));
}

// A browser and a network that are both new are worth a letter; the browser is known from then on and never locked out.
#[tokio::test]
async fn an_unfamiliar_sign_in_is_told_and_a_known_device_gets_in() {
    let mut world = World::new().await;
    let backend = world.backend.clone();
    owner(&world, "ruth@kestrel.test").await;
    let proof = backend.sign_in("ruth@kestrel.test", PASSWORD, HERE).await.unwrap().person;
    let device: DeviceToken = backend.remember_sign_in(proof, &HERE.into()).await.unwrap().unwrap();
    let count = letters(&backend).await.len();
    // Known browser, new network; then new browser, known network: nothing to say.
    let known = |address| Arrival { known: Some(device.clone()), ..Arrival::from_address(address) };
    assert!(backend.remember_sign_in(proof, &known(ELSEWHERE)).await.unwrap().is_none());
    backend.remember_sign_in(proof, &HERE.into()).await.unwrap();
    assert_eq!(letters(&backend).await.len(), count);
    let third = std::net::IpAddr::V4(std::net::Ipv4Addr::new(203, 0, 113, 77));
    backend.remember_sign_in(proof, &from(third, "Opera on Windows")).await.unwrap();
    let letter = letters(&backend).await.remove(0);
    assert_eq!(letter.subject, "A new sign-in to your account");
    assert!(letter.text.contains("Opera on Windows") && !letter.text.contains("203.0.113"), "{}", letter.text);

    // T6: while an attacker tries from the owner's own address…
    for _ in 0..12 {
        _ = backend.sign_in("ruth@kestrel.test", "wrong", HERE).await;
    }
    assert!(matches!(refused(backend.sign_in("ruth@kestrel.test", PASSWORD, HERE).await), AppError::TooMany { .. }));
    backend.sign_in("ruth@kestrel.test", PASSWORD, known(HERE)).await.unwrap();
    // …with a device of their own it is no different, and tries are counted without a word of what was typed.
    let invented = Arrival { known: Some(DeviceToken::random()), ..Arrival::from_address(HERE) };
    for _ in 0..12 {
        _ = backend.sign_in("ruth@kestrel.test", "secret typed here", invented.clone()).await;
    }
    let (tries, text): (i64, String) =
        sqlx::query_as("select sum(tries)::bigint, string_agg(w::text, ' ') from auth.wrong_password w")
            .fetch_one(&mut world.hand)
            .await
            .unwrap();
    assert!(tries >= 10, "{tries}");
    assert!(!text.contains("secret") && !text.contains("ruth"), "{text}");
}
