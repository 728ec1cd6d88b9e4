//! What every answer has in common: errors look alike and name themselves, nothing personal is kept by anybody between,
//! and signing out leaves nothing behind.

use app::features::RULES;
use axum::Router;
use axum::body::Body;
use axum::extract::Path;
use axum::http::{Request, StatusCode};
use axum::routing::get;
use testkit::World;

use crate::support::{app, ask, plain, plain_app, submit, visit};
use crate::sweep::{FILLED, example};

#[tokio::test]
async fn every_error_is_a_page_or_a_line_with_a_reference() {
    let status = |Path(status): Path<u16>| async move { StatusCode::from_u16(status).unwrap() };
    let service = server::edge::wrap(Router::new().route("/status/{status}", get(status)), plain_app());
    for status in [400, 401, 403, 404, 405, 408, 413, 415, 422, 429, 500, 503] {
        let path = format!("/status/{status}");
        let page = visit(&service, &path, "").await;
        let id = page.header("x-request-id").to_owned();
        assert_eq!((page.status.as_u16(), id.len()), (status, 32));
        assert_eq!(page.body.matches("<h1").count(), 1, "{status}");
        assert!(page.body.contains(&id), "{status} names its reference");
        assert!(page.header("content-security-policy").starts_with("default-src 'none'"), "{status}");
        assert_eq!(page.header("cache-control"), "no-store", "{status}");
        let line = ask(&service, Request::get(&path).body(Body::empty()).unwrap()).await;
        assert!(line.body.contains(line.header("x-request-id")) && line.body.len() < 100, "{status}: {}", line.body);
        if status == 503 {
            assert!(!page.header("retry-after").is_empty() && !line.header("retry-after").is_empty());
        }
        for answer in [&page, &line] {
            for inside in ["panicked", "sqlx", "postgres", "axum", "src/", "constraint"] {
                assert!(!answer.body.to_lowercase().contains(inside), "{status} tells of {inside}");
            }
        }
    }
}

// N8: what is about a person is kept by no cache, whoever asks for it and however it ends.
#[tokio::test]
async fn no_page_and_no_function_is_kept() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let client = world.client(clinic, "Maya").await;
    let practitioner = world.practitioner(clinic, "Ruth").await;
    let admin = world.admin(clinic, "Noor").await;
    let service = server::router::router(app(world.backend.clone(), 0));
    let cookies = [client.cookie, practitioner.cookie, admin.cookie].map(|cookie| format!("ns={cookie}"));
    let mut shown = 0;
    for rule in RULES.iter() {
        for cookie in cookies.iter().map(String::as_str).chain([""]) {
            // Signing out would end it for the rest.
            if rule.endpoint == "/api/identity/sign_out" {
                continue;
            }
            let answer = match rule.endpoint.starts_with("/api/") {
                true if cookie.is_empty() => submit(&service, rule.endpoint, cookie, FILLED).await,
                true => continue,
                false => visit(&service, &example(rule.endpoint), cookie).await,
            };
            assert_eq!(answer.header("cache-control"), "no-store", "{} {}", rule.endpoint, answer.status);
            assert_eq!(answer.header("etag"), "", "{}", rule.endpoint);
            shown += usize::from(answer.status == 200);
            // The nonce is the script's alone, on the real HTML of every page.
            if let Some((_, rest)) = answer.body.split_once(" nonce=\"") {
                let nonce = rest.split('"').next().unwrap();
                assert_eq!(answer.body.matches(nonce).count(), 1, "{}: the nonce stands elsewhere too", rule.endpoint);
                assert!(answer.header("content-security-policy").contains(&format!("'nonce-{nonce}'")));
            } else {
                assert!(!answer.body.contains("<script"), "{}: a script without a nonce", rule.endpoint);
            }
            for inline in [" style=\"", " onclick=", " onload=", "javascript:", "<style"] {
                assert!(!answer.body.contains(inline), "{}: {inline} would be stopped", rule.endpoint);
            }
        }
    }
    assert!(shown > 20, "{shown} pages were really shown");
}

// S3: whoever sits down next finds nothing.
#[tokio::test]
async fn signing_out_clears_the_browser() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let client = world.client(clinic, "Maya").await;
    let service = server::router::router(app(world.backend.clone(), 0));
    let cookie = format!("ns={}", client.cookie);
    let shown = visit(&service, "/me", &cookie).await;
    assert_eq!((shown.status.as_u16(), shown.header("clear-site-data")), (200, ""));
    let out = submit(&service, "/api/identity/sign_out", &cookie, &[]).await;
    assert_eq!(out.status, 303);
    assert_eq!(out.header("clear-site-data"), "\"cache\", \"storage\"");
    assert!(out.cookies().iter().any(|cookie| cookie.starts_with("ns=;")), "{:?}", out.cookies());
    assert_eq!(visit(&plain(), "/sign-in", "").await.header("clear-site-data"), "");
}
