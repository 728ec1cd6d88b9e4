//! Sessions and links: fixed, kept, raced, used twice. S3 T5

use crate::support::{submit, visit};
use crate::town::{Town, cookie};

pub const EMAIL: &str = "ana@example.test";
pub const PASSWORD: &str = "kestrel-orchard-lantern-42";
const OTHER: &str = "another-quiet-harbour-58";

/// Somebody with a confirmed account; the newest letter's link is left in the mailbox.
pub async fn ana(town: &Town) {
    let form = [
        ("organisation", "Oak"),
        ("zone", "Europe/London"),
        ("currency", "gbp"),
        ("name", "Ana"),
        ("email", EMAIL),
        ("new_password", PASSWORD),
    ];
    assert_eq!(submit(&town.service, "/api/identity/sign_up", "", &form).await.status, 303);
    let token = newest_link(town).await;
    assert_eq!(submit(&town.service, "/api/identity/confirm_email", "", &[("token", &token)]).await.status, 303);
}

/// The secret in the newest letter.
pub async fn newest_link(town: &Town) -> String {
    while town.world.backend.run_next_job().await.unwrap() {}
    let letters = town.world.backend.mailbox().unwrap();
    letters.first().unwrap().link.rsplit('/').next().unwrap().to_owned()
}

/// The session cookie a sign-in gave, as the browser sends it.
async fn sign_in(town: &Town, password: &str, before: &str) -> Option<String> {
    let form = [("email", EMAIL), ("password", password), ("_page", "/sign-in")];
    let answer = submit(&town.service, "/api/identity/sign_in", before, &form).await;
    let cookie =
        answer.cookies().into_iter().find(|cookie| cookie.starts_with("ns=") && !cookie.starts_with("ns=;"))?;
    (answer.status == 303).then(|| cookie.split(';').next().unwrap().to_owned())
}

async fn is_in(town: &Town, cookie: &str) -> bool {
    visit(&town.service, "/clinic", cookie).await.status == 200
}

#[tokio::test]
async fn a_session_that_was_given_beforehand_is_not_used() {
    let town = Town::new().await;
    ana(&town).await;
    for planted in ["ns=AAAAAAAAAAAAAAAAAAAAAA".to_owned(), cookie(&town.eve)] {
        let given = sign_in(&town, PASSWORD, &planted).await.unwrap();
        assert_ne!(given, planted, "the planted session became Ana's");
        assert!(!is_in(&town, &planted).await);
        // Each sign-in has an id of its own.
        assert_ne!(Some(&given), sign_in(&town, PASSWORD, &given).await.as_ref());
    }
}

#[tokio::test]
async fn a_reset_link_works_once_and_ends_everything() {
    let town = Town::new().await;
    ana(&town).await;
    let thief = sign_in(&town, PASSWORD, "").await.unwrap();
    assert!(is_in(&town, &thief).await);
    submit(&town.service, "/api/identity/request_reset", "", &[("email", EMAIL)]).await;
    let token = newest_link(&town).await;
    // Raced: one of them wins.
    let attempts: Vec<_> = (0..8)
        .map(|_| {
            let (service, token) = (town.service.clone(), token.clone());
            tokio::spawn(async move {
                let form = [("token", token.as_str()), ("new_password", OTHER)];
                submit(&service, "/api/identity/reset_password", "", &form).await.status.as_u16()
            })
        })
        .collect();
    let mut won = 0;
    for attempt in attempts {
        won += u32::from(attempt.await.unwrap() == 303);
    }
    assert_eq!(won, 1, "the link worked {won} times");
    assert!(!is_in(&town, &thief).await, "a session from before the reset lives");
    let again = [("token", token.as_str()), ("new_password", PASSWORD)];
    assert_ne!(submit(&town.service, "/api/identity/reset_password", "", &again).await.status, 303);
    assert!(sign_in(&town, PASSWORD, "").await.is_none(), "the old password works");
    assert!(sign_in(&town, OTHER, "").await.is_some());
    // A link of one kind opens no door of another.
    assert_ne!(submit(&town.service, "/api/identity/confirm_email", "", &[("token", &token)]).await.status, 303);
    for wrong in ["", "0", &"0".repeat(64), &token[..63], &token.to_uppercase()] {
        let form = [("token", wrong), ("new_password", PASSWORD)];
        assert_ne!(submit(&town.service, "/api/identity/reset_password", "", &form).await.status, 303, "{wrong}");
    }
}

// Requests under way while one signs out: none of them leaves a session that lives.
#[tokio::test]
async fn signing_out_wins_every_race() {
    let town = Town::new().await;
    ana(&town).await;
    // From the same place many times: by a browser that is known, which no limit of guesses holds up.
    let form = [("email", EMAIL), ("password", PASSWORD), ("_page", "/sign-in")];
    let first = submit(&town.service, "/api/identity/sign_in", "", &form).await;
    let device =
        first.cookies().into_iter().find_map(|cookie| cookie.split(';').next().filter(|c| c.starts_with("device=")));
    let device = device.unwrap().to_owned();
    let rounds = std::env::var("NS_RACES").ok().and_then(|n| n.parse().ok()).unwrap_or(30);
    for round in 0..rounds {
        let session = sign_in(&town, PASSWORD, &device).await.unwrap();
        let busy: Vec<_> = (0..6)
            .map(|n| {
                let (service, session) = (town.service.clone(), session.clone());
                tokio::spawn(async move {
                    match n % 2 {
                        0 => visit(&service, "/clinic", &session).await,
                        _ => {
                            submit(&service, "/api/appearance/choose", &session, &[("theme", "dark"), ("back", "/")])
                                .await
                        }
                    }
                })
            })
            .collect();
        let out = submit(&town.service, "/api/identity/sign_out", &session, &[]).await;
        assert_eq!(out.status, 303);
        for request in busy {
            let answer = request.await.unwrap();
            assert!(answer.status.as_u16() < 500);
            for cookie in
                answer.cookies().into_iter().filter(|cookie| cookie.starts_with("ns=") && !cookie.starts_with("ns=;"))
            {
                assert!(
                    !is_in(&town, cookie.split(';').next().unwrap()).await,
                    "round {round}: a late answer revived it"
                );
            }
        }
        assert!(!is_in(&town, &session).await, "round {round}");
        assert!(round > 0 || !session.is_empty());
    }
}
