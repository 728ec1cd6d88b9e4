//! What is counted, who may read it, and that every rule rings for something that exists.

use std::collections::BTreeSet;

use app::features::find_rule;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use testkit::World;

use crate::support::{Answer, app, ask, submit, visit};

const RULES: &str = include_str!("../../../docs/alerts.yml");

async fn read(service: &Router, path: &str, token: Option<&str>) -> Answer {
    let mut request = Request::get(path);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    ask(service, request.body(Body::empty()).unwrap()).await
}

async fn metrics(service: &Router) -> String {
    let answer = read(service, "/metrics", Some("token-of-the-test")).await;
    assert_eq!(answer.status, 200);
    answer.body
}

/// The value of the series that starts so.
fn value(text: &str, series: &str) -> f64 {
    let line = text.lines().find(|line| line.starts_with(series));
    line.and_then(|line| line.rsplit(' ').next()?.parse().ok()).unwrap_or(0.0)
}

#[tokio::test]
async fn what_happens_is_counted() {
    let world = World::new().await;
    let service = server::router::router(app(world.backend.clone(), 0));
    for _ in 0..3 {
        let form = [("email", "canary@example.test"), ("password", "wrong-wrong-wrong"), ("_page", "/sign-in")];
        assert_eq!(submit(&service, "/api/identity/sign_in", "", &form).await.status, 422);
    }
    visit(&service, "/no/such/page/of-maya", "").await;
    visit(&service, "/me/day/2026-11-20?x=1", "").await;
    let text = metrics(&service).await;
    let failures = r#"nutriscope_http_requests_total{route="/api/identity/sign_in",method="POST",status="422"}"#;
    assert_eq!(value(&text, failures), 3.0, "{text}");
    assert_eq!(value(&text, "nutriscope_database_up"), 1.0);
    // Clocks of one machine.
    assert!(value(&text, "nutriscope_clock_skew_seconds").abs() < 5.0);
    assert!(value(&text, r#"nutriscope_pool_size{portal="client"}"#) > 0.0);
    // Patterns only: no path, no address, no name becomes a label.
    assert!(text.contains(r#"route="/me/day/{date}""#), "{text}");
    for personal in ["2026-11-20", "canary", "of-maya", "127.0.0.1", "0.0.0.0"] {
        assert!(!text.contains(personal), "{personal}");
    }
}

#[tokio::test]
async fn a_clock_that_is_wrong_is_seen() {
    use backend::clock::Clock;
    let world = World::new().await;
    let wrong = Clock::Fixed(Clock::System.now() - chrono::Duration::seconds(90));
    let service = server::router::router(app(world.db.backend(wrong), 0));
    let skew = value(&metrics(&service).await, "nutriscope_clock_skew_seconds");
    assert!((-600.0..-80.0).contains(&skew), "{skew}");
    let ready = read(&service, "/readyz", Some("token-of-the-test")).await;
    assert_eq!((ready.status.as_u16(), ready.body.as_str()), (503, "clock\n"));
}

// T15
#[tokio::test]
async fn operators_pages_are_not_there_for_others() {
    let world = World::new().await;
    let service = server::router::router(app(world.backend.clone(), 0));
    for path in ["/metrics", "/readyz", "/healthz"] {
        for token in [None, Some(""), Some("token-of-the-tes"), Some("token-of-the-test ")] {
            let answer = read(&service, path, token).await;
            assert_eq!(answer.status, 404, "{path} {token:?}");
            assert!(!answer.body.contains("nutriscope_"));
        }
        let told = read(&service, path, Some("token-of-the-test")).await;
        assert_eq!(told.status, 200, "{path}");
        assert_eq!(told.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn every_rule_rings_for_something_that_exists() {
    let world = World::new().await;
    let service = server::router::router(app(world.backend.clone(), 0));
    visit(&service, "/sign-in", "").await;
    ask(
        &service,
        Request::post("/csp-report").body(Body::from(r#"{"csp-report":{"effective-directive":"img-src"}}"#)).unwrap(),
    )
    .await;
    let text = metrics(&service).await;
    let there: BTreeSet<&str> =
        text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split(['{', ' ']).next()).collect();
    let rules: Vec<&str> = RULES.lines().filter_map(|line| line.trim().strip_prefix("expr: ")).collect();
    let mut named = 0;
    for rule in &rules {
        let names: Vec<&str> = rule
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .filter(|word| word.starts_with("nutriscope_"))
            .collect();
        assert!(!names.is_empty(), "{rule}");
        for name in names {
            assert!(there.contains(name), "{name} of `{rule}` is not counted: {there:?}");
            named += 1;
        }
        for route in rule.split("route=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            assert!(find_rule(route).is_some(), "{route} of `{rule}` does not exist");
        }
    }
    assert!(named >= rules.len());
    for wanted in ["SignInFailures", "RateLimitHits", "Errors", "PoolExhaustion", "ClockSkew"] {
        assert!(RULES.contains(&format!("- alert: {wanted}\n")), "no rule for {wanted}");
    }
    assert_eq!(RULES.matches("- alert: ").count(), rules.len());
}

// P16: what the commands recorded is told, a bad result as nothing good.
#[tokio::test]
async fn proofs_and_backups_are_told() {
    use backend::trust::status::{BackupDone, DrillDone, Isolation, Status};
    let world = World::new().await;
    let service = server::router::router(app(world.backend.clone(), 0));
    let text = metrics(&service).await;
    for name in ["last_backup_seconds", "last_drill_seconds", "last_isolation_seconds", "backup_failed"] {
        assert_eq!(value(&text, &format!("nutriscope_{name} ")), 0.0, "{name}: {text}");
    }
    let at = "2026-11-22T03:00:00Z".parse().unwrap();
    Status::update(&world.backend.config.status_dir, |status| {
        status.backup = Some(BackupDone { at, bytes: 1 });
        status.backup_failed_at = Some(at);
        status.drill = Some(DrillDone { at, checks: 4, broken: 1, seconds: 3, backup_made_at: at, erasures: Some(0) });
        status.isolation = Some(Isolation { at, checks: 59, ..Isolation::default() });
    })
    .unwrap();
    let text = metrics(&service).await;
    let moment = 1_795_316_400.0;
    for (name, figure) in [
        ("last_backup_seconds", moment),
        ("backup_failed", 1.0),
        ("last_drill_seconds", 0.0),
        ("last_isolation_seconds", moment),
    ] {
        assert_eq!(value(&text, &format!("nutriscope_{name} ")), figure, "{name}: {text}");
    }
}
