//! Sign-up, confirmation, sign-in, forgotten passwords. N1 S3 S12 T6 P5

use contract::{AppError, Code};
use testkit::World;

use crate::support::{HERE, OTHER_PASSWORD, PASSWORD, gone, letters, owner, refused, secret, sign_up, work};

// P5: no account is used before its address is confirmed, and looking at the link does not confirm it.
#[tokio::test]
async fn sign_up_confirm_sign_in() {
    let world = World::new().await;
    let backend = &world.backend;
    backend.sign_up(&sign_up("ruth@kestrel.test"), HERE).await.unwrap();
    let unconfirmed = refused(backend.sign_in("ruth@kestrel.test", PASSWORD, HERE).await);
    assert_eq!(unconfirmed, AppError::Conflict(Code::EmailNotConfirmed));
    let wrong = refused(backend.sign_in("ruth@kestrel.test", OTHER_PASSWORD, HERE).await);
    assert_eq!(wrong, AppError::field("password", Code::WrongCredentials), "a wrong password told of the account");

    let letter = letters(backend).await.remove(0);
    assert_eq!(letter.to, "ruth@kestrel.test");
    assert!(letter.link.starts_with("http://localhost:3000/confirm/"), "{}", letter.link);
    for _scanner in 0..3 {
        assert!(backend.find_confirmation(&secret(&letter)).await.unwrap());
    }
    assert!(backend.sign_in("ruth@kestrel.test", PASSWORD, HERE).await.is_err(), "looking confirmed it");
    backend.confirm_email(&secret(&letter), HERE).await.unwrap();
    assert_eq!(refused(backend.confirm_email(&secret(&letter), HERE).await), gone(), "the link worked twice");

    let signed_in = backend.sign_in(" RUTH@kestrel.test", PASSWORD, HERE).await.unwrap();
    let roles: Vec<_> = signed_in.places.iter().map(|place| place.role.as_str()).collect();
    assert_eq!(roles, ["owner", "practitioner"], "the owner sees clients too");
}

// A known and an unknown address: one answer, whatever is asked.
#[tokio::test]
async fn known_and_unknown_addresses_are_answered_alike() {
    let world = World::new().await;
    let backend = &world.backend;
    owner(&world, "ruth@kestrel.test").await;
    let known = refused(backend.sign_in("ruth@kestrel.test", OTHER_PASSWORD, HERE).await);
    let unknown = refused(backend.sign_in("nobody@kestrel.test", OTHER_PASSWORD, HERE).await);
    assert_eq!(known, unknown);

    let before = letters(backend).await.len();
    backend.request_reset("ruth@kestrel.test", HERE).await.unwrap();
    backend.request_reset("nobody@kestrel.test", HERE).await.unwrap();
    backend.request_confirmation("ruth@kestrel.test", HERE).await.unwrap();
    backend.sign_up(&sign_up("ruth@kestrel.test"), HERE).await.unwrap();
    let after = letters(backend).await;
    let subjects: Vec<_> = after[..after.len() - before].iter().map(|letter| letter.subject.as_str()).collect();
    assert_eq!(subjects, ["You have an account already", "Choose a new password"]);
    assert!(after.iter().all(|letter| letter.to == "ruth@kestrel.test"));
    assert!(
        after.iter().all(|letter| !letter.text.contains("Kestrel Street")),
        "a letter repeats what a stranger typed"
    );
}

// Equal work: the time of a wrong password and of an unknown address overlap.
#[tokio::test]
async fn known_and_unknown_addresses_take_the_same_time() {
    let world = World::new().await;
    let backend = &world.backend;
    owner(&world, "ruth@kestrel.test").await;
    let mut fastest = [std::time::Duration::MAX; 2];
    for _ in 0..6 {
        for (at, email) in ["ruth@kestrel.test", "nobody@kestrel.test"].into_iter().enumerate() {
            let start = std::time::Instant::now();
            backend.sign_in(email, OTHER_PASSWORD, HERE).await.unwrap_err();
            fastest[at] = fastest[at].min(start.elapsed());
        }
    }
    let [known, unknown] = fastest.map(|time| time.as_secs_f64());
    assert!(unknown > known * 0.5 && known > unknown * 0.5, "known {known:.4} s, unknown {unknown:.4} s");
}

