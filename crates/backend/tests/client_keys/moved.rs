//! A client's key is replaced in the background: interrupted, written beside, and nothing lost.

use backend::client_keys::rotate;
use backend::secret::MasterKeys;
use backend::{Backend, Refusal};
use contract::AppError;
use std::time::Duration;
use testkit::Journal as _;

use crate::support::{House, meal};

/// As an administrator asks for it.
async fn ask(house: &House) -> Result<i64, Refusal> {
    let tx = house.noor.write(&house.world.backend).await;
    house.world.backend.rotate_client_keys(tx).await
}

#[tokio::test]
async fn every_value_moves_to_the_new_key_and_the_old_one_is_gone() {
    let mut house = House::new().await;
    house.new_entries(850).await;
    let shown = format!("{:?}", house.world.journal_of(&house.maya).await);
    let states = "select md5(string_agg(concat(observation_id, version, updated_at), ',' order by observation_id)) from app.observation";
    let was: String = sqlx::query_scalar(states).fetch_one(&mut house.world.hand).await.unwrap();
    let before: Vec<u8> =
        sqlx::query_scalar("select wrapped from app.client_key").fetch_one(&mut house.world.hand).await.unwrap();

    assert_eq!(ask(&house).await.unwrap(), 1);
    assert_eq!(ask(&house).await.unwrap(), 0, "one is under way");
    let mut percents = Vec::new();
    for round in 0..500 {
        let status = house.noor.read(&house.world.backend).await.key_status().await.unwrap();
        percents.push(status.percent());
        if !status.is_under_way() {
            break;
        }
        // Stopped at some point before it commits, then again: the lease brings it back.
        _ = tokio::time::timeout(Duration::from_millis(round * 2 % 17), house.world.backend.run_next_job()).await;
        let expire =
            "update ops.job set locked_until = now() - interval '1 second', attempts = 1 where status = 'running'";
        house.world.by_hand(expire.into()).await;
        if !house.world.backend.run_next_job().await.unwrap() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // Meanwhile the client writes more.
        if round < 10 {
            let input = meal("Soup", &format!("round {round}"));
            house.world.backend.save_meal(&house.maya.token, "test", &input).await.unwrap();
        }
    }
    house.work().await;
    assert!(
        percents.windows(2).all(|pair| pair[0] <= pair[1]) && percents.contains(&100) && percents[0] == 0,
        "{percents:?}"
    );
    assert!(percents.iter().any(|percent| (1..100).contains(percent)), "in slices: {percents:?}");
    let (versions, old) = (
        "select count(*) from app.client_key where wrapped is not null and version = 2",
        "select count(*) from app.observation where get_byte(sealed, 2) <> 2",
    );
    assert_eq!((house.number(versions).await, house.number(old).await), (1, 0));
    assert_eq!(
        house.number("select count(*) from app.client_key where wrapped is null and ended_why = 'rotated'").await,
        1
    );
    assert!(!house.dump().await.contains(&hex::encode(&before)), "the old key is in no column");
    let now = house.world.journal_of(&house.maya).await;
    let symptoms: Vec<_> = now.into_iter().filter(|(_, plain)| plain.payload.kind() == "symptom").collect();
    assert_eq!(format!("{symptoms:?}"), shown, "every entry opens and says what it said");
    let is: String = sqlx::query_scalar(sqlx::AssertSqlSafe(
        states.replace("app.observation", "app.observation where kind = 'symptom'"),
    ))
    .fetch_one(&mut house.world.hand)
    .await
    .unwrap();
    assert_eq!(is, was, "neither versions nor stamps moved");
}

