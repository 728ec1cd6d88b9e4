//! Plain forms, as a browser without WASM sends them (N8).

use crate::support::{fetch, plain, submit, visit};

const CHOOSE: &str = "/api/appearance/choose";

#[tokio::test]
async fn success_is_a_step_onwards_that_says_nothing_in_the_url() {
    let service = plain();
    let done = submit(&service, CHOOSE, "", &[("theme", "dark"), ("back", "/sign-in?next=/me"), ("_page", "/")]).await;
    assert_eq!(done.status, 303);
    assert_eq!(done.header("location"), "/sign-in?next=/me", "back to where one was");
    assert!(done.cookies()[0].starts_with("__Host-theme=dark; Path=/; "), "{:?}", done.cookies());
    assert!(done.cookies()[0].contains("; Secure") && done.cookies()[0].contains("; HttpOnly"));
    let page = visit(&service, "/sign-in", "__Host-theme=dark").await;
    assert!(page.body.contains("<html lang=\"en-GB\" data-theme=\"dark\">"));
}

#[tokio::test]
async fn a_refused_form_is_its_own_page_again() {
    let service = plain();
    let form = [("theme", "purple"), ("back", "/"), ("_page", "/sign-in?next=/me"), ("key", "k-1")];
    let page = submit(&service, CHOOSE, "", &form).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.header("location"), "");
    assert!(page.body.contains("<title>Error: Sign in"), "the page is the one the form stood on");
    assert!(page.body.contains("id=\"theme-error\""), "the reason stands beside the field");
    assert!(page.body.contains("name=\"_page\" value=\"/sign-in?next=/me\""), "and stays on that page");
    assert!(page.body.contains("name=\"key\" value=\"k-1\""), "a retry is still the same attempt");
    assert!(!page.body.contains("purple"), "a choice that does not exist is not shown");
    // The other form on the page is not the refused one.
    assert_eq!(page.body.matches("aria-invalid=\"true\"").count(), 1);
}

#[tokio::test]
async fn what_was_typed_is_escaped_and_a_foreign_page_is_not_shown() {
    let service = plain();
    for page in ["https://evil.example/", "//evil.example/", "/no-such-page", "/api/appearance/choose", ""] {
        let shown = submit(&service, CHOOSE, "", &[("theme", "<script>"), ("back", "/"), ("_page", page)]).await;
        assert_eq!(shown.status, 422, "{page}");
        assert!(!shown.body.contains("<script>"), "{page}");
        assert!(!shown.body.contains("evil"), "{page}");
    }
    // Where the form leads is ours alone, too.
    let done = submit(&service, CHOOSE, "", &[("theme", "dark"), ("back", "//evil.example/")]).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/"));
}

#[tokio::test]
async fn an_island_gets_data_and_a_telling_status() {
    let service = plain();
    let refused = fetch(&service, CHOOSE, "", &[("theme", "purple"), ("back", "/")]).await;
    assert_eq!((refused.status.as_u16(), refused.header("content-type")), (422, "application/json"));
    assert_eq!(refused.body, r#"{"Invalid":[{"field":"theme","code":"unknown"}]}"#);
    let done = fetch(&service, CHOOSE, "", &[("theme", "dark"), ("back", "/")]).await;
    assert_eq!((done.status.as_u16(), done.body.as_str()), (200, r#"{"goto":"/","notice":null}"#));
    let garbled = fetch(&service, CHOOSE, "", &[("nothing", "of it")]).await;
    assert_eq!(garbled.status, 422);
    assert!(!garbled.body.contains("missing field"), "no text of the decoder: {}", garbled.body);
}

#[tokio::test]
async fn a_notice_is_said_once() {
    let service = plain();
    let saved = hex::encode(r#"{"entry_saved":"019aa5f0-0000-7000-8000-000000000001"}"#);
    let page = visit(&service, "/", &format!("__Host-notice={saved}")).await;
    assert!(page.body.contains("Entry logged."));
    assert!(page.cookies()[0].starts_with("__Host-notice=; Path=/; Max-Age=0; "), "{:?}", page.cookies());
    for forged in ["zz", "7b7d", "22"] {
        let page = visit(&service, "/", &format!("__Host-notice={forged}")).await;
        assert_eq!(page.status, 200);
        assert!(page.cookies().is_empty());
    }
}
