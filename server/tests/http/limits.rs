//! Every endpoint that needs no session is limited by address, and says how long to wait (T6). The list is the access
//! matrix's own: a public endpoint that is added is limited, or this fails.

use app::access::Role;
use app::features::RULES;
use axum::body::Body;
use axum::http::Request;
use backend::Backend;
use backend::clock::Clock;

use crate::support::{Answer, app, ask, config, post};
use crate::sweep::{FILLED, example};

const GUESSER: &str = "203.0.113.9";

fn from(mut request: Request<Body>, address: &str) -> Request<Body> {
    request.headers_mut().insert("x-forwarded-for", address.parse().unwrap());
    request
}

fn get(path: &str) -> Request<Body> {
    Request::get(path).header("accept", "text/html").body(Body::empty()).unwrap()
}

fn is_limited(answer: &Answer) -> bool {
    let wait = answer.header("retry-after").parse::<u32>();
    answer.status == 429 && wait.is_ok_and(|seconds| (1..=600).contains(&seconds))
}

#[tokio::test]
async fn every_public_endpoint_is_limited() {
    // One trusted proxy, which tells where requests come from.
    let app = app(Backend::new(config("https://app.example.org"), Clock::System).unwrap(), 1);
    let service = server::router::router(app.clone());
    let address = GUESSER.parse().unwrap();
    let mut swept = 0;
    for rule in RULES.iter().filter(|rule| rule.roles.contains(&Role::Anyone)) {
        let tries = (0..5_000).take_while(|_| app.edge.limits.check(rule.endpoint, address, None).is_ok()).count();
        assert!((1..5_000).contains(&tries), "{}: {tries} tries", rule.endpoint);
        let request = match rule.endpoint.starts_with("/api/") {
            true => post(rule.endpoint, "", FILLED, "empty"),
            false => get(&example(rule.endpoint)),
        };
        let refused = ask(&service, from(request, GUESSER)).await;
        assert!(is_limited(&refused), "{}: {}", rule.endpoint, refused.status);
        // A page says it in words, a program gets the status.
        assert!(!refused.header("x-request-id").is_empty());
        // Somebody else is not held up by it, and a header does not make one somebody else.
        assert!(
            app.edge.limits.check(rule.endpoint, "198.51.100.1".parse().unwrap(), None).is_ok(),
            "{}",
            rule.endpoint
        );
        let request = match rule.endpoint.starts_with("/api/") {
            true => post(rule.endpoint, "", FILLED, "empty"),
            false => get(&example(rule.endpoint)),
        };
        let mut evading = from(request, &format!("198.51.100.77, {GUESSER}"));
        for name in ["forwarded", "x-real-ip", "cf-connecting-ip", "true-client-ip", "x-client-ip"] {
            evading.headers_mut().insert(name, "198.51.100.78".parse().unwrap());
        }
        assert!(is_limited(&ask(&service, evading).await), "{} can be evaded", rule.endpoint);
        swept += 1;
    }
    assert!(swept > 20, "{swept} public endpoints");
}

#[tokio::test]
async fn reports_and_guesses_are_limited_too() {
    let app = app(Backend::new(config("https://app.example.org"), Clock::System).unwrap(), 1);
    let service = server::router::router(app);
    for (path, most) in [("/csp-report", 30), ("/healthz", 20), ("/metrics", 0), ("/readyz", 0)] {
        let request = || match path {
            "/csp-report" => Request::post(path).body(Body::from("[]")).unwrap(),
            _ => get(path),
        };
        for _ in 0..most {
            assert_ne!(ask(&service, from(request(), GUESSER)).await.status, 429, "{path}");
        }
        // Somewhere near the limit: time passes while the test runs.
        let mut limited = false;
        for _ in 0..20 {
            limited |= is_limited(&ask(&service, from(request(), GUESSER)).await);
        }
        assert!(limited, "{path}");
        assert_ne!(ask(&service, from(request(), "198.51.100.1")).await.status, 429, "{path}");
    }
}
