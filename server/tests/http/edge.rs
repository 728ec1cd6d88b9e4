//! What every response carries, and what is refused before anything runs.

use crate::support::{ask, plain, plain_app, visit};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use axum::routing::get;

fn form(headers: &[(&str, &str)], body: &str) -> Request<Body> {
    let mut request = Request::post("/api/appearance/choose")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin");
    for (name, value) in headers {
        request
            .headers_mut()
            .unwrap()
            .insert(axum::http::HeaderName::from_bytes(name.as_bytes()).unwrap(), value.parse().unwrap());
    }
    request.body(Body::from(body.to_owned())).unwrap()
}

#[tokio::test]
async fn a_page_without_an_island_allows_and_names_no_script() {
    let page = visit(&plain(), "/", "").await;
    assert_eq!(page.status, 200);
    assert!(!page.body.contains("<script"));
    let policy = page.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'; "), "{policy}");
    assert!(!policy.contains("script-src") && !policy.contains("unsafe-inline"), "{policy}");
}

#[tokio::test]
async fn an_island_brings_one_script_with_a_nonce_of_its_own() {
    let service = plain();
    let mut seen = std::collections::HashSet::new();
    for _ in 0..3 {
        let page = visit(&service, "/sign-in", "").await;
        let nonce = page.between("nonce=\"", "\"").to_owned();
        assert_eq!(nonce.len(), 32);
        let expected = format!("script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'");
        assert!(page.header("content-security-policy").contains(&expected));
        assert_eq!(page.body.matches(&nonce).count(), 1, "the nonce stands in no other attribute");
        assert_eq!(page.body.matches("<script").count(), 1);
        assert!(
            page.body.contains("<script type=\"module\" src=\"/pkg/boot.1.js\" integrity=\"sha384-"),
            "and it is a file"
        );
        assert!(seen.insert(nonce), "a nonce is used once");
    }
}

#[tokio::test]
async fn every_answer_is_protected() {
    // N5, security.md §4: pages, files, refusals and mistakes alike.
    let service = plain();
    for path in ["/", "/sign-in", "/pkg/boot.1.js", "/pkg/nothing.js", "/no-such-page", "/healthz"] {
        let answer = visit(&service, path, "").await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-embedder-policy", "require-corp"),
            ("cross-origin-resource-policy", "same-origin"),
            ("referrer-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{path} {name}");
        }
        let policy = answer.header("content-security-policy");
        for part in ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'", "report-uri /csp-report"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(answer.header("strict-transport-security").starts_with("max-age=63072000"), "{path}");
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert_eq!(answer.header("x-request-id").len(), 32, "{path}");
        assert_eq!(answer.header("server"), "", "{path}");
    }
}

#[tokio::test]
async fn files_are_kept_and_pages_are_not() {
    let service = plain();
    let file = ask(
        &service,
        Request::get("/pkg/boot.1.js").header("accept-encoding", "gzip, br").body(Body::empty()).unwrap(),
    )
    .await;
    assert_eq!(file.header("content-encoding"), "br");
    assert_eq!(file.body, "brotli", "the file made at build time, not one made now");
    assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(visit(&service, "/pkg/boot.1.js", "").await.body, "// plain");
    assert!(visit(&service, "/assets/mark.svg", "").await.header("cache-control").starts_with("public"));
    for path in ["/", "/pkg/none.js", "/none"] {
        assert_eq!(visit(&service, path, "").await.header("cache-control"), "no-store", "{path}");
    }
    for path in
        ["/pkg/../.stamp", "/pkg/%2e%2e/manifest.json", "/.stamp", "/manifest.json", "/pkg/..%2f.stamp", "/pkg/"]
    {
        let answer = visit(&service, path, "").await;
        assert_eq!(answer.status, 404, "{path}");
    }
    let page = ask(
        &service,
        Request::get("/").header("accept", "text/html").header("accept-encoding", "br").body(Body::empty()).unwrap(),
    )
    .await;
    assert_eq!(page.header("content-encoding"), "br");
}

