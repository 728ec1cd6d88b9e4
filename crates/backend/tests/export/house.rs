//! An organisation moves: sealed for an empty installation, and brought there. P10

use std::ops::Range;

use backend::activity::{Action, Activity};
use backend::db::Client;
use backend::evidence::{EvidenceConfig, Outside, verify_all};
use backend::export;
use backend::secret::{Keys, MasterKeys, ReceiveKey, Signing};
use sha2::{Digest, Sha256};
use testkit::{Actor, TestDatabase, World};
use uuid::Uuid;

use crate::support::{Files, House, check_parts, holds, manifest, open_move, repack, seal_move, unpack};

pub async fn taken_along(house: &House) -> (Uuid, Vec<u8>, ReceiveKey) {
    let key = ReceiveKey::generate();
    let id = crate::moving::agreed(house, &key).await;
    house.run_jobs().await;
    let bytes = house.fetch_raw(&house.ines, id).await.unwrap();
    (id, bytes, key)
}

/// Entries as a client writes them today, sealed, and some from before, in the clear.
async fn write_entries(house: &mut House) {
    let (maya, organisation) = (house.maya.member.0, house.maya.organisation.0);
    house.log_of(organisation, maya, 250, "From-Before-Canary").await;
    for day in 1..=3 {
        house.write_sealed(day, &format!("Sealed-Canary {day}")).await;
    }
}

#[tokio::test]
async fn an_empty_installation_takes_it_in_with_equal_hashes() {
    let mut house = House::new().await;
    write_entries(&mut house).await;
    let elsewhere = house.stranger.organisation.0;
    let (_, zip, key) = taken_along(&house).await;
    // To whoever has the file: not a word of anybody, not an id but the organisation's and the export's.
    let outside = unpack(&zip);
    for hidden in [
        "Canary",
        "Maya Osei",
        "Tom Foreign",
        "observation",
        &house.maya.member.to_string(),
        &house.ruth.member.to_string(),
    ] {
        assert!(!holds(&outside, hidden), "{hidden} is readable");
    }
    let files = open_move(&zip, &key);
    check_parts(&files);
    for own in ["Sealed-Canary 3", "From-Before-Canary 250", "Maya Osei", "Tom Foreign", "Kestrel Street"] {
        assert!(holds(&files, own), "{own}");
    }
    for not in ["password_sealed", "token_hash", &elsewhere.to_string(), "Harbour", "Stranger"] {
        assert!(!holds(&files, not), "{not} is in the export of an organisation");
    }

    let file = std::env::temp_dir().join(format!("{}.zip", house.world.db.name));
    std::fs::write(&file, &zip).unwrap();
    let there = TestDatabase::new().await;
    let keys = MasterKeys::only([9; 32]);
    let brought = export::import(&there.url(None), &keys, &key, &file).await.unwrap();
    let manifest = manifest(&files);
    // What is not taken along is named, and is nothing but this.
    let left_out: Vec<_> = manifest["left_out"].as_array().unwrap().iter().filter_map(|table| table.as_str()).collect();
    let known = ["app.activity_head", "app.export", "app.client_key", "app.key_task", "app.organisation_key"];
    assert_eq!(left_out.iter().filter(|table| known.contains(table)).count(), known.len(), "{left_out:?}");
    println!("export: an organisation leaves without {left_out:?}");
    let parts = manifest["parts"].as_array().unwrap();
    for table in &brought.tables {
        let path =
            format!("data/{}.jsonl", table.table.replace("app.", "").replace("auth.", "account_").replace('.', "_"));
        let part = parts.iter().find(|part| part["path"] == path.as_str()).unwrap();
        assert_eq!(part["sha256"], table.sha256, "{path}");
    }
    assert!(
        brought.tables.len() >= 6
            && brought.tables.iter().any(|table| table.table == "app.observation" && table.rows == 253)
    );

    // People are who they were, what they wrote opens under the new installation's key, and nobody's password works.
    let mut hand = there.superuser().await;
    let emails: Vec<(String, Option<Vec<u8>>)> =
        sqlx::query_as("select display_name, password_sealed from auth.person order by 1")
            .fetch_all(&mut hand)
            .await
            .unwrap();
    assert_eq!(emails.len(), 6);
    assert!(emails.iter().all(|(_, hash)| hash.is_none()));
    let ids: Uuid = sqlx::query_scalar("select membership_id from app.membership where display_name = 'Maya Osei'")
        .fetch_one(&mut hand)
        .await
        .unwrap();
    assert_eq!(ids, house.maya.member.0, "ids are kept");
    let sealed: i64 =
        sqlx::query_scalar("select count(*) from app.observation where sealed is not null and payload is null")
            .fetch_one(&mut hand)
            .await
            .unwrap();
    assert_eq!(sealed, 3);

    // The log goes on where it was.
    let head: bool = sqlx::query_scalar("select h.seq = (select max(seq) from app.activity) and h.hash = a.hash from app.activity_head h join app.activity a on a.seq = h.seq").fetch_one(&mut hand).await.unwrap();
    assert!(head);
    // Not into one that has somebody in it.
    let again = export::import(&there.url(None), &keys, &key, &file).await;
    assert!(again.unwrap_err().to_string().contains("not empty"));
    std::fs::remove_file(&file).unwrap();
}

