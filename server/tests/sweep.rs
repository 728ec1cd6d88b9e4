//! No endpoint escapes the sweep (T1): each page and each function is called by nobody in particular and must answer
//! as its row in the access matrix says.

mod support;

use app::access::{RULES, Role};
use support::{fetch, plain, submit, visit};

/// A path for a pattern: a value of the right look for every `{name}`.
fn example(pattern: &str) -> String {
    let part = |part: &str| match part {
        "{day}" | "{date}" => "2026-11-22".to_owned(),
        named if named.starts_with('{') => "0190a7c4-0000-7000-8000-000000000000".to_owned(),
        fixed => fixed.to_owned(),
    };
    pattern.split('/').map(part).collect::<Vec<_>>().join("/")
}

// T1: what is not open to anyone answers a stranger with 401, 403, 404 or the way to sign in; never with content.
#[tokio::test]
async fn strangers_get_in_nowhere() {
    let service = plain();
    let mut swept = 0;
    for rule in RULES {
        let is_open = rule.roles.contains(&Role::Anyone);
        // No cookie, and one that nobody was given. Without a database the second cannot be told from a real one, so
        // it must fail closed.
        for cookie in ["", "__Host-ns=AAAAAAAAAAAAAAAAAAAAAA"] {
            if rule.endpoint.starts_with("/api/") {
                if is_open {
                    continue;
                }
                let called = fetch(&service, rule.endpoint, cookie, &[]).await;
                // A form without its fields is refused for that before anybody is asked for.
                assert!(
                    [401, 403, 404, 422, 503].contains(&called.status.as_u16()),
                    "{} {}",
                    rule.endpoint,
                    called.status
                );
                let posted = submit(&service, rule.endpoint, cookie, &[]).await;
                assert!(
                    [303, 403, 404, 422, 503].contains(&posted.status.as_u16()),
                    "{} {}",
                    rule.endpoint,
                    posted.status
                );
            } else {
                let page = visit(&service, &example(rule.endpoint), cookie).await;
                let shut = [303, 401, 403, 404, 503].contains(&page.status.as_u16());
                assert!(is_open || shut, "{} answered {}", rule.endpoint, page.status);
                if page.status == 303 && !is_open {
                    assert!(page.header("location").starts_with("/sign-in"), "{}", rule.endpoint);
                }
            }
            swept += 1;
        }
    }
    assert!(swept >= RULES.len(), "swept {swept}");
}

// T1: what has no row does not exist.
#[tokio::test]
async fn nothing_is_open_without_a_row() {
    let service = plain();
    for path in ["/api/", "/api/appearance", "/api/appearance/choose/", "/api/identity/no_such", "/api/../"] {
        let called = fetch(&service, path, "", &[("theme", "dark"), ("back", "/")]).await;
        assert!([404, 405].contains(&called.status.as_u16()), "{path} {}", called.status);
    }
}
