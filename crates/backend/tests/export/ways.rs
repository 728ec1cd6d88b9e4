//! The table of ways out, walked: each is performed in a world with marked words, and what came out and what the clients
//! learn is what the table says. N4 P10 P12
//!
//! `NS_WRITE_SNAPSHOTS=1` writes the table of docs/security.md anew.

use std::path::{Path, PathBuf};

use backend::export::ways::{Out, Sees, WAYS, Way, table};
use backend::secret::ReceiveKey;
use contract::privacy::Erasable;
use uuid::Uuid;

use crate::support::{Files, House, open_move};

const BEGIN: &str = "<!-- ways out: begin -->\n";
const END: &str = "<!-- ways out: end -->\n";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_document_says_what_the_table_says() {
    let path = root().join("docs/security.md");
    let document = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = document.split_once(BEGIN).expect("the table's begin");
    let (written, after) = rest.split_once(END).expect("the table's end");
    if std::env::var_os("NS_WRITE_SNAPSHOTS").is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{}{END}{after}", table())).unwrap();
    } else {
        assert_eq!(written, table(), "NS_WRITE_SNAPSHOTS=1 writes it anew");
    }
    for test in WAYS.iter().filter_map(|way| way.test) {
        assert!(root().join(test).exists(), "{test}");
    }
}

/// The marked words, by the kind of content.
const SHARED: &str = "Shared-Canary";
const PRIVATE: &str = "Private-Canary";
const WITHDRAWN: &str = "Withdrawn-Canary";
const ERASING: &str = "Erasing-Canary";

/// What a way let out: readable to the one the table names, and to whoever holds it without a key.
struct Came {
    bytes: Vec<u8>,
    /// With the receiver's key, where there is one.
    opened: Option<Vec<u8>>,
}

fn all(files: &Files) -> Vec<u8> {
    files.values().flatten().copied().collect()
}

fn has(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|part| part == word.as_bytes())
}

/// Performs a way of the walk.
async fn perform(house: &mut House, way: &Way, key: &ReceiveKey) -> Came {
    let plain = |bytes| Came { bytes, opened: None };
    match way.name {
        "copy of one's own data" => {
            let mut bytes = Vec::new();
            for who in [&house.maya, &house.tom, &house.una] {
                let id = Uuid::now_v7();
                let tx = house.backend().write_even_closed(&who.token, "test").await.unwrap();
                house.backend().ask_my_export(tx, id).await.unwrap();
                house.run_jobs().await;
                bytes.extend(all(&house.fetch(who, id).await.unwrap()));
            }
            plain(bytes)
        }
        "copy that the clinic asked for" => {
            let mut bytes = Vec::new();
            for who in [&house.maya, &house.tom, &house.una] {
                let id = Uuid::now_v7();
                let tx = house.noor.write(house.backend()).await;
                house.backend().ask_export_for(tx, id, who.member, "They asked by letter").await.unwrap();
                house.run_jobs().await;
                assert!(house.fetch(&house.noor, id).await.is_err(), "who asked gets nothing of it");
                bytes.extend(all(&house.fetch(who, id).await.unwrap()));
            }
            plain(bytes)
        }
        "copy of a staff account" => {
            let id = Uuid::now_v7();
            house.backend().ask_practice_export(house.ruth.write(house.backend()).await, id).await.unwrap();
            house.run_jobs().await;
            plain(all(&house.fetch(&house.ruth, id).await.unwrap()))
        }
        "copy of the organisation to read" => {
            let id = Uuid::now_v7();
            house.backend().ask_house_export(house.ines.write(house.backend()).await, id).await.unwrap();
            house.run_jobs().await;
            plain(all(&house.fetch(&house.ines, id).await.unwrap()))
        }
        "moving house" => {
            let id = crate::moving::agreed(house, key).await;
            house.run_jobs().await;
            let zip = house.fetch_raw(&house.ines, id).await.unwrap();
            Came { bytes: all(&crate::support::unpack(&zip)), opened: Some(all(&open_move(&zip, key))) }
        }
        "letters" => {
            let letters = house.backend().mailbox().unwrap();
            assert!(letters.len() > 3);
            plain(
                letters
                    .iter()
                    .flat_map(|letter| format!("{}\n{}\n", letter.subject, letter.text).into_bytes())
                    .collect(),
            )
        }
        "jobs and their payloads" => {
            plain(house.text("select string_agg(payload::text, ' ') || count(*) from ops.job").await.into_bytes())
        }
        "activity log, its copies, evidence and proofs" => {
            plain(house.text("select string_agg(to_jsonb(a)::text, ' ') from app.activity a").await.into_bytes())
        }
        "files in NS_DATA_DIR" => {
            let (mut bytes, mut folders) = (Vec::new(), vec![house.backend().config.data_dir.clone()]);
            while let Some(folder) = folders.pop() {
                for entry in std::fs::read_dir(folder).unwrap() {
                    let path = entry.unwrap().path();
                    if path.is_dir() { folders.push(path) } else { bytes.extend(std::fs::read(path).unwrap()) }
                }
            }
            assert!(bytes.len() > 10_000);
            plain(bytes)
        }
        other => panic!("nobody performs {other:?}: name the test that does"),
    }
}