#[tokio::test]
async fn what_was_changed_on_the_way_is_not_taken_in() {
    let mut house = House::new().await;
    write_entries(&mut house).await;
    let (id, zip, key) = taken_along(&house).await;
    let there = TestDatabase::new().await;
    let file = std::env::temp_dir().join(format!("{}_changed.zip", house.world.db.name));
    let mut hand = there.superuser().await;
    let half = zip.len() / 2;
    let mut flipped = zip.clone();
    // More than the header of a part, in which a time may be another and nothing is lost.
    flipped[half..half + 300].iter_mut().for_each(|byte| *byte ^= 0x55);
    let personal = repack(&house.export(&house.maya).await);
    // The parts, one after another: changed with a fitting hash, left out, put in another's place, another's key.
    let outer = unpack(&zip);
    let with_hash = |mut files: Files, name: &str, content: Vec<u8>| {
        let digest = |bytes: &[u8]| hex::encode(Sha256::digest(bytes));
        let list = String::from_utf8(files["move.json"].clone()).unwrap();
        files.insert("move.json".into(), list.replace(&digest(&files[name]), &digest(&content)).into_bytes());
        files.insert(name.into(), content);
        repack(&files)
    };
    let names: Vec<_> = outer.keys().filter(|name| name.starts_with("sealed/")).cloned().collect();
    let mut changed = outer[&names[2]].clone();
    let end = changed.len() - 1;
    changed[end] ^= 1;
    let fitting = with_hash(outer.clone(), &names[2], changed);
    let swapped = with_hash(outer.clone(), &names[2], outer[&names[3]].clone());
    let shorter = with_hash(outer.clone(), &names[2], Vec::new());
    let mut missing = outer.clone();
    missing.remove(&names[2]);
    let relabelled = |from: &str, to: &str| {
        let mut files = outer.clone();
        let list = String::from_utf8(files["move.json"].clone()).unwrap();
        assert!(list.contains(from));
        files.insert("move.json".into(), list.replace(from, to).into_bytes());
        repack(&files)
    };
    let other_export = relabelled(&id.to_string(), &Uuid::now_v7().to_string());
    let other_house = relabelled(&house.maya.organisation.to_string(), &house.stranger.organisation.to_string());
    let other_key = relabelled(&key.recipient().to_string(), &ReceiveKey::generate().recipient().to_string());
    let wrong = ReceiveKey::generate();
    for (bytes, with, what, says) in [
        (&flipped[..], &key, "flipped", ""),
        (&zip[..half], &key, "cut off", "no ZIP"),
        (b"PK", &key, "no ZIP", "no ZIP"),
        (b"", &key, "empty", "no ZIP"),
        (&personal[..], &key, "a client's own", "a copy to read"),
        (&fitting[..], &key, "a byte with a fitting hash", "cannot be read"),
        (&swapped[..], &key, "another part in its place", "cannot be read"),
        (&shorter[..], &key, "an empty part", "another hash"),
        (&repack(&missing)[..], &key, "a part left out", "a part is missing"),
        (&other_export[..], &key, "called another export", "does not open"),
        (&other_house[..], &key, "called another organisation", "does not open"),
        (&other_key[..], &key, "called sealed for another", "sealed for another installation"),
        (&zip[..], &wrong, "another installation's key", "sealed for another installation"),
    ] {
        std::fs::write(&file, bytes).unwrap();
        let refused = export::import(&there.url(None), &MasterKeys::only([9; 32]), with, &file).await;
        let refused = refused.expect_err(what).to_string();
        assert!(refused.contains(says) && refused.lines().count() == 1, "{what}: {refused}");
        let count: i64 =
            sqlx::query_scalar("select (select count(*) from app.organisation) + (select count(*) from auth.person)")
                .fetch_one(&mut hand)
                .await
                .unwrap();
        assert_eq!(count, 0, "{what} left something");
    }
    std::fs::remove_file(&file).unwrap();
}

