//! What a client writes lies sealed, from the first entry on, and what lay open before is sealed afterwards.

use backend::db::Look;
use backend::journal::Put;
use contract::caseload::CaseloadQuery;
use testkit::Journal as _;

use crate::support::{House, meal};

// T7, N6: no word a client wrote is found in a dump of everything, however often it was corrected.
#[tokio::test]
async fn no_word_of_an_entry_lies_in_the_database() {
    let mut house = House::new().await;
    let (backend, token) = (&house.world.backend, &house.maya.token);
    let mut input = meal("canary-soup", "canary-note one");
    backend.save_meal(token, "test", &input).await.unwrap();
    (input.version, input.note) = ("1".into(), "canary-note two".into());
    backend.save_meal(token, "test", &input).await.unwrap();
    backend.delete_entry(token, "test", input.id.parse().unwrap()).await.unwrap();
    let history = backend.load_history(token, input.id.parse().unwrap()).await.unwrap();
    let notes: Vec<_> = history.versions.iter().map(|state| state.entry.note.clone().unwrap_or_default()).collect();
    assert_eq!(notes, ["canary-note two", "canary-note two", "canary-note one"]);
    let dump = house.dump().await;
    assert!(dump.contains(&input.id) && dump.contains("\\\\x0300"), "the dump holds the entry");
    for word in ["canary-soup", "canary-note", "lunch"] {
        assert!(!dump.contains(word), "{word} lies open");
        assert!(!dump.contains(&hex::encode(word)), "{word} lies open as bytes");
    }
    assert_eq!(house.number("select count(*) from app.observation_version").await, 2);
}

// Saying the same again is no correction, although it would be sealed to other bytes.
#[tokio::test]
async fn the_same_again_is_no_version() {
    let mut house = House::new().await;
    let (backend, token) = (&house.world.backend, &house.maya.token);
    let mut input = meal("Soup", "as it was");
    backend.save_meal(token, "test", &input).await.unwrap();
    input.version = "1".into();
    assert_eq!(backend.save_meal(token, "test", &input).await.unwrap().what, Put::Unchanged);
    assert_eq!(house.number("select count(*) from app.observation_version").await, 0);
}

// Two first entries at the same moment end up under one key.
#[tokio::test]
async fn two_first_entries_make_one_key() {
    let mut house = House::new().await;
    let (backend, token) = (&house.world.backend, &house.maya.token);
    let inputs: Vec<_> = (0..6).map(|n| meal(&format!("Soup {n}"), "hot")).collect();
    let saves = inputs.iter().map(|input| backend.save_meal(token, "test", input));
    let done: Vec<_> = futures(saves).await;
    assert!(done.iter().all(|put| *put == Put::Added), "{done:?}");
    assert_eq!(house.number("select count(*) from app.client_key").await, 1);
    assert_eq!(house.world.journal_of(&house.maya).await.len(), 6, "and all of them open");
}

