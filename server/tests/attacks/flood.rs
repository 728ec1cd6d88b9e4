//! A flood of tries on one account, from everywhere and from next door: its owner, on a browser they have signed in
//! with before, is not held up; and saying that one's browser is known does not make it so. T6

use axum::Router;
use axum::body::Body;
use axum::http::Request;

use crate::accounts::{EMAIL, PASSWORD, ana, newest_link};
use crate::support::{Answer, app, ask, post};
use crate::town::Town;

const SIGN_IN: &str = "/api/identity/sign_in";
/// Where the owner usually is, and the attacker is too.
const NEXT_DOOR: &str = "203.0.113.9";

async fn sign_in(service: &Router, email: &str, password: &str, from: &str, cookie: &str) -> Answer {
    let form = [("email", email), ("password", password), ("_page", "/sign-in")];
    let mut request: Request<Body> = post(SIGN_IN, cookie, &form, "document");
    request.headers_mut().insert("x-forwarded-for", from.parse().unwrap());
    ask(service, request).await
}

/// The browser's own cookie, as it sends it.
fn device(answer: &Answer) -> String {
    let cookies = answer.cookies();
    let given = cookies.iter().find(|cookie| cookie.starts_with("device=")).unwrap();
    given.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_flood_does_not_reach_the_owner_and_a_forged_cookie_is_worth_nothing() {
    let town = Town::new().await;
    ana(&town).await;
    let app = app(town.world.backend.clone(), 1);
    let service = server::router::router(app.clone());
    let limits = &app.edge.limits;
    let known = device(&sign_in(&service, EMAIL, PASSWORD, "198.51.100.7", "").await);
    // From everywhere, until the account's own limit is used up; and from next door, until that place's is.
    for n in 0..1_000_u32 {
        let [_, a, b, c] = n.to_be_bytes();
        _ = limits.check(SIGN_IN, std::net::Ipv4Addr::new(10, a, b, c).into(), Some(EMAIL));
        _ = limits.check(SIGN_IN, NEXT_DOOR.parse().unwrap(), Some(&format!("{n}@elsewhere.test")));
    }

    // Whoever has no such browser waits, the right password or not: a place nobody has seen, and next door.
    let forged = [
        String::new(),
        "device=".to_owned(),
        "device=none".to_owned(),
        format!("device={}", "A".repeat(43)),
        format!("device={}", backend::identity::DeviceToken::random().to_cookie()),
        known.to_lowercase(),
        // A session's secret is no browser's.
        format!("device={}", town.eve.cookie),
    ];
    for cookie in &forged {
        for from in ["192.0.2.77", NEXT_DOOR] {
            let answer = sign_in(&service, EMAIL, PASSWORD, from, cookie).await;
            assert_eq!(answer.status, 429, "{cookie} from {from}");
            assert!(answer.header("retry-after").parse::<u32>().is_ok());
        }
    }
    // Ana's browser opens nothing for the account of somebody else, and is limited there like any.
    for from in ["192.0.2.78", NEXT_DOOR] {
        while limits.check(SIGN_IN, from.parse().unwrap(), Some("eve@elsewhere.test")).is_ok() {}
        assert_eq!(sign_in(&service, "eve@elsewhere.test", PASSWORD, from, &known).await.status, 429, "{from}");
    }

    // Ana is let in at once, from wherever she is.
    for from in ["192.0.2.77", NEXT_DOOR] {
        let answer = sign_in(&service, EMAIL, PASSWORD, from, &known).await;
        assert_eq!(answer.status, 303, "from {from}: {}", answer.body);
    }
    // Whoever has her browser has twenty tries.
    let mut refused = 0;
    for _ in 0..21 {
        let answer = sign_in(&service, EMAIL, "a wrong one of some length", NEXT_DOOR, &known).await;
        refused += u32::from(answer.status == 429);
    }
    assert_eq!(refused, 1);
}

// The account's own limits used up, for signing in and for asking for letters, from a botnet: the owner in a browser that
// nobody knows still comes in, by any letter that came, also one the attacker asked for. T6
#[tokio::test]
async fn the_owner_in_a_new_browser_comes_in_by_a_letter() {
    const ASK: &str = "/api/identity/request_reset";
    const ANOTHER: &str = "another-quiet-harbour-58";
    let town = Town::new().await;
    ana(&town).await;
    let app = app(town.world.backend.clone(), 1);
    let service = server::router::router(app.clone());
    let from = |path: &str, form: &[(&str, &str)], from: &str| {
        let mut request = post(path, "", form, "document");
        request.headers_mut().insert("x-forwarded-for", from.parse().unwrap());
        let service = service.clone();
        async move { ask(&service, request).await }
    };
    let drain = |net: u8| {
        for n in 0..=255 {
            _ = app.edge.limits.check(SIGN_IN, std::net::Ipv4Addr::new(10, net, n, 1).into(), Some(EMAIL));
        }
    };
    drain(1);
    let mut asked = 0;
    for n in 0..30 {
        let answer = from(ASK, &[("email", EMAIL)], &format!("198.18.{n}.1")).await;
        asked += u32::from(answer.status == 303);
    }
    assert!((1..30).contains(&asked), "{asked}: the letters were not limited, so this proves nothing");
    let here = "192.0.2.77";
    drain(2);
    assert_eq!(sign_in(&service, EMAIL, PASSWORD, here, "").await.status, 429, "the limit was not used up");
    let token = newest_link(&town).await;
    let form = [("token", token.as_str()), ("new_password", ANOTHER)];
    let reset = from("/api/identity/reset_password", &form, here).await;
    assert_eq!(reset.status, 303, "{}", reset.body);
    let known = device(&reset);
    let answer = sign_in(&service, EMAIL, ANOTHER, here, &known).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    // Where nobody has opened it, it stays shut.
    drain(3);
    assert_eq!(sign_in(&service, EMAIL, ANOTHER, "192.0.2.79", "").await.status, 429);
}
