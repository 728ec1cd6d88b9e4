//! The table of ways out, walked: each is performed in a world with marked words, and what came out and what the clients
//! learn is what the table says. N4 P10 P12
//!
//! Ways that need pages, a terminal or the server's log are performed by `server/tests/operations/ways.rs`.
//! `NS_WRITE_SNAPSHOTS=1` writes the table of docs/security.md anew.

use contract::paging::Reach;
use std::path::{Path, PathBuf};

use backend::backup;
use backend::clock::Clock as BackendClock;
use backend::db::{Client, Look, Portal};
use backend::export::ways::{HERE, OUTSIDE, WAYS, Way, table};
use backend::incident::{Question, write_bundle};
use backend::secret::{MasterKeys, ReceiveKey};
use backend::signing::looks_at_documents;
use contract::audit::{Filter, Format};
use contract::incident::ScopeKind;
use contract::signing::NewText;
use secrecy::{ExposeSecret, SecretString};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};
use testkit::Actor;
use testkit::marked::{self, Came};
use uuid::Uuid;

use crate::support::{Files, House, open_move, unpack};

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
    // None is performed by anything but the two walks.
    for way in WAYS {
        assert!([HERE, OUTSIDE].contains(&way.performed) && root().join(way.performed).exists(), "{}", way.name);
    }
}

fn all(files: &Files) -> Vec<u8> {
    files.values().flatten().copied().collect()
}

/// Every byte of every file below a folder.
fn below(folder: &Path) -> Vec<u8> {
    let (mut bytes, mut folders) = (Vec::new(), vec![folder.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { bytes.extend(std::fs::read(path).unwrap()) }
        }
    }
    bytes
}

/// A folder of this test's own.
fn folder(house: &House, name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("{}_{name}", house.world.db.name))
}

/// An export is asked for, put together and fetched by whoever gets it.
async fn fetched<P: Portal>(house: &House, id: Uuid, who: &Actor<P>) -> Vec<u8> {
    house.run_jobs().await;
    all(&house.fetch(who, id).await.unwrap())
}

/// A copy of each client's own, asked for by themselves or by the clinic.
async fn client_copies(house: &House, by_clinic: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    for who in [&house.maya, &house.tom, &house.una] {
        let id = Uuid::now_v7();
        if by_clinic {
            let tx = house.noor.write(house.backend()).await;
            house.backend().ask_export_for(tx, id, who.member, "They asked by letter").await.unwrap();
            house.run_jobs().await;
            assert!(house.fetch(&house.noor, id).await.is_err(), "who asked gets nothing of it");
        } else {
            let tx = house.backend().write_even_closed::<Client>(&who.token, "test").await.unwrap();
            house.backend().ask_my_export(tx, id).await.unwrap();
        }
        bytes.extend(fetched(house, id, who).await);
    }
    bytes
}

/// The log as the database has it, a copy of it as a file, and every proof that a client may have.
async fn log_and_proofs(house: &mut House) -> Vec<u8> {
    let mut bytes = house.text("select string_agg(to_jsonb(a)::text, ' ') from app.activity a").await.into_bytes();
    let filter = Filter::default();
    let ticket =
        house.backend().export_audit(house.noor.write(house.backend()).await, &filter, Format::Json).await.unwrap();
    let mut tx = house.noor.read(house.backend()).await;
    let file = house.backend().load_audit_file(&mut tx, ticket, &filter, Format::Json).await.unwrap();
    assert!(file.bytes.len() > 1_000, "the copy of the log has lines");
    bytes.extend(file.bytes);
    house.backend().ask_checkpoint(house.maya.write(house.backend()).await).await.unwrap();
    house.run_jobs().await;
    let (events, _, newest) =
        house.backend().list_my_events(&mut house.maya.read(house.backend()).await, None).await.unwrap();
    bytes.extend(newest.expect("a signed head").note.into_bytes());
    let covered: Vec<_> = events.iter().filter(|event| event.is_covered).collect();
    assert!(covered.len() > 3, "{}", covered.len());
    for event in covered {
        let mut tx = house.maya.read(house.backend()).await;
        let proof = house.backend().inclusion_proof(&mut tx, event.seq).await.unwrap().expect("a proof");
        bytes.extend(proof.text.into_bytes());
    }
    if let Some(outside) = &house.backend().config.evidence.dir {
        bytes.extend(below(outside));
    }
    bytes
}

/// A backup's files, and every row that whoever has the master keys gets by restoring it.
async fn backed_up(house: &House) -> Vec<u8> {
    let dir = folder(house, "ways_backup");
    let masters = MasterKeys::only([7; 32]);
    let config = backup::Config {
        dir: dir.clone(),
        database: house.world.db.url(Some("ns_backup")),
        masters: masters.clone(),
        folders: vec![("data".to_owned(), house.backend().config.data_dir.clone())],
        keep: backup::Keep::default(),
        postgres_bin: None,
        clock: BackendClock::System,
    };
    let taken = backup::take(&config).await.unwrap();
    let mut bytes = below(&dir);
    let (name, mut hand) = (format!("{}_ways", house.world.db.name), house.world.db.superuser().await);
    hand.execute(AssertSqlSafe(format!("create database {name} template template0"))).await.unwrap();
    let url: SecretString = house.world.db.url(None).expose_secret().replacen(&house.world.db.name, &name, 1).into();
    let restored = backup::restore(&taken.path, &masters, &url, &[], None).await.unwrap();
    assert_eq!(restored.differences, Vec::<String>::new());
    let mut there = PgConnection::connect(url.expose_secret()).await.unwrap();
    let rows: Vec<String> =
        sqlx::query_scalar("select to_jsonb(o)::text from app.observation o").fetch_all(&mut there).await.unwrap();
    assert_eq!(rows.len(), 12, "every marked entry is in the backup");
    bytes.extend(rows.join("\n").into_bytes());
    there.close().await.unwrap();
    hand.execute(AssertSqlSafe(format!("drop database {name} with (force)"))).await.unwrap();
    std::fs::remove_dir_all(dir).unwrap();
    bytes
}

