//! Each refusal and withdrawal has its stated effect at once, whoever asks and however. P12 P13

use backend::db::{Client, Look};
use contract::Code;
use contract::consent::ConsentKind::{self, Ai, Disclaimer, HealthData, Privacy, Terms};
use contract::error::AppError;
use contract::grant::Emergency;
use contract::id::ObservationId;
use contract::review::ClientPage;
use sqlx::Executor;
use testkit::Journal as _;
use uuid::Uuid;

use crate::support::{House, app_error};

const MISSING: AppError = AppError::Conflict(Code::ConsentMissing);

/// What an entry is made of, for a login that goes past the program.
fn entry(house: &House) -> String {
    format!(
        "insert into app.observation (organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, sealed)
         values ('{}', '{}', '{}', 'symptom', now(), 'UTC', current_date, sha256('x'))",
        house.clinic,
        house.maya.member,
        Uuid::now_v7()
    )
}

/// The constraint that stops Maya's own login, past the program.
async fn stopped_by(house: &mut House, sql: &str) -> Option<String> {
    let token = format!("by hand {}", Uuid::now_v7());
    let who = house.maya.member;
    house
        .world
        .by_hand(format!("update auth.session set token_hash = sha256('{token}') where membership_id = '{who}'"))
        .await;
    let mut login = house.world.db.as_role("ns_client").await;
    login.execute("begin").await.unwrap();
    sqlx::query("select authz.enter($1)").bind(&token).execute(&mut login).await.unwrap();
    match login.execute(sqlx::AssertSqlSafe(sql.to_owned())).await {
        Ok(_) => None,
        Err(sqlx::Error::Database(error)) => Some(error.constraint().unwrap_or("another reason").to_owned()),
        Err(error) => panic!("{error}"),
    }
}

async fn holds(house: &House, kinds: &[ConsentKind]) -> bool {
    let mut tx = house.backend().write_even_closed::<Client>(&house.maya.token, "test").await.unwrap();
    let held = tx.hold_consents(house.maya.member, kinds).await.unwrap();
    held.is_some_and(|held| held.client() == house.maya.member && kinds.iter().all(|kind| held.covers(*kind)))
}

#[tokio::test]
async fn without_health_data_nothing_is_written_and_nobody_else_reads() {
    let mut house = House::new().await;
    let kept = house.log().await.unwrap();
    let gone = house.log().await.unwrap();
    assert_eq!(house.seen_by_ruth().await, 2);
    house.say(HealthData, false).await;

    assert_eq!(house.log().await, Err(MISSING));
    assert!(matches!(house.review().await, Some(ClientPage::Closed { .. })));
    assert_eq!(house.seen_by_ruth().await, 0);
    assert!(!holds(&house, &[HealthData]).await);
    assert!(!holds(&house, &[Terms, HealthData]).await, "all or nothing");

    // Still theirs: to see, and to delete; what is deleted does not come back as if it were written anew.
    let (backend, token) = (house.backend().clone(), house.maya.token.clone());
    assert_eq!(backend.load_day(&token, None).await.unwrap().entries.len(), 2);
    backend.delete_entry(&token, "test", ObservationId(gone)).await.unwrap();
    assert_eq!(backend.load_day(&token, None).await.unwrap().entries.len(), 1);
    assert_eq!(app_error(backend.restore_entry(&token, "test", ObservationId(gone)).await), MISSING);

    // With consent again everything is as before, at once.
    house.say(HealthData, true).await;
    house.log().await.unwrap();
    assert_eq!(house.seen_by_ruth().await, 2);
    house.say(HealthData, false).await;

    // The database says so itself, to the client's own login.
    let insert = entry(&house);
    assert_eq!(stopped_by(&mut house, &insert).await.as_deref(), Some("consent_missing"));
    let change = format!("update app.observation set local_date = local_date - 1 where observation_id = '{kept}'");
    assert_eq!(stopped_by(&mut house, &change).await.as_deref(), Some("consent_missing"));
    // Deleting is deleting: nothing else changes on the way.
    let disguised = format!(
        "update app.observation set deleted_at = now(), local_date = local_date - 1 where observation_id = '{kept}'"
    );
    assert_eq!(stopped_by(&mut house, &disguised).await.as_deref(), Some("consent_missing"));
}

// Neither a grant nor an emergency overrules the client.
#[tokio::test]
async fn no_other_way_opens_what_the_client_closed() {
    let mut house = House::new().await;
    house.log().await.unwrap();
    let anton = house.world.practitioner(house.clinic, "Anton Meyer").await;
    let (clinic, maya, by) = (house.clinic, house.maya.member, anton.member);
    house
        .world
        .by_hand(format!(
            "insert into app.access_grant (organisation_id, grant_id, client_id, practitioner_id, kind, permissions, reason, granted_by, expires_at)
             values ('{clinic}', gen_random_uuid(), '{maya}', '{by}', 'grant', '{{observation.read,observation.view}}', 'R', '{maya}', now() + interval '1 day')"
        ))
        .await;
    let look = |token| {
        let backend = house.world.backend.clone();
        async move {
            let mut tx = backend.open_records(&token, Look::Review(maya)).await.unwrap();
            let now = backend.clock.now();
            backend::review::open(&mut tx, now, maya, Default::default(), &Default::default()).await
        }
    };
    assert!(matches!(look(anton.token.clone()).await, Ok(ClientPage::Open(_))));
    house.say(HealthData, false).await;
    assert_eq!(app_error(look(anton.token.clone()).await), AppError::NotFound);

    let stranger = house.world.practitioner(house.clinic, "Stefan").await;
    let need = Emergency::parse("Maya Osei", "Fainted in the waiting room").unwrap();
    let tx = stranger.write(house.backend()).await;
    let refused = app_error(house.backend().open_emergency(tx, Uuid::now_v7(), &need).await);
    assert_eq!(refused, AppError::field("whom", Code::ConsentMissing));
    let tried: i64 = sqlx::query_scalar("select count(*) from app.activity where action = 'emergency.tried'")
        .fetch_one(&mut house.world.hand)
        .await
        .unwrap();
    assert_eq!(tried, 1, "the try is recorded");
}

