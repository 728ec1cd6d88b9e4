//! What a client gets: their whole record, readable, and nobody else's. T12 P10 N9

use crate::support::{House, check_parts, holds, manifest, rows};

#[tokio::test]
async fn a_client_gets_their_record_and_nobody_elses() {
    let mut house = House::new().await;
    let (maya, tom, stranger) = (house.maya.member.0, house.tom.member.0, house.stranger.member.0);
    let (here, there) = (house.maya.organisation.0, house.stranger.organisation.0);
    house.log_of(here, maya, 40, "Own-Canary").await;
    house.log_of(here, tom, 40, "Foreign-Canary").await;
    house.log_of(there, stranger, 40, "Foreign-Canary").await;
    house.write_sealed(3, "Sealed-Canary").await;
    let files = house.export(&house.maya).await;
    check_parts(&files);
    let entries = rows(&files, "observation");
    assert_eq!(entries.len(), 41);
    // What lies sealed is given as it was written, in every file.
    let sealed = entries.iter().find(|entry| entry["note"] == "Sealed-Canary").expect("the sealed entry");
    assert_eq!((&sealed["payload"]["code"], sealed.get("sealed")), (&"bloating".into(), None));
    assert!(holds(&files, "Own-Canary 40") && holds(&files, "Maya Osei"));
    // Of nobody else, of no other tenant: neither a word nor an id.
    for foreign in ["Foreign-Canary", &tom.to_string(), &stranger.to_string(), &there.to_string()] {
        assert!(!holds(&files, foreign), "{foreign} is in Maya's export");
    }
    let account = rows(&files, "account_person");
    assert_eq!(account.len(), 1);
    assert_eq!(account[0]["display_name"], "Maya Osei");
    assert!(!holds(&files, "password_sealed") && !holds(&files, "token_hash"), "secrets have no column");

    let manifest = manifest(&files);
    assert_eq!((&manifest["format"], &manifest["scope"]), (&"nutriscope-export".into(), &"client".into()));
    let table = |name: &str| {
        manifest["tables"].as_array().unwrap().iter().find(|table| table["table"] == name).cloned().unwrap_or_default()
    };
    assert_eq!(table("app.observation")["rows"], 41);
    // What there is nothing of is named.
    assert!(manifest["empty"].as_array().unwrap().contains(&"app.payment".into()), "{}", manifest["empty"]);
    assert!(table("app.payment").is_null());

    let csv = String::from_utf8(files["data/observation.csv"].clone()).unwrap();
    assert!(csv.contains("\"Sealed-Canary\""));
    assert_eq!(csv.matches("\r\n").count(), 42, "a head and a line for each");
    assert!(csv.lines().next().unwrap().contains("\"occurred_at\""));

    // Readable without a network, without a script: pictures, words for codes.
    let page = String::from_utf8(files["summary.html"].clone()).unwrap();
    for wanted in ["<svg role=\"img\"", "Bloating", "Days with entries", "Maya Osei", "Kestrel Street"] {
        assert!(page.contains(wanted), "{wanted}");
    }
    for unwanted in ["<script", "http://", "https://", "src=", "url(", "@import", "{}"] {
        assert!(!page.contains(unwanted), "{unwanted}");
    }
    assert!(String::from_utf8(files["README.txt"].clone()).unwrap().contains("manifest.json"));
}

// P10: what somebody typed is text in a spreadsheet and in the page.
#[tokio::test]
async fn what_was_typed_is_neither_formula_nor_markup() {
    let mut house = House::new().await;
    let maya = house.maya.member.0;
    house.log_of(house.maya.organisation.0, maya, 1, "<b>x</b>").await;
    house
        .world
        .by_hand(format!(
            "set session_replication_role = replica; update app.observation set note = '=HYPERLINK(\"http://evil.example\")', payload = payload - 'code' || '{{\"own_label\": \"<script>alert(1)</script>\"}}' where client_id = '{maya}'; reset session_replication_role"
        ))
        .await;
    let files = house.export(&house.maya).await;
    let csv = String::from_utf8(files["data/observation.csv"].clone()).unwrap();
    assert!(csv.contains("\"'=HYPERLINK(\"\"http://evil.example\"\")\""), "{csv}");
    assert!(!csv.contains("\"=HYPERLINK"));
    assert_eq!(rows(&files, "observation")[0]["note"], "=HYPERLINK(\"http://evil.example\")", "JSON is as it was");
    let page = String::from_utf8(files["summary.html"].clone()).unwrap();
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script"), "{page}");
}

// Nothing at all is a good export too.
#[tokio::test]
async fn somebody_without_an_entry_gets_what_there_is() {
    let house = House::new().await;
    let files = house.export(&house.stranger).await;
    check_parts(&files);
    assert!(manifest(&files)["empty"].as_array().unwrap().contains(&"app.observation".into()));
    assert!(String::from_utf8(files["summary.html"].clone()).unwrap().contains("There are no entries."));
}

// M9 T12: a journal erased with its key leaves nothing in an export, and what was written since is all in it.
#[tokio::test]
async fn after_an_erased_journal_the_rest_is_given() {
    let mut house = House::new().await;
    house.write_sealed(3, "Erased-Canary").await;
    let id = uuid::Uuid::now_v7();
    let asked = contract::privacy::Erasable::Journal;
    house.backend().ask_erasure(house.maya.write(house.backend()).await, id, asked).await.unwrap();
    house.write_sealed(4, "Kept-Canary").await;
    house
        .world
        .by_hand(format!(
            "set session_replication_role = replica; update app.erasure_request set due_at = now() - interval '1 second' where request_id = '{id}';
             update ops.job set run_at = now() where payload->>'request_id' = '{id}'; set session_replication_role = origin"
        ))
        .await;
    house.run_jobs().await;
    let files = house.export(&house.maya).await;
    check_parts(&files);
    let entries = rows(&files, "observation");
    assert_eq!((entries.len(), &entries[0]["note"]), (1, &"Kept-Canary".into()));
    assert!(!holds(&files, "Erased-Canary"));
    assert_eq!(rows(&files, "key_certificate").len(), 1, "the certificate is theirs too");
}
