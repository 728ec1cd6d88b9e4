//! Nobody learns from an answer whether an address has an account: not from status, headers or body, and not from the
//! time it takes. T6, N8
//!
//! The clock of a busy machine is noisy, so the verdict is a classifier's: the area under the curve of "the slower one
//! has the account" over interleaved tries is a half when nothing can be told. What two classes of unknown addresses
//! differ by is what the machine itself adds; the verdict allows for it, and a suspicion has to repeat itself.

use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use testkit::World;

use crate::support::{Answer, app, ask};

const TRIES: usize = 400;
/// Suspicions before the verdict, each with accounts of its own: what was tried before has its steps.
const ROUNDS: usize = 2;
/// Tries on one account before its steps begin.
const PER_ACCOUNT: usize = 8;

struct Door {
    path: &'static str,
    page: &'static str,
    tries: usize,
}

const SIGN_IN: Door = Door { path: "/api/identity/sign_in", page: "/sign-in", tries: TRIES };
const RESET: Door = Door { path: "/api/identity/request_reset", page: "/forgotten", tries: 120 };

async fn world() -> (World, Router) {
    let mut world = World::new().await;
    // Real hashes of a password nobody types.
    let hash = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz$Qm5qk0r3rYc5lBkfWnq1mJ2p6yYx1V0aS8wU4tN7dEc";
    for round in 0..ROUNDS {
        for n in 0..TRIES / PER_ACCOUNT {
            world.account(&email("known", round, n), hash).await;
        }
    }
    world.seal_passwords().await;
    let service = server::router::router(app(world.backend.clone(), 1));
    (world, service)
}

fn email(class: &str, round: usize, n: usize) -> String {
    format!("{class}{round}x{n}@kestrel.test")
}

/// One try from an address of its own: the limits of an address are another matter.
async fn try_once(service: &Router, door: &Door, email: &str, from: usize) -> (Answer, f64) {
    let form = [("_page", door.page), ("email", email), ("password", "a wrong one of some length")];
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = Request::post(door.path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("sec-fetch-dest", "document")
        .header("x-forwarded-for", format!("10.{}.{}.{}", from >> 16 & 255, from >> 8 & 255, from & 255))
        .body(Body::from(body))
        .unwrap();
    let start = Instant::now();
    let answer = ask(service, request).await;
    (answer, start.elapsed().as_secs_f64())
}

/// How well a threshold on the time tells the classes apart: 0.5 not at all, 1 or 0 always.
fn area(slow: &[f64], fast: &[f64]) -> f64 {
    let wins: f64 = slow
        .iter()
        .flat_map(|a| {
            fast.iter().map(move |b| {
                if a > b {
                    1.
                } else if a == b {
                    0.5
                } else {
                    0.
                }
            })
        })
        .sum();
    wins / (slow.len() * fast.len()) as f64
}

/// Times of known, unknown and other unknown addresses, interleaved in changing order.
async fn times(service: &Router, door: &Door, round: usize) -> [Vec<f64>; 3] {
    let classes = ["known", "nobody", "noone"];
    let mut times = [vec![], vec![], vec![]];
    for n in 0..door.tries {
        for step in 0..3 {
            let class = (n + step) % 3;
            // An unknown address is tried as often as a known one.
            let who = email(classes[class], round, n % (TRIES / PER_ACCOUNT));
            let from = 1 + (round * TRIES + n) * 3 + class;
            times[class].push(try_once(service, door, &who, from).await.1);
        }
    }
    times
}

async fn tells_nothing_by_time(door: Door) {
    let (_world, service) = world().await;
    for n in 0..5 {
        try_once(&service, &door, "warm@kestrel.test", 200_000 + n).await;
    }
    let mut told = Vec::new();
    for round in 0..ROUNDS {
        let [known, unknown, other] = times(&service, &door, round).await;
        let noise = (area(&unknown, &other) - 0.5).abs();
        // 0.05 is two and a half deviations of 400 + 400 tries of equal classes; fewer tries scatter wider.
        let allowed = 0.05 * (400. / door.tries as f64).sqrt() + noise;
        let area = area(&known, &unknown);
        if (area - 0.5).abs() <= allowed {
            return;
        }
        told.push((area, allowed));
    }
    assert!(told.is_empty(), "{} tells by its time who has an account, twice: {told:?}", door.path);
}

#[tokio::test]
async fn sign_in_tells_nothing_by_time() {
    tells_nothing_by_time(SIGN_IN).await;
}

#[tokio::test]
async fn a_reset_tells_nothing_by_time() {
    tells_nothing_by_time(RESET).await;
}

// The classifier would see a difference of a tenth of a deviation's size or more.
#[test]
fn the_classifier_can_tell() {
    let even: Vec<f64> = (0..400).map(|n| f64::from(n % 40)).collect();
    let later: Vec<f64> = even.iter().map(|time| time + 8.).collect();
    assert!((area(&even, &even) - 0.5).abs() < 1e-9);
    assert!(area(&later, &even) > 0.65, "{}", area(&later, &even));
}

/// What is different in every answer: the request's id, the form's keys, the nonce.
fn bare(answer: &Answer, who: &str) -> String {
    let mut text = answer.body.replace(who, "WHO");
    for mark in ["name=\"key\" value=\"", "nonce=\"", "Reference "] {
        while let Some(at) = text.find(mark) {
            let end = text[at + mark.len()..].find(['"', '<', ' ']).unwrap_or(0);
            text.replace_range(at..at + mark.len() + end, "…");
        }
    }
    let mut headers: Vec<_> = answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    headers.retain(|line| !line.starts_with("x-request-id") && !line.starts_with("content-security-policy"));
    headers.retain(|line| !line.starts_with("content-length") && !line.starts_with("date"));
    format!("{}\n{}\n{text}", answer.status, headers.join("\n"))
}

#[tokio::test]
async fn answers_are_alike() {
    let (_world, service) = world().await;
    let other = [
        Door { path: "/api/identity/resend_confirmation", page: "/sign-in", tries: 0 },
        Door { path: "/api/identity/sign_up", page: "/sign-up", tries: 0 },
    ];
    for (n, door) in [SIGN_IN, RESET].into_iter().chain(other).enumerate() {
        let (known, unknown) = (email("known", 0, n), email("other", 0, n));
        let (a, _) = try_once(&service, &door, &known, 300_000 + 2 * n).await;
        let (b, _) = try_once(&service, &door, &unknown, 300_001 + 2 * n).await;
        assert_eq!(bare(&a, &known), bare(&b, &unknown), "{}", door.path);
    }
}