#[tokio::test]
async fn without_the_disclaimer_nothing_new_is_taken_and_the_rest_goes_on() {
    let house = House::new().await;
    house.log().await.unwrap();
    house.say(Disclaimer, false).await;
    assert_eq!(house.log().await, Err(MISSING));
    assert_eq!(house.seen_by_ruth().await, 1);
    // Marking as seen writes nothing of the client's.
    let tx = house.ruth.change(house.backend(), backend::db::Look::Review(house.maya.member)).await;
    let until = house.backend().clock.now();
    backend::review::mark_viewed(tx, house.maya.member, backend::review::Seen::AllUntil(until)).await.unwrap();
}

#[tokio::test]
async fn without_terms_or_privacy_the_portal_is_closed_and_the_way_out_open() {
    for kind in [Terms, Privacy] {
        let mut house = House::new().await;
        house.log().await.unwrap();
        house.say(kind, false).await;
        let (backend, token) = (house.backend().clone(), house.maya.token.clone());
        assert_eq!(app_error(backend.read::<Client>(&token).await.map(|_| ())), AppError::ConsentNeeded);
        assert_eq!(app_error(backend.write::<Client>(&token, "test").await.map(|_| ())), AppError::ConsentNeeded);
        assert_eq!(house.log().await, Err(AppError::ConsentNeeded));
        assert_eq!(app_error(backend.load_day(&token, None).await), AppError::ConsentNeeded);
        assert!(house.mine().await.is_closed, "and this page says why");

        // Past the program nothing begins either.
        let (clinic, maya, ruth) = (house.clinic, house.maya.member, house.ruth.member);
        let grant = format!(
            "insert into app.access_grant (organisation_id, grant_id, client_id, practitioner_id, kind, permissions, reason, granted_by, expires_at)
             values ('{clinic}', gen_random_uuid(), '{maya}', '{ruth}', 'grant', '{{observation.read}}', 'R', '{maya}', now() + interval '1 day')"
        );
        assert_eq!(stopped_by(&mut house, &grant).await.as_deref(), Some("consent_needed"));
        let insert = entry(&house);
        assert_eq!(stopped_by(&mut house, &insert).await.as_deref(), Some("consent_missing"));
    }
}

// The gate in front of any AI there will be.
#[tokio::test]
async fn without_ai_no_call_may_be_made_and_the_rest_goes_on() {
    let mut house = House::new().await;
    assert!(holds(&house, &[Ai, HealthData]).await);
    house.say(Ai, false).await;
    assert!(!holds(&house, &[Ai]).await);
    assert!(!holds(&house, &[Ai, HealthData]).await);
    house.log().await.unwrap();
    assert_eq!(house.seen_by_ruth().await, 1);
    assert_eq!(
        stopped_by(&mut house, "do $$ begin if authz.consented('ai') then raise 'open'; end if; end $$").await,
        None
    );
}

// Who was never asked has agreed to nothing; nobody asks about another clinic's clients; no words pass for a kind.
#[tokio::test]
async fn silence_is_no_consent_and_strangers_learn_nothing() {
    let mut house = House::new().await;
    house
        .world
        .by_hand("set session_replication_role = replica; delete from app.consent_event; delete from app.consent_head; reset session_replication_role".into())
        .await;
    let backend = house.backend().clone();
    assert_eq!(app_error(backend.read::<Client>(&house.maya.token).await.map(|_| ())), AppError::ConsentNeeded);
    assert!(!holds(&house, &[Terms]).await);
    assert!(house.mine().await.consents.iter().all(|one| one.is_asked() && !one.holds));
    assert_eq!(house.mine().await.consents.len(), 5);

    let elsewhere = house.world.organisation("Harbour").await;
    let other = house.world.client(elsewhere, "Oscar").await;
    let stranger = house.world.practitioner(elsewhere, "Hanna").await;
    house.say(Terms, true).await;
    let mut tx = stranger.write(&backend).await;
    assert!(tx.hold_consents(house.maya.member, &[Terms]).await.unwrap().is_none());
    drop(tx);
    let mut tx = other.write(&backend).await;
    assert!(tx.hold_consents(house.maya.member, &[Terms]).await.unwrap().is_none());
    assert!(tx.hold_consents(other.member, &[]).await.unwrap().is_none(), "nothing asked is nothing held");
    assert!(tx.hold_consents(other.member, &[Terms]).await.unwrap().is_some());
}