/// Payments that went through two states, by the functions that really write them.
async fn payments(world: &mut World, who: &Actor<Client>, practitioner: Uuid, days: Range<usize>) {
    for n in days {
        let (org, client, id) = (who.organisation.0, who.member.0, Uuid::now_v7());
        world.by_hand(format!(
            "set session_replication_role = replica;
             insert into app.appointment (organisation_id, appointment_id, client_id, practitioner_id, service_id, service_name, place, price_minor, currency, starts_at, ends_at, status, hold_expires_at)
             values ('{org}', '{id}', '{client}', '{practitioner}', '{id}', 'Talk', 'online', 5000, 'gbp', now() + interval '{n} days 1 hour', now() + interval '{n} days 2 hours', 'held', now() + interval '5 minutes');
             set session_replication_role = origin;
             insert into app.payment (organisation_id, payment_id, appointment_id, client_id, amount_minor, currency, status) values ('{org}', '{id}', '{id}', '{client}', 5000, 'gbp', 'created')"
        )).await;
        for change in ["checkout_id = null", "status = 'open', checkout_id = payment_id::text"] {
            world.by_hand(format!("update app.payment set {change} where payment_id = '{id}'")).await;
            let mut tx = who.write(&world.backend).await;
            world.backend.write_ledger(&mut tx, id).await.unwrap();
            tx.commit(Activity::new(Action::PaymentOpened).on(id)).await.unwrap();
        }
    }
}