// S3: a reset link works once, its siblings end with it, and every session ends; the owner is told.
#[tokio::test]
async fn a_reset_ends_links_and_sessions() {
    let mut world = World::new().await;
    let backend = world.backend.clone();
    owner(&world, "ruth@kestrel.test").await;
    let signed_in = backend.sign_in("ruth@kestrel.test", PASSWORD, HERE).await.unwrap();
    let cookies = [
        world.sign_in(signed_in.person, signed_in.places[0].membership).await,
        world.sign_in(signed_in.person, signed_in.places[1].membership).await,
    ];
    backend.request_reset("Ruth@Kestrel.test", HERE).await.unwrap();
    backend.request_reset("ruth@kestrel.test", HERE).await.unwrap();
    let links: Vec<_> = letters(&backend).await.iter().take(2).map(secret).collect();

    assert_eq!(backend.find_reset(&links[0]).await.unwrap().unwrap().email, "ruth@kestrel.test");
    let short = refused(backend.reset_password(&links[0], "too short", HERE).await);
    assert_eq!(short, AppError::field("new_password", Code::TooShort));
    let personal = refused(backend.reset_password(&links[0], "ruth calloway", HERE).await);
    assert_eq!(personal, AppError::field("new_password", Code::PasswordPersonal));
    // Two at once: one wins.
    let (a, b) = tokio::join!(
        backend.reset_password(&links[0], OTHER_PASSWORD, HERE),
        backend.reset_password(&links[0], OTHER_PASSWORD, HERE)
    );
    assert_ne!(a.is_ok(), b.is_ok(), "a link was used twice");
    assert_eq!(refused(backend.reset_password(&links[1], PASSWORD, HERE).await), gone(), "the older link still works");

    for token in cookies {
        assert_eq!(backend.list_places(&token).await.unwrap(), None, "a session outlived the reset");
    }
    assert!(backend.sign_in("ruth@kestrel.test", PASSWORD, HERE).await.is_err());
    backend.sign_in("ruth@kestrel.test", OTHER_PASSWORD, HERE).await.unwrap();
    assert_eq!(letters(&backend).await[0].subject, "Your password was changed");

    // S12: neither password nor link is stored.
    let stored: String = sqlx::query_scalar(
        "select string_agg(p::text, ' ') || (select string_agg(l::text, ' ') from auth.link l) from auth.person p",
    )
    .fetch_one(&mut world.hand)
    .await
    .unwrap();
    assert!(!stored.contains(OTHER_PASSWORD) && !stored.contains(&links[0]));
}

#[tokio::test]
async fn links_run_out_and_do_not_pass_for_each_other() {
    let mut world = World::new().await;
    let backend = world.backend.clone();
    backend.sign_up(&sign_up("ruth@kestrel.test"), HERE).await.unwrap();
    let confirm = secret(&letters(&backend).await[0]);
    assert_eq!(backend.find_reset(&confirm).await.unwrap(), None);
    assert_eq!(refused(backend.reset_password(&confirm, OTHER_PASSWORD, HERE).await), gone());
    sqlx::query("update auth.link set expires_at = now() - interval '1 second'")
        .execute(&mut world.hand)
        .await
        .unwrap();
    assert!(!backend.find_confirmation(&confirm).await.unwrap());
    assert_eq!(refused(backend.confirm_email(&confirm, HERE).await), gone());
}

// T6: the eleventh wrong try waits, for an address without an account as well.
#[tokio::test]
async fn many_wrong_tries_wait() {
    let world = World::new().await;
    let backend = &world.backend;
    owner(&world, "ruth@kestrel.test").await;
    for email in ["ruth@kestrel.test", "nobody@kestrel.test"] {
        for _ in 0..10 {
            assert!(matches!(refused(backend.sign_in(email, "wrong", HERE).await), AppError::Invalid(_)));
        }
        let waiting = refused(backend.sign_in(email, PASSWORD, HERE).await);
        assert!(matches!(waiting, AppError::TooMany { retry_seconds: 1..=901 }), "{waiting:?}");
    }
    backend.sign_in("ruth@kestrel.test", PASSWORD, "198.51.100.3".parse::<std::net::IpAddr>().unwrap()).await.unwrap();
}

#[tokio::test]
async fn sign_up_refuses_what_cannot_be() {
    let world = World::new().await;
    for (zone, password, field, code) in [
        ("Mars/Olympus", PASSWORD, "zone", Code::Unknown),
        ("Europe/London", "password1234", "new_password", Code::PasswordCommon),
        ("Europe/London", "Kestrel Street 1", "new_password", Code::PasswordPersonal),
    ] {
        let mut input = sign_up("ruth@kestrel.test");
        input.zone = zone.into();
        input.password = password.into();
        assert_eq!(refused(world.backend.sign_up(&input, HERE).await), AppError::field(field, code));
    }
    work(&world.backend).await;
    assert!(world.backend.mailbox().unwrap().is_empty(), "a refused sign-up wrote a letter");
}
