//! `kill -9` while keys are replaced, at random points: everything opens, the old key opens nothing, and it says that it
//! is through. T7 M9
//!
//! `NS_KILLS` asks for more.

use backend::Backend;
use backend::client_keys::rotate;
use backend::clock::Clock;
use backend::secret::MasterKeys;
use testkit::{Work, be_child, kill_often, rounds};

use crate::support::House;

#[tokio::test]
#[ignore = "the process that the tests below kill"]
async fn child() {
    be_child().await;
}

#[tokio::test]
async fn a_clients_new_key_takes_over_as_if_nobody_had_killed_it() {
    let mut house = House::new().await;
    house.new_entries(3_000).await;
    let before: Vec<u8> =
        sqlx::query_scalar("select wrapped from app.client_key").fetch_one(&mut house.world.hand).await.unwrap();
    let shown = format!("{:?}", house.world.journal_of(&house.maya).await);
    let said = "select count(*) from app.activity where action = 'keys.rotated'";
    let earlier = house.number(said).await;
    let tx = house.noor.write(&house.world.backend).await;
    assert_eq!(house.world.backend.rotate_client_keys(tx).await.unwrap(), 1);
    let half_done = kill_often(&mut house.world, &Work::Jobs, rounds("NS_KILLS", 4), async |hand| {
        let old = "select count(*) from app.observation where get_byte(sealed, 2) <> 2";
        sqlx::query_scalar(old).fetch_one(hand).await.unwrap()
    })
    .await;
    assert!(half_done > 0, "no kill met a rotation half done");
    let status = house.noor.read(&house.world.backend).await.key_status().await.unwrap();
    assert_eq!((status.clients, status.finished, status.total, status.done, status.stuck), (1, 1, 3_000, 3_000, 0));
    let keys = "select count(*) from app.client_key where version = 2 and wrapped is not null
                   or version = 1 and wrapped is null and ended_why = 'rotated'";
    assert_eq!(house.number(keys).await, 2);
    assert_eq!(house.number("select count(*) from app.client_key").await, 2, "and no version in between");
    assert_eq!(house.number(said).await, earlier + 1, "said once");
    assert!(!house.dump().await.contains(&hex::encode(before)), "the old key is in no column");
    assert!(format!("{:?}", house.world.journal_of(&house.maya).await) == shown, "an entry changed or does not open");
}

#[tokio::test]
async fn a_new_master_key_takes_over_as_if_nobody_had_killed_it() {
    const OLD: &str = "6f1d2c3b4a5968778695a4b3c2d1e0f00f1e2d3c4b5a69788796a5b4c3d2e1f1";
    const NEW: &str = "03c59a8d53261a350a3a5d611754407d2153531b5f025829611059095563252f";
    let mut house = House::new().await;
    let with = |house: &House, keys: &str| {
        let mut config = testkit::config(&house.world.db);
        config.master_keys = MasterKeys::parse(keys).unwrap();
        Backend::new(config, Clock::System).unwrap()
    };
    house.world.backend = with(&house, OLD);
    house.world.seal_passwords().await;
    house.maya.token = house.world.sign_in(house.maya.person, house.maya.member).await;
    house.new_entries(3).await;
    let shown = format!("{:?}", house.world.journal_of(&house.maya).await);
    // Letters that wait, each sealed for its own job.
    let letters: Vec<Vec<u8>> = (0..2_000)
        .map(|n| {
            let letter = backend::mail::Letter::ConfirmEmail { link: format!("http://localhost:3000/confirm/{n}") };
            let envelope = backend::mail::Envelope { to: format!("maya{n}@example.test"), name: None, letter };
            house.world.backend.seal_letter(&envelope).unwrap()
        })
        .collect();
    sqlx::query(
        "insert into ops.job (kind, sealed) select 'send_letter', sealed from unnest($1::bytea[]) as l (sealed)",
    )
    .bind(letters)
    .execute(&mut house.world.hand)
    .await
    .unwrap();

    let keys = format!("2:{NEW},1:{OLD}");
    let work = Work::MasterKeys(keys.clone());
    let half_done = kill_often(&mut house.world, &work, rounds("NS_KILLS", 4), async |hand| {
        sqlx::query_scalar("select count(*) from ops.job where get_byte(sealed, 2) <> 2").fetch_one(hand).await.unwrap()
    })
    .await;
    assert!(half_done > 0, "no kill met a rotation half done");
    // Nothing is left to do, and nothing lies under the old key.
    let masters = MasterKeys::parse(&keys).unwrap();
    let again = rotate::rotate(&house.world.db.url(Some("ns_migrator")), &masters, |_, _| {}).await.unwrap();
    for column in again {
        assert!(column.moved == 0 && column.stuck.is_empty(), "{column:?}");
        assert!(column.stored.iter().all(|(version, _)| *version == Some(2)), "{column:?}");
    }
    house.world.backend = with(&house, &format!("2:{NEW}"));
    while house.world.backend.run_next_job().await.unwrap() {}
    assert_eq!(house.number("select count(*) from ops.job where status = 'done'").await, 2_000, "every letter opens");
    house.maya.token = house.world.sign_in(house.maya.person, house.maya.member).await;
    assert_eq!(format!("{:?}", house.world.journal_of(&house.maya).await), shown);
}