// P10 T8: the key of the ledger stays behind, a signed statement comes along: old entries are held to it, new ones are
// sealed under the new installation's key, and another export can be made from there.
#[tokio::test]
async fn the_ledger_is_verified_where_it_is_brought() {
    let mut house = House::new().await;
    let ruth = house.ruth.member.0;
    payments(&mut house.world, &house.maya, ruth, 0..3).await;
    house.backend().plan_checkpoints().await.unwrap();
    let (id, zip, receive) = taken_along(&house).await;
    let file = std::env::temp_dir().join(format!("{}_ledger.zip", house.world.db.name));
    std::fs::write(&file, &zip).unwrap();
    let files = open_move(&zip, &receive);
    let sealed = |files: &Files| seal_move(files, house.maya.organisation.0, id, &receive.recipient());
    let key: Vec<u8> =
        sqlx::query_scalar("select sealed from app.ledger_key").fetch_one(&mut house.world.hand).await.unwrap();
    assert!(!holds(&files, &hex::encode(key)), "the key stays where it is");

    let there = TestDatabase::new().await;
    let masters = MasterKeys::only([9; 32]);
    backend::client_keys::step::put(&there.url(Some("ns_migrator")), &masters).await.unwrap();
    let brought = export::import(&there.url(None), &masters, &receive, &file).await.unwrap();
    let statement = brought.statement.unwrap();
    assert_eq!((brought.ledger, statement.entries), (6, 6));
    let ours = house.backend().public_keys(Signing::LedgerStatement);
    assert!(ours.iter().any(|(_, key)| *key == statement.signed_by));
    let evidence = std::env::temp_dir().join(format!("{}_brought", there.name));
    for key in &statement.checkpoint_keys {
        Outside::add_key(&evidence, key).unwrap();
    }
    let mut config = testkit::config(&there);
    config.master_keys = masters.clone();
    config.evidence = EvidenceConfig { dir: Some(evidence.clone()), ..EvidenceConfig::default() };
    let backend = backend::Backend::new(config, backend::clock::Clock::System).unwrap();
    let mut world = World { hand: there.superuser().await, backend: backend.clone(), db: there };
    let audit = async |world: &World| {
        let config = &world.backend.config.evidence;
        let (url, keys) = (world.db.url(Some("ns_migrator")), Keys::derive(&masters));
        verify_all(&url, &keys, config, &[], |_| ()).await.unwrap().remove(0)
    };
    let report = audit(&world).await;
    assert_eq!((report.faults.as_slice(), report.ledger_entries, report.brought), (&[][..], 6, Some((6, true))));

    // Life goes on there, under its own key.
    house.maya.token = world.sign_in(house.maya.person, house.maya.member).await;
    payments(&mut world, &house.maya, ruth, 3..4).await;
    let report = audit(&world).await;
    assert_eq!((report.faults.as_slice(), report.ledger_entries, report.brought), (&[][..], 8, Some((6, true))));
    for (harm, named) in [
        ("update app.ledger set amount_minor = 1 where seq = 2", "between ledger entry 1 and 6: what was brought"),
        ("update app.ledger set mac = sha256(mac) where seq = 6", "ledger entry 6 was rewritten"),
        ("update app.ledger set amount_minor = 1 where seq = 8", "ledger entry 8 was edited"),
        ("delete from app.ledger where seq > 4", "ledger entry 5 and what followed is gone"),
        ("update app.ledger_key set sealed = sealed || '\\x00'", "the ledger's key is gone"),
    ] {
        world.by_hand(format!("create temp table l as select * from app.ledger; create temp table k as select * from app.ledger_key; set session_replication_role = replica; {harm}; set session_replication_role = origin")).await;
        let faults = audit(&world).await.faults;
        assert!(faults.iter().any(|fault| fault.to_string().contains(named)), "{harm}: {faults:?}");
        world.by_hand("set session_replication_role = replica; delete from app.ledger; insert into app.ledger select * from l; delete from app.ledger_key; insert into app.ledger_key select * from k; set session_replication_role = origin; drop table l; drop table k".into()).await;
    }
    std::fs::remove_dir_all(&evidence).unwrap();

    // A ledger or a statement that was changed on the way, by somebody who made the hashes fit: it is not brought.
    for part in ["data/ledger.jsonl", "ledger-statement.txt"] {
        let mut files = files.clone();
        let text = String::from_utf8(files[part].clone()).unwrap();
        let changed = if part.starts_with("data") {
            text.replacen("5000", "5001", 1)
        } else {
            text.replacen("entries 6", "entries 5", 1)
        };
        assert_ne!(changed, text);
        let digest = |text: &str| hex::encode(Sha256::digest(text));
        let manifest = String::from_utf8(files["manifest.json"].clone()).unwrap();
        files.insert("manifest.json".into(), manifest.replace(&digest(&text), &digest(&changed)).into_bytes());
        files.insert(part.into(), changed.into_bytes());
        std::fs::write(&file, sealed(&files)).unwrap();
        let empty = TestDatabase::new().await;
        let refused = export::import(&empty.url(None), &masters, &receive, &file).await.unwrap_err().to_string();
        assert!(refused.contains("statement"), "{refused}");
    }
    // Without one the entries come, and are said to be vouched for by nobody.
    let mut files = files.clone();
    let statement = files.remove("ledger-statement.txt").unwrap();
    let mut manifest: serde_json::Value = serde_json::from_slice(&files["manifest.json"]).unwrap();
    manifest["parts"].as_array_mut().unwrap().retain(|part| part["path"] != "ledger-statement.txt");
    files.insert("manifest.json".into(), serde_json::to_vec(&manifest).unwrap());
    std::fs::write(&file, sealed(&files)).unwrap();
    let empty = TestDatabase::new().await;
    let brought = export::import(&empty.url(None), &masters, &receive, &file).await.unwrap();
    assert_eq!((brought.ledger, brought.statement), (6, None));
    assert!(!statement.is_empty());
    let url = empty.url(Some("ns_migrator"));
    let report =
        verify_all(&url, &Keys::derive(&masters), &EvidenceConfig::default(), &[], |_| ()).await.unwrap().remove(0);
    assert_eq!(report.brought, Some((6, false)));
    std::fs::remove_file(&file).unwrap();
}

// Nothing is stated of a ledger that does not verify; the organisation may leave all the same.
#[tokio::test]
async fn a_broken_ledger_is_vouched_for_by_nobody() {
    let mut house = House::new().await;
    let ruth = house.ruth.member.0;
    payments(&mut house.world, &house.maya, ruth, 0..1).await;
    house.world.by_hand("set session_replication_role = replica; update app.ledger set amount_minor = 1 where seq = 1; set session_replication_role = origin".into()).await;
    let (_, zip, key) = taken_along(&house).await;
    assert!(!open_move(&zip, &key).contains_key("ledger-statement.txt"));
}