/// All at once, each in a task of its own.
async fn futures<'a>(
    saves: impl Iterator<Item = impl Future<Output = Result<backend::journal::Saved, backend::Refusal>> + 'a>,
) -> Vec<Put> {
    let mut waiting: Vec<_> = saves.map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|context| {
        waiting.retain_mut(|save| match save.as_mut().poll(context) {
            std::task::Poll::Ready(saved) => {
                done.push(saved.unwrap().what);
                false
            }
            std::task::Poll::Pending => true,
        });
        if waiting.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done
}

// A transaction that is given up leaves no key behind.
#[tokio::test]
async fn what_is_undone_leaves_no_key() {
    let mut house = House::new().await;
    let mut tx = house.maya.write(&house.world.backend).await;
    tx.client_key(house.maya.member).await.unwrap();
    drop(tx);
    assert_eq!(house.number("select count(*) from app.client_key").await, 0);
    // Nor does a client make one for somebody else.
    let mut tx = house.maya.write(&house.world.backend).await;
    assert!(tx.client_key(house.tom.member).await.is_err());
}

// The database takes nothing from a client that is not sealed, nor under a key that is not theirs.
#[tokio::test]
async fn a_portal_cannot_write_in_the_clear() {
    let mut house = House::new().await;
    let (org, maya) = (house.maya.organisation, house.maya.member);
    house.new_entries(1).await;
    house
        .world
        .by_hand(format!(
            "update auth.session set token_hash = sha256('maya') where person_id = '{}' and ended_at is null",
            house.maya.person.0
        ))
        .await;
    let mut client = house.world.db.as_role("ns_client").await;
    let columns = "organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date";
    let values = format!("'{org}', '{maya}', gen_random_uuid(), 'symptom', now(), 'UTC', current_date");
    let sealed = format!("'\\x0300{}' || sha256('x')", "01");
    for (sql, expected) in [
        (format!("insert into app.observation ({columns}, payload) values ({values}, '{{}}')"), "42501"),
        (format!("insert into app.observation ({columns}, note) values ({values}, 'n')"), "42501"),
        ("update app.observation set note = 'n'".into(), "42501"),
        ("update app.observation set sealed = null".into(), "23514"),
        (format!("insert into app.observation ({columns}, sealed) values ({values}, sha256('x'))"), "23514"),
        (
            format!("insert into app.observation ({columns}, sealed) values ({values}, '\\x030009' || sha256('x'))"),
            "23514",
        ),
        ("update app.client_key set ended_why = 'destroyed'".into(), "42501"),
        (
            format!(
                "insert into app.client_key (organisation_id, client_id, version, wrapped, fingerprint) values ('{org}', '{maya}', 2, sha512('w'), sha256('f'))"
            ),
            "42501",
        ),
        ("delete from app.client_key".into(), "42501"),
        (format!("select ops.lock_client_keys('{maya}')"), "42501"),
        (format!("insert into app.observation ({columns}, sealed) values ({values}, {sealed})"), ""),
    ] {
        sqlx::raw_sql("begin; select authz.enter('maya')").execute(&mut client).await.unwrap();
        let done = sqlx::raw_sql(sqlx::AssertSqlSafe(sql.clone())).execute(&mut client).await;
        let code =
            done.err().and_then(|error| Some(error.as_database_error()?.code()?.into_owned())).unwrap_or_default();
        assert_eq!(code, expected, "{sql}");
        sqlx::raw_sql("rollback").execute(&mut client).await.unwrap();
    }
}

// Rows from before are read as they lie, then sealed in the background: nobody sees a difference, and the doctor says so.
#[tokio::test]
async fn what_lay_open_is_sealed_in_slices() {
    let mut house = House::new().await;
    house.old_entries(230).await;
    let shown = format!("{:?}", house.world.journal_of(&house.maya).await);
    let told = |findings: Vec<backend::doctor::Finding>| {
        findings
            .into_iter()
            .filter(|finding| finding.what.contains("sealed"))
            .map(|finding| finding.what)
            .collect::<Vec<_>>()
    };
    let before = told(house.world.backend.inspect().await);
    assert!(before[0].starts_with("460 states of entries are not sealed yet"), "{before:?}");
    let states = "select md5(string_agg(concat(observation_id, version, updated_at, occurred_at), ',' order by observation_id)) from app.observation";
    let was: String = sqlx::query_scalar(states).fetch_one(&mut house.world.hand).await.unwrap();

    assert_eq!(house.world.backend.start_sealing().await.unwrap(), 1);
    assert_eq!(house.world.backend.start_sealing().await.unwrap(), 0, "one is under way");
    assert!(house.world.backend.run_next_job().await.unwrap());
    let (open, sealed) = (
        "select count(*) from app.observation_version where payload is not null",
        "select count(*) from app.observation where sealed is not null",
    );
    assert!(house.number(open).await > 0 && house.number(sealed).await > 0, "in slices");
    // One that is stopped before it commits has done nothing; its job comes back.
    for _ in 0..3 {
        _ = tokio::time::timeout(std::time::Duration::from_millis(3), house.world.backend.run_next_job()).await;
    }
    house
        .world
        .by_hand("update ops.job set locked_until = now() - interval '1 second' where status = 'running'".into())
        .await;
    house.work().await;
    let after = told(house.world.backend.inspect().await);
    assert_eq!(after, ["everything clients wrote is sealed with a key of their own"]);
    assert_eq!(format!("{:?}", house.world.journal_of(&house.maya).await), shown);
    let is: String = sqlx::query_scalar(states).fetch_one(&mut house.world.hand).await.unwrap();
    assert_eq!(is, was, "neither versions nor stamps moved");
    assert_eq!(house.number("select count(*) from app.observation_version").await, 230);
    assert!(!house.dump().await.contains("canary-old"));
    let id = house.world.journal_of(&house.maya).await.len();
    assert_eq!(id, 230);
    let one: uuid::Uuid = sqlx::query_scalar("select observation_id from app.observation limit 1")
        .fetch_one(&mut house.world.hand)
        .await
        .unwrap();
    let history = house.world.backend.load_history(&house.maya.token, one.to_string().parse().unwrap()).await.unwrap();
    assert!(history.versions[1].entry.note.as_deref().unwrap().ends_with("first"), "earlier states open too");
    // Earlier states stay append-only for everybody else, a superuser's slip included.
    let slip = sqlx::query("update app.observation_version set note = 'x'").execute(&mut house.world.hand).await;
    assert!(slip.unwrap_err().to_string().contains("append-only"));
}

// The key goes with the record: a practitioner in care opens what they see, and loses the key with the care.
#[tokio::test]
async fn who_reads_the_client_gets_the_key() {
    let mut house = House::new().await;
    house.new_entries(2).await;
    let look = Look::Review(house.maya.member);
    let mut tx = house.world.backend.open_records(&house.ruth.token, look).await.unwrap();
    assert!(format!("{:?}", tx.client_key(house.maya.member).await.unwrap()).contains("[1]"));
    assert!(format!("{:?}", tx.client_key(house.tom.member).await.unwrap()).contains("[]"), "not of another client");
    drop(tx);
    let mut tx = house.ruth.read(&house.world.backend).await;
    assert!(format!("{:?}", tx.client_key(house.maya.member).await.unwrap()).contains("[]"), "no look, no key");
    drop(tx);
    house.world.by_hand("update app.care_relationship set status = 'paused'".into()).await;
    let mut tx = house.world.backend.open_records(&house.ruth.token, Look::List).await.unwrap();
    assert!(format!("{:?}", tx.client_key(house.maya.member).await.unwrap()).contains("[]"), "no care, no key");
    let list = backend::caseload::list(&mut tx, backend::clock::Clock::System.now(), CaseloadQuery::default(), None)
        .await
        .unwrap();
    assert!(list.rows.is_empty());
}
