//! SQL, markup, headers and addresses where words were asked for: they stay words.

use crate::support::{fetch, submit, visit};
use crate::town::{SECRET, Town, cookie, functions};
use app::access::Role;

const SQL: [&str; 8] = [
    "' or '1'='1",
    "'; select set_config('app.token', 'x', false); --",
    "$$; drop table app.observation; $$",
    "1) union select email from auth.person --",
    "\\'; select pg_sleep(30); --",
    "%' and (select count(*) from auth.session) > 0 --",
    "{{7*7}}${7*7}",
    "quince%",
];
const MARKUP: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'-alert(1)-'",
    "</textarea><svg onload=alert(1)>",
    "javascript:alert(1)",
    "<leptos-island data-component=\"x\">",
];

#[tokio::test]
async fn statements_in_words_are_words() {
    let mut town = Town::new().await;
    let before = town.state().await;
    let fields = [
        "query",
        "search",
        "name",
        "email",
        "password",
        "key",
        "to",
        "step",
        "role",
        "zone",
        "code",
        "token",
        "membership",
        "client",
        "entry",
    ];
    for (role, cookie) in town.strangers() {
        for endpoint in functions(role).filter(|endpoint| {
            // The last four ask for nothing and do their work, whatever is sent along: one's own sessions end, reviews
            // begin, a head of the log is signed, the log is verified.
            !["save_own", "save_team", "invite", "end_other_sessions", "begin_reviews", "evidence/ask", "audit/verify"]
                .iter()
                .any(|own| endpoint.contains(own))
        }) {
            for sql in SQL {
                let form: Vec<(&str, &str)> = fields.iter().map(|field| (*field, sql)).collect();
                let answer = fetch(&town.service, endpoint, &cookie, &form).await;
                assert!(![500, 503].contains(&answer.status.as_u16()), "{endpoint} {sql}: {}", answer.status);
                for told in ["Maya", SECRET, "syntax error", "@example.test", "pg_catalog"] {
                    assert!(!answer.body.contains(told), "{endpoint} {sql} told {told}");
                }
            }
        }
    }
    for sql in SQL {
        let path = format!("/practice?search={}", form_urlencoded::byte_serialize(sql.as_bytes()).collect::<String>());
        let page = visit(&town.service, &path, &cookie(&town.mallory)).await;
        assert!(page.status.as_u16() < 500 && !page.body.contains("Maya"), "{path}: {}", page.status);
    }
    assert_eq!(before, town.state().await);
}

// A setting that claims an identity, as an injected statement would make it, opens nothing at any login.
#[tokio::test]
async fn a_forged_identity_sees_nothing() {
    let town = Town::new().await;
    for role in ["ns_client", "ns_practice", "ns_clinic", "ns_worker"] {
        for (name, value) in [
            ("app.token", town.maya.cookie.to_string()),
            ("app.user_id", town.maya.person.0.to_string()),
            ("app.organisation_id", town.maya.organisation.0.to_string()),
            ("role", "ns_owner".into()),
        ] {
            let mut login = town.world.db.as_role(role).await;
            _ = sqlx::query("select set_config($1, $2, false)").bind(name).bind(&value).execute(&mut login).await;
            for table in ["app.observation", "app.membership", "app.organisation", "auth.person", "auth.session"] {
                let sql = sqlx::AssertSqlSafe(format!("select count(*) from {table}"));
                // Refused or empty.
                let seen: i64 = sqlx::query_scalar(sql).fetch_one(&mut login).await.unwrap_or(0);
                assert_eq!(seen, 0, "{role} with {name} sees {table}");
            }
        }
    }
}