/// What an older version let somebody write, as its tables had it.
async fn as_an_older_version(house: &mut House, table: &str, rule: &str, change: &str) {
    let sql = format!(
        "alter table {table} drop constraint {rule}; set session_replication_role = replica; {change}; reset session_replication_role"
    );
    house.world.by_hand(sql).await;
}

// P10: an archive of a version that checked less: a clear refusal that names the place and brings nothing; or, of evidence,
// all of it as it was written.
#[tokio::test]
async fn what_an_older_version_wrote_is_refused_by_its_place_or_kept_as_evidence() {
    let unclean = r"E'Tom\u0007\u202emoT'";
    for (table, rule, column) in [
        ("app.membership", "display_name_is_line", "display_name"),
        ("auth.person", "display_name_is_line", "display_name"),
        ("app.care_relationship", "ended_why_is_text", "ended_why"),
        ("auth.person", "email_is_line", "email"),
    ] {
        let mut house = House::new().await;
        let change = format!("update {table} set {column} = {unclean} where ctid = (select min(ctid) from {table})");
        as_an_older_version(&mut house, table, rule, &change).await;
        let (_, zip, key) = taken_along(&house).await;
        let file = std::env::temp_dir().join(format!("{}_unclean.zip", house.world.db.name));
        std::fs::write(&file, &zip).unwrap();
        let there = TestDatabase::new().await;
        let refused = export::import(&there.url(None), &MasterKeys::only([9; 32]), &key, &file).await.unwrap_err();
        let said = refused.to_string();
        assert!(said.starts_with(&format!("{table}.{column}: ")) && said.contains("nothing was brought"), "{said}");
        assert!(said.contains("up to date") && !said.contains("Tom") && said.lines().count() == 1, "{said}");
        let count = "select (select count(*) from app.organisation) + (select count(*) from auth.person) + (select count(*) from app.activity)";
        let left: i64 = sqlx::query_scalar(count).fetch_one(&mut there.superuser().await).await.unwrap();
        assert_eq!(left, 0, "{table}.{column} left something");
        std::fs::remove_file(&file).unwrap();
    }

    // Evidence is nobody's to clean: it comes as it was written, and its hashes with it.
    let mut house = House::new().await;
    let (organisation, text) = (house.maya.organisation, Uuid::now_v7());
    let written = format!(
        "insert into app.document_text (organisation_id, text_id, version, kind, title, body, text_hash, created_at, updated_at)
         values ('{organisation}', '{text}', 1, 'financial', {unclean}, 'We pay', sha256('We pay'), now(), now())"
    );
    as_an_older_version(&mut house, "app.document_text", "title_is_line", &written).await;
    house.write_sealed(3, "Sealed-Canary").await;
    let (_, zip, key) = taken_along(&house).await;
    let file = std::env::temp_dir().join(format!("{}_evidence.zip", house.world.db.name));
    std::fs::write(&file, &zip).unwrap();
    let there = TestDatabase::new().await;
    export::import(&there.url(None), &MasterKeys::only([9; 32]), &key, &file).await.unwrap();
    std::fs::remove_file(&file).unwrap();
    let mut hand = there.superuser().await;
    let sql = "select title = 'Tom' || chr(7) || chr(8238) || 'moT' from app.document_text";
    assert!(sqlx::query_scalar::<_, bool>(sql).fetch_one(&mut hand).await.unwrap(), "it is as it was written");
    // From the move on it is checked as ever, by every check there was before.
    let checks = r"select count(*) from pg_constraint where contype = 'c' and pg_get_constraintdef(oid) ~ 'guard\.is_(line|text).* < '''";
    let here: i64 = sqlx::query_scalar(checks).fetch_one(&mut house.world.hand).await.unwrap();
    let after: i64 = sqlx::query_scalar(checks).fetch_one(&mut hand).await.unwrap();
    assert!(after == here + 1 && after >= 14, "{after} checks of evidence there, {here} where one was taken away");
    let again = "set session_replication_role = replica; insert into app.document_text (organisation_id, text_id, version, kind, title, body, text_hash, created_at, updated_at)
                 select organisation_id, gen_random_uuid(), 1, kind, title, body, text_hash, clock_timestamp(), clock_timestamp() from app.document_text";
    let refused = sqlx::raw_sql(again).execute(&mut hand).await.unwrap_err().to_string();
    assert!(refused.contains("title_is_line"), "{refused}");
}
