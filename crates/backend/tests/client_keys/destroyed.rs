//! A destroyed key is gone: what it sealed opens nowhere, not with all that is left and the master key. M9

use backend::activity::{Action, Activity};
use backend::client_keys::Certificate;
use backend::client_keys::certificate::{NoCertificate, Worth, verify};
use backend::db::Worker;
use backend::journal::{Stored, Unreadable};
use backend::secret::{NotOpened, Signing};
use contract::paging::Reach;
use testkit::Journal as _;
use uuid::Uuid;

use crate::support::{House, meal};

/// A sealed row as a dump holds it.
pub type Dumped = (Uuid, String, Vec<u8>);

pub async fn dumped(house: &mut House) -> Vec<Dumped> {
    sqlx::query_as("select observation_id, kind, sealed from app.observation union all select v.observation_id, o.kind, v.sealed from app.observation_version v join app.observation o using (observation_id)")
        .fetch_all(&mut house.world.hand)
        .await
        .unwrap()
}

async fn destroy(house: &mut House) -> Certificate {
    let token = house.job_about(house.maya.member.0).await;
    let mut tx = house.world.backend.write::<Worker>(&token, "erasure").await.unwrap();
    let done = tx
        .destroy_client_key(house.maya.member, Some(house.noor.member), backend::clock::Clock::System.now())
        .await
        .unwrap();
    tx.commit(Activity::new(Action::ZoneChanged)).await.unwrap();
    done
}

/// Somebody with the master key and a superuser's hand tries each value there is as the client's key: how many of the
/// dump's rows open. They lie under the first version.
pub async fn opened_with_all_that_is_left(house: &mut House, rows: &[Dumped]) -> usize {
    let columns: Vec<(String, String)> = sqlx::query_as(
        "select a.attrelid::regclass::text, quote_ident(a.attname) from pg_attribute a join pg_class c on c.oid = a.attrelid
          where c.relkind = 'r' and c.relnamespace = any (array['app', 'auth', 'ops']::regnamespace[]) and a.attnum > 0 and a.atttypid = 'bytea'::regtype",
    )
    .fetch_all(&mut house.world.hand)
    .await
    .unwrap();
    let mut values: Vec<Vec<u8>> = Vec::new();
    for (table, column) in columns {
        let sql = format!("select distinct {column} from {table} where length({column}) between 40 and 200");
        values.extend(
            sqlx::query_scalar::<_, Vec<u8>>(sqlx::AssertSqlSafe(sql)).fetch_all(&mut house.world.hand).await.unwrap(),
        );
    }
    let was: Vec<u8> = sqlx::query_scalar(
        "select coalesce(wrapped, ''::bytea) from app.client_key where client_id = $1 and version = 1",
    )
    .bind(house.maya.member.0)
    .fetch_one(&mut house.world.hand)
    .await
    .unwrap();
    let mut opened = 0;
    // At last what was there is put back.
    for value in values.into_iter().chain([was]) {
        house.world.by_hand("begin; set local session_replication_role = replica".into()).await;
        sqlx::query("update app.client_key set wrapped = $1, ended_why = null, destroyed_at = null where client_id = $2 and version = 1 and length($1) > 0")
            .bind(value)
            .bind(house.maya.member.0)
            .execute(&mut house.world.hand)
            .await
            .unwrap();
        house.world.by_hand("commit".into()).await;
        let mut tx = house.maya.read(&house.world.backend).await;
        if let Ok(key) = tx.client_key(house.maya.member).await {
            opened += rows.iter().filter(|row| open(row, &key).is_ok()).count();
        }
    }
    opened
}

pub fn open(row: &Dumped, key: &backend::secret::ClientKey) -> Result<backend::journal::Plain, Unreadable> {
    let (observation_id, kind, sealed) = row.clone();
    Stored { observation_id, kind, payload: None, note: None, sealed: Some(sealed) }.open(key)
}

#[tokio::test]
async fn an_older_dump_cannot_be_opened_afterwards() {
    let mut house = House::new().await;
    let (backend, token) = (house.world.backend.clone(), house.maya.token.clone());
    let mut input = meal("Soup", "canary-note");
    backend.save_meal(&token, "test", &input).await.unwrap();
    (input.version, input.note) = ("1".into(), "corrected".into());
    backend.save_meal(&token, "test", &input).await.unwrap();
    backend.save_meal(&house.tom.token, "test", &meal("Toast", "Tom's")).await.unwrap();
    let rows: Vec<Dumped> = dumped(&mut house).await;
    let hers: Vec<Dumped> = {
        let key = house.world.key_of(&house.maya).await;
        rows.into_iter().filter(|row| open(row, &key).is_ok()).collect()
    };
    assert_eq!(hers.len(), 2, "the entry and its earlier state");
    let wrapped: Vec<u8> = sqlx::query_scalar("select wrapped from app.client_key where client_id = $1")
        .bind(house.maya.member.0)
        .fetch_one(&mut house.world.hand)
        .await
        .unwrap();
    assert!(opened_with_all_that_is_left(&mut house, &hers).await >= 2, "with the key still there the attack works");
    destroy(&mut house).await;
    assert!(!house.dump().await.contains(&hex::encode(&wrapped)), "the wrapped key is in no column");

    let mut tx = house.maya.read(&house.world.backend).await;
    let key = tx.client_key(house.maya.member).await.unwrap();
    let gone = NotOpened::KeyDestroyed { table: "app.observation", column: "sealed", version: 1 };
    assert_eq!(open(&hers[0], &key).unwrap_err(), Unreadable::NotOpened(gone));
    drop(tx);
    assert!(
        backend.load_day(&token, None).await.is_err(),
        "a page says that something is wrong, not that the day is empty"
    );
    assert!(backend.save_meal(&token, "test", &meal("Soup", "later")).await.is_err(), "and nothing is written");
    assert_eq!(house.number("select count(*) from app.client_key where wrapped is not null").await, 1, "Tom's");
    assert_eq!(house.world.journal_of(&house.tom).await.len(), 1);
    assert_eq!(opened_with_all_that_is_left(&mut house, &hers).await, 0);
}