#[tokio::test]
async fn mistakes_get_a_page_or_a_line_and_a_reference() {
    let service = plain();
    let page = visit(&service, "/no-such-page", "").await;
    assert_eq!(page.status, 404);
    assert!(page.body.contains("<h1>There is nothing here</h1>"));
    let line = ask(&service, Request::get("/no-such-page").body(Body::empty()).unwrap()).await;
    assert_eq!(line.status, 404);
    assert_eq!(line.body, format!("Not Found (reference {})\n", line.header("x-request-id")));
    // 405, and what would have worked
    let wrong = visit(&service, "/api/appearance/choose", "").await;
    assert_eq!((wrong.status.as_u16(), wrong.header("allow")), (405, "POST"));
    assert!(wrong.body.contains("<h1>"));
}

#[tokio::test]
async fn a_panic_is_a_page_and_the_process_lives() {
    let routes = Router::new()
        .route("/boom", get(|| async { if std::env::args().count() > 0 { panic!("secret 42") } else { "no" } }))
        .route("/fine", get(|| async { "fine" }));
    let service = server::edge::wrap(routes, plain_app());
    let page = visit(&service, "/boom", "").await;
    assert_eq!(page.status, 500);
    assert!(!page.body.contains("secret"));
    assert!(page.body.contains(page.header("x-request-id")), "the reference finds it in the log");
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    assert_eq!(visit(&service, "/fine", "").await.body, "fine");
}

#[tokio::test]
async fn foreign_changes_are_refused_before_they_are_read() {
    let service = plain();
    // 1 MB that would be 413 if it were read.
    let large = "x".repeat(1 << 20);
    for headers in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("content-type", "text/plain")],
        &[("sec-fetch-site", "cross-site"), ("content-type", "application/json")],
        &[("sec-fetch-site", "cross-site"), ("content-type", "multipart/form-data; boundary=x")],
    ] {
        assert_eq!(ask(&service, form(headers, &large)).await.status, 403, "{headers:?}");
    }
    let mut older = form(&[("origin", "https://evil.example")], "theme=dark&back=/");
    older.headers_mut().remove("sec-fetch-site");
    assert_eq!(ask(&service, older).await.status, 403);
    let mut older = form(&[("origin", "https://app.example.org")], "theme=dark&back=/");
    older.headers_mut().remove("sec-fetch-site");
    assert_eq!(ask(&service, older).await.status, 200);
}

#[tokio::test]
async fn bodies_have_a_kind_and_a_size() {
    let service = plain();
    let large = format!("theme={}", "x".repeat(70_000));
    assert_eq!(ask(&service, form(&[], &large)).await.status, 413);
    // Without the length said before, too.
    let chunks = of_unsaid_length(large.clone());
    let mut request = form(&[], "");
    *request.body_mut() = chunks;
    assert_eq!(ask(&service, request).await.status, 413);
    for kind in ["application/json", "text/plain", "multipart/form-data; boundary=x", ""] {
        assert_eq!(ask(&service, form(&[("content-type", kind)], "theme=dark&back=/")).await.status, 415, "{kind}");
    }
    let deep = format!("theme{}=dark&back=/", "[a]".repeat(2_000));
    // A plain field has no parts.
    assert_eq!(ask(&service, form(&[], &deep)).await.status, 400);
    assert_eq!(ask(&service, form(&[], "theme=%ff%fe&back=%00")).await.status, 422);
}

/// A body that does not say how long it is.
fn of_unsaid_length(text: String) -> Body {
    use http_body_util::combinators::UnsyncBoxBody;
    use http_body_util::{BodyExt, Full};
    let inner: UnsyncBoxBody<_, std::convert::Infallible> =
        Full::new(axum::body::Bytes::from(text)).with_trailers(async { None }).boxed_unsync();
    Body::new(inner)
}

// T15
#[tokio::test]
async fn health_is_not_for_strangers() {
    let service = plain();
    assert_eq!(visit(&service, "/healthz", "").await.status, 404);
    let asked = |token: &str| {
        Request::get("/healthz").header("authorization", format!("Bearer {token}")).body(Body::empty()).unwrap()
    };
    assert_eq!(ask(&service, asked("guess")).await.status, 404);
    // The test's database does not exist, and it says so.
    let told = ask(&service, asked("token-of-the-test")).await;
    assert_eq!((told.status.as_u16(), told.body.as_str()), (503, "no database\n"));
}

#[tokio::test]
async fn reports_of_browsers_are_taken_from_anywhere() {
    let request = Request::post("/csp-report")
        .header("sec-fetch-site", "cross-site")
        .header("content-type", "application/reports+json")
        .body(Body::from("[]"));
    assert_eq!(ask(&plain(), request.unwrap()).await.status, 204);
}
