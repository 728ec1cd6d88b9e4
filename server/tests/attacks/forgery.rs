//! Changes asked for by pages of others, in every encoding a page can send; bodies that are huge, deep or of the wrong
//! kind. `security.md` §4

use axum::body::Body;
use axum::http::Request;

use crate::support::{ask, fetch, seal};
use crate::town::{Town, cookie, functions};
use app::access::{Action, Role};
use app::features::find_rule;

const ENCODINGS: [&str; 8] = [
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data; boundary=x",
    "text/plain",
    "application/json",
    "application/csp-report",
    "",
    "APPLICATION/X-WWW-FORM-URLENCODED",
];

#[tokio::test]
async fn no_encoding_and_no_method_passes_from_elsewhere() {
    let mut town = Town::new().await;
    let before = town.state().await;
    let cookie = cookie(&town.maya);
    let mut tried = 0;
    for endpoint in functions(Role::Client).chain(functions(Role::Anyone)) {
        for encoding in ENCODINGS {
            for origin in [
                &[("sec-fetch-site", "cross-site")][..],
                &[("sec-fetch-site", "same-site")],
                &[("sec-fetch-site", "none")],
                &[("origin", "https://evil.example")],
                &[("origin", "null")],
                // The browser's word counts, not what a form adds.
                &[
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "http://localhost:3000"),
                    ("x-requested-with", "XMLHttpRequest"),
                ],
                &[],
            ] {
                let mut request = Request::post(endpoint).header("cookie", &cookie).header("content-type", encoding);
                for (name, value) in origin {
                    request = request.header(*name, *value);
                }
                let answer = ask(&town.service, request.body(Body::from("meal[note]=forged&key=1")).unwrap()).await;
                assert_eq!(answer.status, 403, "{endpoint} {encoding} {origin:?}");
                tried += 1;
            }
        }
        // Nothing of state by GET, nor by a method in disguise.
        for method in ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"] {
            let request = Request::builder()
                .method(method)
                .uri(format!("{endpoint}?meal[note]=forged&_method=POST"))
                .header("cookie", &cookie)
                .header("sec-fetch-site", "same-origin")
                .header("x-http-method-override", "POST");
            let answer = ask(&town.service, request.body(Body::empty()).unwrap()).await;
            assert!([404, 405].contains(&answer.status.as_u16()), "{method} {endpoint}: {}", answer.status);
        }
    }
    assert!(tried > 500, "{tried}");
    assert_eq!(before, town.state().await, "something was changed from elsewhere");
}

#[tokio::test]
async fn huge_deep_and_malformed_bodies_are_refused_quietly() {
    let mut town = Town::new().await;
    let cookie = cookie(&town.maya);
    let huge = format!("meal[note]={}", "x".repeat(2 << 20));
    let deep = format!("meal{}=1", "[a]".repeat(10_000));
    let many: String = (0..8_000).map(|n| format!("a{n}=&")).collect();
    let wide: String = (0..3_000).map(|n| format!("meal[items][{n}][name]=x&")).collect();
    let bodies = [
        huge,
        deep,
        many,
        wide,
        "meal[items][99999999999999999999][name]=x".into(),
        "meal=1&meal[note]=x&meal[]=2".into(),
        "%".into(),
        "%zz=%zz".into(),
        "=".into(),
        "&&&&".into(),
        "meal[note]=%ff%fe%00".into(),
        "meal[note]=%F0%28%8C%28".into(),
        "meal[day]=99999-99-99&meal[time]=25:61".into(),
        "meal[day]=-262144-01-01".into(),
        "days=1e308&until=NaN".into(),
        "key=../../etc/passwd".into(),
        "[".repeat(60_000),
        "meal[".repeat(10_000),
    ];
    // 403 asks for a fresh proof first. What needs no argument takes anything as nothing: it is not asked.
    let mut asked = Vec::new();
    for endpoint in functions(Role::Client) {
        let session = town.world.sign_in(town.eve.person, town.eve.member).await;
        if fetch(&town.service, endpoint, &format!("ns={}", session.to_cookie()), &[]).await.status == 422 {
            asked.push(endpoint);
        }
    }
    assert!(asked.len() > 5, "{asked:?}");
    let before = town.state().await;
    for endpoint in asked {
        let sealed = seal(&town.service, endpoint, &cookie, &[]).await;
        for body in &bodies {
            let request = Request::post(endpoint)
                .header("cookie", &cookie)
                .header("sec-fetch-site", "same-origin")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(Body::from(format!("_seal={sealed}&{body}")))
                .unwrap();
            let answer = ask(&town.service, request).await;
            let start: String = body.chars().take(30).collect();
            // A search for nonsense finds nothing, rightly; nothing is changed by any of it (below).
            let is_read = find_rule(endpoint).is_some_and(|rule| rule.action == Action::Read);
            assert!(
                (is_read && answer.status == 200) || [400, 403, 404, 413, 422].contains(&answer.status.as_u16()),
                "{endpoint} `{start}…`: {}",
                answer.status
            );
            for inside in ["missing field", "sqlx", "invalid type", "panicked", "expected"] {
                assert!(!answer.body.contains(inside), "{endpoint} `{start}…` tells of {inside}: {}", answer.body);
            }
        }
    }
    assert_eq!(before, town.state().await);
}
