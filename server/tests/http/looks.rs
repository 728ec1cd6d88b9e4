//! The sweep of looks (T9, M5): every page of the practice and the clinic is opened by everybody who may, in a clinic
//! whose clients have canaries for names. Whoever's canary stands in a page has a line in the log: by that reader, of a
//! kind that the page's row in the access matrix names; and finds it at `/me/who-saw`.

use std::collections::BTreeSet;

use app::features::RULES;
use uuid::Uuid;

use crate::support::{app, visit};
use crate::town::{STATES, addresses, town};

#[tokio::test]
async fn whoever_is_named_on_a_page_finds_the_look_in_their_log() {
    let mut town = town().await;
    let service = server::router::router(app(town.world.backend.clone(), 0));
    let (mut pages, mut shown, mut holding, mut faults) = (0, 0, BTreeSet::new(), Vec::new());
    let rules =
        RULES.iter().filter(|rule| rule.endpoint.starts_with("/practice") || rule.endpoint.starts_with("/clinic"));
    for rule in rules {
        for (reader, cookie, role, who) in town.staff.clone() {
            if !rule.admits(Some(role)) {
                continue;
            }
            for path in addresses(&town, rule) {
                // Each page has to log for itself: nothing is left of the page before.
                town.world.by_hand("set session_replication_role = replica; delete from app.record_read; reset session_replication_role".into()).await;
                let page = visit(&service, &path, &format!("ns={cookie}")).await;
                assert!(page.status.as_u16() < 500, "{who} at {path}: {}", page.status);
                pages += 1;
                let lines: Vec<(Uuid, String)> =
                    sqlx::query_as("select client_id, kind from app.record_read where reader_id = $1")
                        .bind(reader)
                        .fetch_all(&mut town.world.hand)
                        .await
                        .unwrap();
                for (canary, client) in town.clients.iter().filter(|(canary, _)| page.body.contains(canary)) {
                    shown += 1;
                    holding.insert(rule.endpoint);
                    let named = |kind: &str| rule.looks.iter().any(|look| look.as_str() == kind);
                    if !lines.iter().any(|(of, kind)| *of == client.member.0 && named(kind)) {
                        faults.push(format!("{who} at {path} is shown {canary}, whose log says nothing of it"));
                    }
                }
            }
        }
    }
    println!(
        "looks: {pages} pages opened, {shown} clients shown on {} kinds of page, {} without a line",
        holding.len(),
        faults.len()
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(pages > 60 && shown > 150, "{pages} pages, {shown} clients: too little to prove anything");
    // A row that names a look shows somebody, or the look is for nothing.
    let files = ["/clinic/audit/copy/{ticket}", "/clinic/documents/{document}/address"];
    for rule in RULES.iter().filter(|rule| !rule.looks.is_empty() && !rule.endpoint.starts_with("/api/")) {
        assert!(
            holding.contains(rule.endpoint) || files.contains(&rule.endpoint),
            "{} shows nobody here",
            rule.endpoint
        );
    }
}

// M5: the client reads it, in plain words, with who it was; a look at a hold they are not told of says nothing of it.
#[tokio::test]
async fn the_client_reads_who_of_the_staff_looked_at_what() {
    let mut town = town().await;
    let service = server::router::router(app(town.world.backend.clone(), 0));
    let (_, noor, ..) = &town.staff[2];
    for path in [
        "/clinic/consents",
        "/clinic/documents",
        "/clinic/ai",
        "/clinic/holds",
        "/clinic/data-requests",
        "/clinic/exports",
        "/clinic/recovery",
    ] {
        assert_eq!(visit(&service, path, &format!("ns={noor}")).await.status, 200, "{path}");
    }
    let seen_by = |state: &str| {
        let at = STATES.iter().position(|one| *one == state).unwrap();
        format!("ns={}", town.clients[at].1.cookie)
    };
    for (state, words) in [
        (
            "care",
            [
                "What you agreed to and when",
                "Documents you were asked to sign",
                "What an AI service was asked about you",
            ],
        ),
        ("told", ["A legal hold on your data", "Your name, in a list or a form", "Noor"]),
        ("erasing", ["Your requests about your data", "They work at your practice", "Noor"]),
        ("copied", ["Copies of your data that the clinic asked for", "They work at your practice", "Noor"]),
        ("reset", ["Your requests about your data or your sign-in", "They work at your practice", "Noor"]),
    ] {
        let page = visit(&service, "/me/who-saw", &seen_by(state)).await;
        for words in words {
            assert!(page.body.contains(words), "{state} does not read {words:?}");
        }
    }
    // In Dutch to whom reads Dutch, and to whom asks for it; no English is left beside it.
    let by_hand = "update app.membership set language = 'nl' where display_name is not null and role = 'client'";
    let in_english = visit(&service, "/me/who-saw?language=en", &seen_by("care")).await;
    town.world.by_hand(by_hand.into()).await;
    for path in ["/me/who-saw", "/me/who-saw?language=nl"] {
        let page = visit(&service, path, &seen_by("care")).await;
        for words in ["Wie mijn dossier zag", "Waarmee je akkoord ging en wanneer", "Werkt bij je praktijk"] {
            assert!(page.body.contains(words), "{path} does not say {words:?}");
        }
        for words in ["What you agreed to and when", "They work at your practice", "Your practice&#x27;s front desk"] {
            assert!(!page.body.contains(words), "{path} says {words:?}");
        }
    }
    assert!(in_english.body.contains("They work at your practice"));
    for path in ["/me/who-saw", "/me/privacy", "/me/activity", "/me/evidence"] {
        let page = visit(&service, path, &seen_by("silent")).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.body.contains("egal hold") && !page.body.contains("open complaint"), "{path} tells of the hold");
    }
}
