//! A journal is erased, the person stays: its key is destroyed, the next one goes on. T7 M9

use backend::activity::{Action, Activity};
use backend::client_keys::certificate::{Worth, verify};
use backend::client_keys::rotate;
use backend::secret::Signing;
use contract::paging::Reach;
use contract::privacy::Erasable;
use testkit::Journal as _;
use uuid::Uuid;

use crate::destroyed::{Dumped, dumped, open, opened_with_all_that_is_left};
use crate::support::{House, meal};

/// Asks for it as the client does, writes what `meanwhile` says, and lets the days of grace pass.
async fn erase(house: &mut House, what: Erasable, meanwhile: &[&str]) {
    let (key, backend) = (Uuid::now_v7(), house.world.backend.clone());
    backend.ask_erasure(house.maya.write(&backend).await, key, what).await.unwrap();
    for note in meanwhile {
        let mut input = meal("Toast", note);
        backend.save_meal(&house.maya.token, "test", &input).await.unwrap();
        (input.version, input.items[0].name) = ("1".into(), "Bread".into());
        backend.save_meal(&house.maya.token, "test", &input).await.unwrap();
    }
    house
        .world
        .by_hand(format!(
            "set session_replication_role = replica;
             update app.erasure_request set due_at = now() - interval '1 second' where request_id = '{key}';
             update ops.job set run_at = now() where payload->>'request_id' = '{key}' and status = 'queued';
             set session_replication_role = origin"
        ))
        .await;
    house.work().await;
    assert_eq!(house.number("select count(*) from app.erasure_request where status <> 'done'").await, 0);
}

async fn fingerprint(house: &mut House, version: i32) -> String {
    let sql = "select encode(fingerprint, 'hex') from app.client_key where client_id = $1 and version = $2";
    let found = sqlx::query_scalar(sql).bind(house.maya.member.0).bind(version);
    found.fetch_one(&mut house.world.hand).await.unwrap()
}

fn notes(journal: Vec<(chrono::DateTime<chrono::Utc>, backend::journal::Plain)>) -> Vec<String> {
    let mut notes: Vec<_> = journal.into_iter().filter_map(|(_, plain)| plain.note).collect();
    notes.sort();
    notes
}

#[tokio::test]
async fn an_erased_journal_takes_its_key_along() {
    let mut house = House::new().await;
    let (backend, token) = (house.world.backend.clone(), house.maya.token.clone());
    let mut input = meal("Soup", "long ago");
    backend.save_meal(&token, "test", &input).await.unwrap();
    (input.version, input.note) = ("1".into(), "corrected".into());
    backend.save_meal(&token, "test", &input).await.unwrap();
    backend.save_meal(&house.tom.token, "test", &meal("Toast", "Tom's")).await.unwrap();
    let backup: Vec<Dumped> = {
        let key = house.world.key_of(&house.maya).await;
        dumped(&mut house).await.into_iter().filter(|row| open(row, &key).is_ok()).collect()
    };
    assert_eq!(backup.len(), 2, "the entry and its earlier state");
    let wrapped: Vec<u8> = sqlx::query_scalar("select wrapped from app.client_key where client_id = $1")
        .bind(house.maya.member.0)
        .fetch_one(&mut house.world.hand)
        .await
        .unwrap();
    assert!(opened_with_all_that_is_left(&mut house, &backup).await >= 2, "with the key still there the attack works");
    erase(&mut house, Erasable::Journal, &["while it waited"]).await;

    // What was written since is there, with its earlier state, under the next key; the old key is nowhere.
    assert_eq!(notes(house.world.journal_of(&house.maya).await), ["while it waited"]);
    let old = "select count(*) from (select client_id, sealed from app.observation union all select client_id, sealed from app.observation_version) o
                join app.membership m on m.membership_id = o.client_id where m.display_name = 'Maya' and get_byte(sealed, 2) <> 2";
    assert_eq!(house.number(old).await, 0);
    assert_eq!(house.number("select count(*) from app.observation_version").await, 1);
    assert!(!house.dump().await.contains(&hex::encode(&wrapped)), "the wrapped key is in no column");
    assert_eq!(house.world.journal_of(&house.tom).await.len(), 1);

    // The certificate says which key is gone and which is not.
    let ours: Vec<[u8; 32]> =
        backend.public_keys(Signing::ErasureCertificate).into_iter().map(|(_, key)| key).collect();
    let said = house.maya.read(&backend).await.certificates(Reach::default()).await.unwrap();
    assert_eq!(said.len(), 1);
    assert_eq!(verify(&said[0].to_text(), &ours), Ok(Worth::Ours));
    let (gone, lives) = (fingerprint(&mut house, 1).await, fingerprint(&mut house, 2).await);
    for line in ["erased journal", &format!("key 1 {gone} made "), &format!("lives-on 2 {lives} made ")] {
        assert!(said[0].document.contains(&format!("\n{line}")), "{line}: {}", said[0].document);
    }
    assert!(said[0].document.contains("\nwritten-since-and-sealed-anew 2\n"), "{}", said[0].document);
    assert_eq!(house.number("select count(*) from app.client_key where ended_why = 'destroyed'").await, 1);

    // Life goes on: new entries, all of it read, corrected, the key replaced.
    let mut input = meal("Soup", "afterwards");
    backend.save_meal(&token, "test", &input).await.unwrap();
    (input.version, input.note) = ("1".into(), "afterwards, corrected".into());
    backend.save_meal(&token, "test", &input).await.unwrap();
    assert_eq!(backend.load_history(&token, input.id.parse().unwrap()).await.unwrap().versions.len(), 2);
    assert_eq!(rotate::ask_client_keys(&house.world.db.url(Some("ns_migrator"))).await.unwrap(), 2, "hers too");
    house.work().await;
    assert_eq!(notes(house.world.journal_of(&house.maya).await), ["afterwards, corrected", "while it waited"]);
    let living = "select max(version)::bigint from app.client_key k join app.membership m on m.membership_id = k.client_id where m.display_name = 'Maya' and wrapped is not null";
    assert_eq!(house.number(living).await, 3);
    assert_eq!(opened_with_all_that_is_left(&mut house, &backup).await, 0, "with the master key and all that is left");
}