#[tokio::test]
async fn markup_in_a_meal_is_text_wherever_it_is_shown() {
    let town = Town::new().await;
    let cookie = cookie(&town.maya);
    for (at, markup) in MARKUP.into_iter().enumerate() {
        let id = format!("0190a7c4-0000-7000-8000-0000000000{:02x}", at + 16);
        let mut form = crate::town::meal(&id);
        for (name, value) in &mut form {
            if *name == "meal[note]" || *name == "meal[items][0][name]" {
                *value = markup;
            }
        }
        assert_eq!(submit(&town.service, "/api/journal/save_meal", &cookie, &form).await.status, 303, "{markup}");
        for path in ["/me/day/2026-11-20".to_owned(), format!("/me/meal/{id}"), format!("/me/entry/{id}/history")] {
            let page = visit(&town.service, &path, &cookie).await;
            assert_eq!(page.status, 200, "{path}");
            for live in ["<script>alert", "<img src=x", "<svg onload", "onerror=alert(1)>", "href=\"javascript:"] {
                assert!(!page.body.contains(live), "{path}: {live}");
            }
            assert!(!page.header("content-security-policy").contains("unsafe-inline"));
        }
    }
}

#[tokio::test]
async fn nothing_that_is_sent_becomes_a_header_or_another_place() {
    let town = Town::new().await;
    let places = [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/%2f%2fevil.example/..%2f..",
        "javascript:alert(1)",
        "/me\r\nset-cookie: a=b",
        "/me%0d%0aset-cookie:a=b",
        "/\t/evil.example",
        "https:evil.example",
        "/..//evil.example",
        " //evil.example",
    ];
    for place in places {
        for field in ["back", "next", "_page", "goto", "return", "url"] {
            let form = [("theme", "dark"), ("back", "/"), (field, place)];
            let answer = submit(&town.service, "/api/appearance/choose", "", &form).await;
            check(&answer, place);
            let form = [("email", "x@example.test"), ("password", "wrong-wrong-wrong"), (field, place)];
            check(&submit(&town.service, "/api/identity/sign_in", "", &form).await, place);
        }
        let encoded: String = form_urlencoded::byte_serialize(place.as_bytes()).collect();
        for path in [format!("/sign-in?next={encoded}"), format!("/choose?next={encoded}")] {
            let page = visit(&town.service, &path, "").await;
            check(&page, place);
            // In the address of this very page it stands encoded; it is nowhere a place to go.
            for live in ["\"//evil", "\"https://evil", "\"/\\evil", "\"https:evil", "name=\"next\" value=\"//"] {
                assert!(!page.body.contains(live), "{path}: {live}");
            }
        }
    }
}

fn check(answer: &crate::support::Answer, place: &str) {
    let location = answer.header("location");
    assert!(
        location.is_empty() || (location.starts_with('/') && !location.starts_with("//") && !location.contains("evil")),
        "{place} led to {location}"
    );
    assert!(answer.cookies().iter().all(|cookie| !cookie.starts_with("a=b")), "{place} set a cookie");
    assert!(!answer.header("refresh").contains("evil"));
}

// The password reset leads to our own address, whatever host the request claims.
#[tokio::test]
async fn letters_lead_to_our_own_host() {
    let town = Town::new().await;
    let backend = &town.world.backend;
    let sign_up = [
        ("organisation", "Oak"),
        ("zone", "Europe/London"),
        ("currency", "gbp"),
        ("name", "Ana"),
        ("email", "ana@example.test"),
        ("new_password", "kestrel-orchard-lantern-42"),
    ];
    let mut poisoned = crate::support::post("/api/identity/sign_up", "", &sign_up, "document");
    poison(&mut poisoned);
    assert_eq!(crate::support::ask(&town.service, poisoned).await.status, 303);
    while backend.run_next_job().await.unwrap() {}
    let mut reset =
        crate::support::post("/api/identity/request_reset", "", &[("email", "ana@example.test")], "document");
    poison(&mut reset);
    crate::support::ask(&town.service, reset).await;
    while backend.run_next_job().await.unwrap() {}
    let letters = backend.mailbox().unwrap();
    assert!(!letters.is_empty());
    for letter in letters {
        assert!(letter.link.starts_with("http://localhost:3000/") && !letter.text.contains("evil"), "{}", letter.link);
    }
}

fn poison(request: &mut axum::http::Request<axum::body::Body>) {
    for name in ["host", "x-forwarded-host", "x-host", "x-original-url", "x-rewrite-url", "forwarded"] {
        request.headers_mut().insert(name, "evil.example".parse().unwrap());
    }
}

#[test]
fn the_client_may_call_something() {
    assert!(functions(Role::Client).count() > 5);
}
