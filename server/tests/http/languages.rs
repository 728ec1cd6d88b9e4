//! A page that is written in both languages is said in its reader's, whole; every other page says that it is English.

use app::access::Role;
use app::features::pages;
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use backend::db::Client;

use crate::belonging::two;
use crate::support::{Answer, ask, fetch};
use crate::sweep::example;

async fn read(service: &Router, path: &str, cookie: &str, languages: &str) -> Answer {
    let request = Request::get(path)
        .header("accept", "text/html")
        .header("sec-fetch-dest", "document")
        .header("sec-fetch-site", "same-origin")
        .header("accept-language", languages)
        .header("cookie", cookie);
    ask(service, request.body(Body::empty()).unwrap()).await
}

/// The texts of the journal and of the frame around it in English and Dutch, as the source has them; those of a few
/// letters say nothing of the language.
fn texts() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for file in ["words/journal.rs", "words/shell.rs", "journal/kinds/sleep.rs"] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/src").join(file);
        let source = std::fs::read_to_string(path).unwrap();
        for line in source.lines() {
            let pair =
                line.trim().split_once(" = \"").and_then(|(_, rest)| rest.strip_suffix("\";")?.split_once("\", \""));
            if let Some((english, dutch)) = pair.filter(|(english, dutch)| english != dutch && english.contains(' ')) {
                found.push((english.to_owned(), dutch.to_owned()));
            }
        }
    }
    assert!(found.len() > 50, "{} pairs were read", found.len());
    found
}

#[tokio::test]
async fn a_page_is_said_in_its_readers_language() {
    let two = two::<Client>("client").await;
    let texts = texts();
    let (mut both, mut said) = (0, 0);
    for page in pages().filter(|page| page.rule.in_both && !page.rule.endpoint.contains("{id}")) {
        assert_eq!(page.rule.roles, [Role::Client], "the reader of this test is a client");
        let path = example(page.rule.endpoint);
        let dutch = read(&two.service, &path, &two.a, "nl-BE,nl;q=0.9,en;q=0.5").await;
        assert!(dutch.body.contains("<html lang=\"nl-NL\""), "{path}");
        for (english, in_dutch) in &texts {
            assert!(!dutch.body.contains(&format!(">{english}<")), "{path} says in English: {english}");
            said += usize::from(dutch.body.contains(&format!(">{in_dutch}<")));
        }
        let english = read(&two.service, &path, &two.a, "fr, en-GB;q=0.8").await;
        assert!(english.body.contains("<html lang=\"en-GB\""), "{path}");
        assert!(texts.iter().all(|(_, dutch)| !english.body.contains(&format!(">{dutch}<"))), "{path} says Dutch");
        both += 1;
    }
    assert!(both >= 5 && said > 30, "{both} pages, {said} texts");

    // What they chose for themselves goes before what the browser says.
    let chosen = [("zone", "Europe/London"), ("language", "nl")];
    assert_eq!(fetch(&two.service, "/api/account/change_reading", &two.a, &chosen).await.status, 200);
    assert!(read(&two.service, "/me", &two.a, "en").await.body.contains("<html lang=\"nl-NL\""));
    // A page with words in English alone does not say that it is Dutch.
    assert!(read(&two.service, "/me/book", &two.a, "nl").await.body.contains("<html lang=\"en-GB\""));
}
