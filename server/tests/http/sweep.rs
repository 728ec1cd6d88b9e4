//! No endpoint escapes the sweep (T1): each page and each function is called by nobody in particular and must answer
//! as its row in the access matrix says.

use app::access::Role;
use app::features::RULES;

use crate::support::{fetch, plain, submit, visit};

/// A path for a pattern: a value of the right look for every `{name}`.
pub fn example(pattern: &str) -> String {
    let part = |part: &str| match part {
        "{day}" | "{date}" => "2026-11-22".to_owned(),
        named if named.starts_with('{') => "0190a7c4-0000-7000-8000-000000000000".to_owned(),
        fixed => fixed.to_owned(),
    };
    pattern.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// One form that every function can read: a fitting value under every name any of them asks for. A new function that
/// refuses it (422) fails the sweep: give its argument a value here.
pub const FILLED: &[(&str, &str)] = &[
    ("key", ID),
    ("service", ID),
    ("appointment", ID),
    ("entry", ID),
    ("client", ID),
    ("practitioner", ID),
    ("invitation", ID),
    ("grant", ID),
    ("export", ID),
    ("offer", ID),
    ("reset", ID),
    ("token", ID),
    ("whom", "Ana Example"),
    ("reason", "She has lost her phone"),
    ("member", ID),
    ("session", ID),
    ("review", ID),
    ("password", "violet staircase umbrella"),
    ("new_password", "violet staircase umbrella"),
    ("again", "0190a7c4-0000-7000-8000-000000000000_0190a7c4-0000-7000-8000-000000000001"),
    ("starts_at", "2026-12-01T09:00:00Z"),
    ("until", "2026-11-22T09:00:00Z"),
    ("days", "14"),
    ("to", "completed"),
    ("step", "pause"),
    ("name", "Ana Example"),
    ("email", "ana@example.test"),
    ("role", "practitioner"),
    ("code", "123456"),
    ("factor", ID),
    ("ceremony", ID),
    ("passkey", "{}"),
    ("purpose", "register"),
    ("from", "2126-12-01"),
    ("kind", "ai"),
    ("agrees", "no"),
    ("document", ID),
    ("how", "By bank transfer on 3 December"),
    ("failed", "0"),
    ("text", ID),
    ("document_kind", "consent"),
    ("title", "Payment"),
    ("body", "I pay."),
    ("signed_name", "Ana Example"),
    ("ended_why", "Over"),
    ("why", "A paper of 3 May, in the file"),
    ("released_why", "The complaint is settled"),
    ("answers[shown]", "ai=00"),
    ("answers[ai]", "no"),
    ("zone", "Europe/London"),
    ("minutes", "30"),
    ("most_ahead", "6"),
    ("most_daily", "12"),
    ("most_cancelled", "6"),
    ("price", "0"),
    ("place", "online"),
    ("query", "apple"),
    ("search", "ana"),
    ("asked", "kind=look"),
    ("format", "csv"),
    ("meal[id]", ID),
    ("meal[meal_type]", "lunch"),
    ("meal[day]", "2026-11-20"),
    ("meal[time]", "13:00"),
    ("meal[items][0][name]", "Soup"),
    ("meal[items][0][grams]", "200"),
    ("sleep[id]", ID),
    ("sleep[kind]", "night"),
    ("sleep[day]", "2026-11-20"),
    ("sleep[time]", "23:10"),
    ("sleep[woke]", "06:50"),
    ("symptom[id]", ID),
    ("symptom[code]", "bloating"),
    ("symptom[present]", "no"),
    ("symptom[day]", "2026-11-20"),
    ("symptom[time]", "13:00"),
];
const ID: &str = "0190a7c4-0000-7000-8000-000000000000";

// T1: without a session there is the way to sign in and nothing else. No database is asked for that.
#[tokio::test]
async fn strangers_get_in_nowhere() {
    let service = plain();
    let mut swept = 0;
    for rule in RULES.iter().filter(|rule| !rule.roles.contains(&Role::Anyone)) {
        if rule.endpoint.starts_with("/api/") {
            let called = fetch(&service, rule.endpoint, "", FILLED).await;
            assert_eq!(called.status, 401, "{}", rule.endpoint);
            let posted = submit(&service, rule.endpoint, "", FILLED).await;
            assert_eq!((posted.status.as_u16(), posted.header("location")), (303, "/sign-in"), "{}", rule.endpoint);
        } else {
            let page = visit(&service, &example(rule.endpoint), "").await;
            assert_eq!(page.status, 303, "{}", rule.endpoint);
            assert!(page.header("location").starts_with("/sign-in?next=/"), "{}", rule.endpoint);
        }
        swept += 1;
    }
    assert!(swept > 0, "there are closed endpoints");
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