#[tokio::test]
async fn every_way_out_lets_out_what_the_table_says() {
    let mut house = House::new().await;
    let (here, maya, tom, una) =
        (house.maya.organisation.0, house.maya.member.0, house.tom.member.0, house.una.member.0);
    for (who, word) in [(maya, SHARED), (maya, PRIVATE), (tom, WITHDRAWN), (una, ERASING)] {
        house.log_of(here, who, 3, word).await;
    }
    house
        .world
        .by_hand(format!(
            "set session_replication_role = replica; update app.observation set visibility = 'private' where note like '{PRIVATE}%'; reset session_replication_role"
        ))
        .await;
    let (tom, una) = (&house.tom, &house.una);
    house.world.decide(tom, "health_data", "withdrawn").await;
    let asked = house.backend().ask_erasure(una.write(house.backend()).await, Uuid::now_v7(), Erasable::Journal).await;
    asked.unwrap();
    house.run_jobs().await;
    let key = ReceiveKey::generate();
    let mut walked = 0;
    for way in WAYS.iter().filter(|way| way.test.is_none()) {
        let came = perform(&mut house, way, &key).await;
        for (word, out) in
            [(SHARED, way.shared), (PRIVATE, way.private), (WITHDRAWN, way.withdrawn), (ERASING, way.erasing)]
        {
            let (clear, opened) = (has(&came.bytes, word), came.opened.as_ref().map(|bytes| has(bytes, word)));
            match out {
                Out::Yes => assert!(clear, "{}: {word} is missing", way.name),
                Out::No => assert!(!clear && opened != Some(true), "{}: {word} is in it", way.name),
                Out::Sealed => assert!(!clear && opened != Some(false), "{}: {word} is not sealed in it", way.name),
            }
            walked += 1;
        }
        for who in [maya, house.tom.member.0, house.una.member.0] {
            let lines = async |house: &mut House, kind: &str| -> i64 {
                sqlx::query_scalar("select count(*) from app.record_read where client_id = $1 and kind = $2")
                    .bind(who)
                    .bind(kind)
                    .fetch_one(&mut house.world.hand)
                    .await
                    .unwrap()
            };
            match way.sees {
                Sees::Line(kind) => assert_eq!(lines(&mut house, kind).await, 1, "{}", way.name),
                Sees::LineAndLetter(kind) => {
                    assert_eq!(lines(&mut house, kind).await, 1, "{}", way.name);
                    let letters = house.backend().mailbox().unwrap();
                    assert_eq!(letters.iter().filter(|one| one.subject.contains("is moving")).count(), 3);
                }
                Sees::OwnActivity => {
                    let told: i64 = sqlx::query_scalar(
                        "select count(*) from app.activity where client_id = $1 and action = 'export.downloaded'",
                    )
                    .bind(who)
                    .fetch_one(&mut house.world.hand)
                    .await
                    .unwrap();
                    assert!(told > 0, "{}", way.name);
                }
                Sees::Nothing => {}
            }
        }
    }
    println!("export: {walked} cells of the table of ways out performed");
    assert!(walked >= 36, "{walked}");
}