// Who writes under a key holds it: it does not end before they are done, and what they wrote opens.
#[tokio::test]
async fn a_key_in_use_does_not_end() {
    let mut house = House::new().await;
    house.new_entries(1).await;
    let sql = "insert into app.observation (organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, sealed)
               select organisation_id, client_id, gen_random_uuid(), kind, occurred_at, zone, local_date, sealed from app.observation limit 1";
    let mut writer = house.world.db.superuser().await;
    sqlx::raw_sql("begin").execute(&mut writer).await.unwrap();
    sqlx::raw_sql(sql).execute(&mut writer).await.unwrap();
    ask(&house).await.unwrap();
    house.job_about(house.maya.member.0).await;
    let mut job = house.world.db.as_role("ns_worker").await;
    house.world.by_hand("update auth.session set token_hash = sha256('job') where portal = 'worker'".into()).await;
    sqlx::raw_sql("begin; select authz.enter('job')").execute(&mut job).await.unwrap();
    let retire = tokio::spawn(async move {
        sqlx::query_scalar::<_, i64>("select ops.retire_client_keys(2)").fetch_one(&mut job).await.unwrap()
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!retire.is_finished(), "it waits for the writer");
    sqlx::raw_sql("commit").execute(&mut writer).await.unwrap();
    assert_eq!(retire.await.unwrap(), 2, "and sees what the writer left");
    assert_eq!(house.number("select count(*) from app.client_key where wrapped is not null").await, 1);
}

// Weighty: an administrator, and one who has just proved it.
#[tokio::test]
async fn only_a_proved_administrator_asks() {
    let mut house = House::new().await;
    house.new_entries(1).await;
    house.world.by_hand("update auth.session set proved_at = now() - interval '1 hour'".into()).await;
    let refused = ask(&house).await.unwrap_err().into_app("test");
    assert_eq!(refused, AppError::ProofNeeded);
    let desk = house.world.front_desk(house.noor.organisation, "Desk").await;
    house.world.by_hand("update auth.session set proved_at = now()".into()).await;
    let tx = desk.write(&house.world.backend).await;
    assert!(house.world.backend.rotate_client_keys(tx).await.is_err());
    assert_eq!(house.number("select count(*) from app.key_task").await, 0);
    // From the command line, by the migrator's login.
    let url = house.world.db.url(Some("ns_migrator"));
    assert_eq!(rotate::ask_client_keys(&url).await.unwrap(), 1);
    house.work().await;
    let work = rotate::client_keys(&url).await.unwrap();
    assert_eq!((work.clients, work.finished, work.total, work.done, work.stuck), (1, 1, 1, 1, 0));
}

// A new master key re-wraps an organisation's key and nothing else; every entry opens without the old one.
#[tokio::test]
async fn a_new_master_key_rewraps_the_organisations_key() {
    const OLD: &str = "6f1d2c3b4a5968778695a4b3c2d1e0f00f1e2d3c4b5a69788796a5b4c3d2e1f1";
    const NEW: &str = "03c59a8d53261a350a3a5d611754407d2153531b5f025829611059095563252f";
    let mut house = House::new().await;
    let with = |house: &House, keys: &str| {
        let mut config = testkit::config(&house.world.db);
        config.master_keys = MasterKeys::parse(keys).unwrap();
        Backend::new(config, backend::clock::Clock::System).unwrap()
    };
    house.world.backend = with(&house, OLD);
    house.world.seal_passwords().await;
    house.maya.token = house.world.sign_in(house.maya.person, house.maya.member).await;
    house.new_entries(3).await;
    let shown = format!("{:?}", house.world.journal_of(&house.maya).await);
    let both = format!("2:{NEW},1:{OLD}");
    let masters = MasterKeys::parse(&both).unwrap();
    let report = rotate::rotate(&house.world.db.url(Some("ns_migrator")), &masters, |_, _| {}).await.unwrap();
    let moved = report.iter().find(|moved| moved.table == "app.organisation_key").unwrap();
    assert_eq!((moved.moved, moved.stuck.len()), (1, 0));
    house.world.backend = with(&house, &format!("2:{NEW}"));
    house.maya.token = house.world.sign_in(house.maya.person, house.maya.member).await;
    assert_eq!(format!("{:?}", house.world.journal_of(&house.maya).await), shown);
    house.world.backend = with(&house, OLD);
    house.maya.token = house.world.sign_in(house.maya.person, house.maya.member).await;
    let mut tx = house.maya.read(&house.world.backend).await;
    assert!(tx.client_key(house.maya.member).await.is_err(), "the old key alone opens nothing any more");
}