/// Texts for everybody and for one client, asked for and read by each who may.
async fn documents(house: &House) -> String {
    let backend = house.backend();
    let new = |title| NewText::parse("", "financial", title, "I pay within 14 days.").unwrap();
    let (text, own) = (Uuid::now_v7(), Uuid::now_v7());
    backend.write_document(house.noor.write(backend).await, text, &new("Payment")).await.unwrap();
    backend.request_signature(house.noor.write(backend).await, Uuid::now_v7(), text, house.maya.member).await.unwrap();
    let look = Look::Documents(house.maya.member);
    let tx = backend.change_records(&house.ruth.token, "test", look).await.unwrap();
    backend.write_for_client(tx, own, house.maya.member, &new("For Maya")).await.unwrap();
    let mine = backend.load_my_documents(&mut house.maya.read(backend).await, Reach::default()).await.unwrap();
    let mut tx = backend.open_records(&house.ruth.token, look).await.unwrap();
    let hers = backend.load_client_documents(&mut tx, house.maya.member, Reach::default()).await.unwrap();
    drop(tx);
    let mut tx = backend.open_house(&house.noor.token, &looks_at_documents(Reach::default())).await.unwrap();
    let house_wide = backend.load_documents(&mut tx, Reach::default()).await.unwrap();
    let said = format!("{mine:?} {hers:?} {house_wide:?}");
    assert!(said.contains("Payment") && said.contains("For Maya"), "{said}");
    said
}

/// Everything that happened here, as investigators get it.
async fn bundle(house: &House) -> Vec<u8> {
    let (out, now) = (folder(house, "ways_bundle"), BackendClock::System.now());
    let question = Question::Scope {
        kind: ScopeKind::Range,
        id: None,
        since: Some(now - chrono::TimeDelta::days(2)),
        until: None,
    };
    let url = house.world.db.url(Some("ns_migrator"));
    let made = write_bundle(&url, house.maya.organisation.0, question, &out, now).await.unwrap();
    assert!(made.lines > 10 && made.clients == 3, "{} lines of {} clients", made.lines, made.clients);
    let bytes = below(&out);
    std::fs::remove_dir_all(out).unwrap();
    bytes
}

/// Performs a way of the walk.
async fn perform(house: &mut House, way: &Way, key: &ReceiveKey) -> Came {
    let everybody = [house.maya.member, house.tom.member, house.una.member];
    let plain = |bytes: Vec<u8>| Came::plain(bytes, &everybody);
    match way.name {
        "copy of one's own data" => plain(client_copies(house, false).await),
        "copy that the clinic asked for" => plain(client_copies(house, true).await),
        "copy of a staff account" => {
            let id = Uuid::now_v7();
            house.backend().ask_practice_export(house.ruth.write(house.backend()).await, id).await.unwrap();
            plain(fetched(house, id, &house.ruth).await)
        }
        "copy of the organisation to read" => {
            let id = Uuid::now_v7();
            house.backend().ask_house_export(house.ines.write(house.backend()).await, id).await.unwrap();
            plain(fetched(house, id, &house.ines).await)
        }
        "moving house" => {
            let id = crate::moving::agreed(house, key).await;
            house.run_jobs().await;
            let zip = house.fetch_raw(&house.ines, id).await.unwrap();
            Came { opened: Some(all(&open_move(&zip, key))), ..plain(all(&unpack(&zip))) }
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
        "activity log, its copies, evidence and proofs" => plain(log_and_proofs(house).await),
        "files in NS_DATA_DIR" => {
            let bytes = below(&house.backend().config.data_dir);
            assert!(bytes.len() > 10_000);
            plain(bytes)
        }
        "backups" => plain(backed_up(house).await),
        // Ruth's look and the administrator's.
        "documents to sign" => Came { lines: 2, ..Came::plain(documents(house).await, &[house.maya.member]) },
        "incident bundles" => plain(bundle(house).await),
        other => panic!("nobody performs {other:?}"),
    }
}

#[tokio::test]
async fn every_way_out_lets_out_what_the_table_says() {
    let mut house = House::new().await;
    marked::write(&mut house.world, [&house.maya, &house.tom, &house.una]).await;
    let clients = [house.maya.member, house.tom.member, house.una.member];
    let key = ReceiveKey::generate();
    let mut walked = 0;
    for way in WAYS.iter().filter(|way| way.performed == HERE) {
        let came = perform(&mut house, way, &key).await;
        walked += marked::compare(&mut house.world, way, &came, clients).await;
    }
    println!("export: {walked} cells of the table of ways out performed");
    assert!(walked >= 48, "{walked}");
}
