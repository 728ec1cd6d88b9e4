//! The operator's bundle: read only, whole, without names, every file with its hash.

use std::path::PathBuf;

use backend::incident::{Question, write_bundle};
use contract::incident::ScopeKind;
use sha2::{Digest, Sha256};
use testkit::House;
use uuid::Uuid;

use crate::support::{log, look, open, range, scope};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("bundle-{}", Uuid::now_v7()))
}

#[tokio::test]
async fn a_bundle_holds_every_line_and_nobodys_name() {
    let mut house = House::new().await;
    let (ruth, maya) = (house.ruth.member.0, house.maya.member.0);
    let tom = house.world.client(house.maya.organisation, "Tom").await.member.0;
    log(&mut house, 1001, ruth, maya, "2026-10-01 10:15Z").await;
    log(&mut house, 1002, ruth, tom, "2026-10-01 10:45Z").await;
    look(&mut house, ruth, maya, "review", "2026-10-01 10:15Z", "2026-10-01 10:16Z").await;
    let id = open(&house, 1, false).await;
    scope(&house, id, range("2026-10-01T11:00:00", "2026-10-01T12:00:00")).await;
    let url = house.world.db.url(Some("ns_migrator"));
    let (organisation, out) = (house.noor.organisation.0, folder());
    let lines_before: i64 =
        sqlx::query_scalar("select count(*) from app.activity").fetch_one(&mut house.world.hand).await.unwrap();
    let bundle = write_bundle(&url, organisation, Question::Incident(id.0), &out, backend::clock::Clock::System.now())
        .await
        .unwrap();
    let lines_after: i64 =
        sqlx::query_scalar("select count(*) from app.activity").fetch_one(&mut house.world.hand).await.unwrap();
    assert_eq!((bundle.lines, bundle.clients, lines_before), (3, 2, lines_after));
    let manifest = std::fs::read(&bundle.manifest).unwrap();
    assert_eq!(hex::encode(Sha256::digest(&manifest)), bundle.sha256);
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    assert_eq!(
        (manifest["incident"]["number"].as_i64(), manifest["incident"]["drill"].as_bool()),
        (Some(1), Some(false))
    );
    let files = manifest["files"].as_array().unwrap();
    assert_eq!(files.len(), 4);
    for file in files {
        let bytes = std::fs::read(out.join(file["name"].as_str().unwrap())).unwrap();
        assert_eq!(hex::encode(Sha256::digest(&bytes)), file["sha256"].as_str().unwrap(), "{file}");
        let text = String::from_utf8(bytes).unwrap();
        for name in ["Maya", "Osei", "Ruth", "Calloway", "Tom", "Noor"] {
            assert!(!text.contains(name), "{name} in {file}");
        }
    }
    let events = std::fs::read_to_string(out.join("events.jsonl")).unwrap();
    assert!(events.contains(&maya.to_string()) && events.contains(&tom.to_string()) && events.contains("look.review"));
    // Never over what is there.
    assert!(
        write_bundle(&url, organisation, Question::Incident(id.0), &out, backend::clock::Clock::System.now())
            .await
            .is_err()
    );
    std::fs::remove_dir_all(out).unwrap();
}

#[tokio::test]
async fn a_question_that_cannot_be_leaves_no_folder() {
    let house = House::new().await;
    let url = house.world.db.url(Some("ns_migrator"));
    let nobody = Uuid::now_v7();
    let range = Question::Scope { kind: ScopeKind::Range, id: None, since: None, until: None };
    let unscoped = open(&house, 1, true).await;
    for (organisation, question) in [
        (nobody, range),
        (house.noor.organisation.0, Question::Incident(nobody)),
        (house.noor.organisation.0, Question::Incident(unscoped.0)),
        (house.other_admin.organisation.0, Question::Incident(unscoped.0)),
    ] {
        let out = folder();
        assert!(
            write_bundle(&url, organisation, question, &out, backend::clock::Clock::System.now()).await.is_err(),
            "{question:?}"
        );
        assert!(!out.exists());
    }
}