// A second journal is as erased as the first, and the account as either: each with its own certificate.
#[tokio::test]
async fn each_erasure_destroys_what_there_is() {
    let mut house = House::new().await;
    house.world.backend.save_meal(&house.maya.token, "test", &meal("Soup", "first")).await.unwrap();
    erase(&mut house, Erasable::Journal, &[]).await;
    house.world.backend.save_meal(&house.maya.token, "test", &meal("Soup", "second")).await.unwrap();
    erase(&mut house, Erasable::Journal, &[]).await;
    house.world.backend.save_meal(&house.maya.token, "test", &meal("Soup", "third")).await.unwrap();
    erase(&mut house, Erasable::Account, &[]).await;
    assert_eq!(house.number("select count(*) from app.client_key where wrapped is not null").await, 0);
    assert_eq!(house.number("select count(*) from app.client_key where ended_why = 'destroyed'").await, 3);
    let mut said = house.noor.read(&house.world.backend).await.certificates(Reach::default()).await.unwrap();
    said.sort_by_key(|one| one.at);
    let last = said.last().unwrap().document.clone();
    assert_eq!(said.len(), 3);
    assert!(!last.contains("lives-on") && last.contains("\nkey 3 "), "{last}");
    assert_eq!(last.matches(" destroyed-before\n").count(), 2, "what was gone already is not said to go now: {last}");
}

// The database itself refuses to destroy a key under which something lies while the person stays.
#[tokio::test]
async fn nothing_is_lost_with_a_key() {
    let mut house = House::new().await;
    house.new_entries(1).await;
    let token = house.job_about(house.maya.member.0).await;
    let mut tx = house.world.backend.write::<backend::db::Worker>(&token, "erasure").await.unwrap();
    tx.client_key(house.maya.member).await.unwrap();
    tx.commit(Activity::new(Action::ZoneChanged)).await.unwrap();
    house
        .world
        .by_hand("insert into app.client_key (organisation_id, client_id, version, wrapped, fingerprint) select organisation_id, client_id, 2, wrapped, sha256('two') from app.client_key; update auth.session set token_hash = sha256('job') where portal = 'worker'".into())
        .await;
    let mut job = house.world.db.as_role("ns_worker").await;
    for (lost, refused) in [("0", true), ("2", true), ("1", false)] {
        sqlx::raw_sql("begin; select authz.enter('job')").execute(&mut job).await.unwrap();
        let sql = format!(
            "select ops.destroy_client_keys('{}', 1, {lost}, gen_random_uuid(), 'said', 1, sha256('k'), sha512('s'))",
            house.maya.member.0
        );
        let done = sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut job).await;
        assert_eq!(done.is_err(), refused, "{lost} said to be lost: {done:?}");
        sqlx::raw_sql("rollback").execute(&mut job).await.unwrap();
    }
}