#[tokio::test]
async fn a_certificate_says_what_and_can_be_checked() {
    let mut house = House::new().await;
    house.new_entries(2).await;
    let fingerprint: Vec<u8> =
        sqlx::query_scalar("select fingerprint from app.client_key").fetch_one(&mut house.world.hand).await.unwrap();
    let done = destroy(&mut house).await;
    let text = done.to_text();
    for said in [
        hex::encode(&fingerprint),
        house.maya.member.0.to_string(),
        house.noor.member.0.to_string(),
        done.id.to_string(),
    ] {
        assert!(text.contains(&said), "{said} is not in {text}");
    }
    let ours: Vec<[u8; 32]> =
        house.world.backend.public_keys(Signing::ErasureCertificate).into_iter().map(|(_, key)| key).collect();
    assert_eq!(verify(&text, &ours), Ok(Worth::Ours));
    assert_eq!(verify(&text.replace('\n', "\r\n"), &ours), Ok(Worth::Ours), "as a mail program may save it");
    assert_eq!(verify(&text, &[[7; 32]]), Ok(Worth::Unknown), "anybody sees that it is unchanged");
    let lines = text.lines().count();
    for at in 0..lines {
        let changed: String = text
            .lines()
            .enumerate()
            .map(|(n, line)| {
                if n == at {
                    format!("{}\n", line.replace(|c: char| c.is_ascii_digit(), "5"))
                } else {
                    format!("{line}\n")
                }
            })
            .collect();
        assert!(changed == text || verify(&changed, &ours).is_err(), "line {at} was changed");
        let without: String =
            text.lines().enumerate().filter(|(n, _)| *n != at).map(|(_, line)| format!("{line}\n")).collect();
        assert!(verify(&without, &ours).is_err(), "line {at} was taken out");
    }
    for rubbish in ["", "nutriscope", "signature ed25519", &text[..text.len() / 2], &"x".repeat(100_000)] {
        assert!(matches!(verify(rubbish, &ours), Err(NoCertificate::Malformed | NoCertificate::Changed)));
    }
    // Again: the same certificate, whatever was killed half-way.
    let again = destroy(&mut house).await;
    assert_eq!(again.to_text(), text);
    assert_eq!(house.number("select count(*) from app.key_certificate").await, 1);
    // The client reads their own while they have an account, the administrator the clinic's, nobody else any.
    let mine = house.maya.read(&house.world.backend).await.certificates(Reach::default()).await.unwrap();
    assert_eq!(mine.iter().map(Certificate::to_text).collect::<Vec<_>>(), std::slice::from_ref(&text));
    assert!(house.tom.read(&house.world.backend).await.certificates(Reach::default()).await.unwrap().is_empty());
    assert_eq!(
        house.noor.read(&house.world.backend).await.certificates(Reach::default()).await.unwrap()[0].to_text(),
        text
    );
    let other = house.world.organisation("Harbour").await;
    let otto = house.world.admin(other, "Otto").await;
    assert!(otto.read(&house.world.backend).await.certificates(Reach::default()).await.unwrap().is_empty());
    let slip = sqlx::query("delete from app.key_certificate").execute(&mut house.world.hand).await;
    assert!(slip.is_err(), "what was certified stays");
}

// A job destroys the key of the client it is about, and of nobody else.
#[tokio::test]
async fn a_job_destroys_its_own_clients_key_alone() {
    let mut house = House::new().await;
    house.new_entries(1).await;
    let (maya, tom) = (house.maya.member, house.tom.member);
    let token = house.job_about(tom.0).await;
    let mut tx = house.world.backend.write::<Worker>(&token, "erasure").await.unwrap();
    assert!(tx.destroy_client_key(maya, None, backend::clock::Clock::System.now()).await.is_err());
    drop(tx);
    assert_eq!(house.number("select count(*) from app.client_key where wrapped is not null").await, 1);
    // A client who never wrote anything: there was no key, and the certificate says so.
    let mut tx = house.world.backend.write::<Worker>(&token, "erasure").await.unwrap();
    let done = tx.destroy_client_key(tom, None, backend::clock::Clock::System.now()).await.unwrap();
    assert!(done.document.contains("no key was ever made"));
}
