//! Withdrawing while work that needs the consent is in flight: the work was before, or it does not happen. P12

use std::time::Duration;

use backend::activity::{Action, Activity};
use contract::Code;
use contract::consent::ConsentKind::{Ai, HealthData};
use contract::error::AppError;

use crate::support::House;

// Who holds a consent finishes; the withdrawal waits for that, and what comes later finds it withdrawn.
#[tokio::test]
async fn a_withdrawal_waits_for_the_act_and_stops_the_next() {
    let house = House::new().await;
    let mut acting = house.maya.write(house.backend()).await;
    let held = acting.hold_consents(house.maya.member, &[HealthData]).await.unwrap();
    assert!(held.is_some());
    let answer = house.answer(HealthData, false).await;
    let (backend, token, from) = (house.backend().clone(), house.maya.token.clone(), house.from());
    let withdrawing = tokio::spawn(async move {
        let tx = backend.write::<backend::db::Client>(&token, "test").await.unwrap();
        backend.decide_consents(tx, &[answer], &from).await.unwrap();
    });
    // It cannot be done: nothing but the end of the act lets it go on.
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(!withdrawing.is_finished());
    acting.commit(Activity::new(Action::ZoneChanged)).await.unwrap();
    withdrawing.await.unwrap();
    let mut next = house.maya.write(house.backend()).await;
    assert!(next.hold_consents(house.maya.member, &[HealthData]).await.unwrap().is_none());
    assert!(next.hold_consents(house.maya.member, &[Ai]).await.unwrap().is_some());
}

// The other way round: an act that began before the withdrawal ended waits for it and is refused.
#[tokio::test]
async fn an_act_that_meets_a_withdrawal_does_not_happen() {
    use sqlx::Connection;
    let mut house = House::new().await;
    let (clinic, maya) = (house.clinic, house.maya.member);
    let mut tx = house.world.hand.begin().await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!(
        "update app.consent_head set seq = seq + 1 where client_id = '{maya}';
         insert into app.consent_event (organisation_id, client_id, seq, kind, version, language, organisation_name, text_hash, decision, method, at, actor_id, actor_member)
         select '{clinic}', '{maya}', 6, 'health_data', 1, 'en', 'O', sha256('x'), 'withdrawn', 'form', now(), '{maya}', '{maya}'"
    )))
    .execute(&mut *tx)
    .await
    .unwrap();
    let mut log = Box::pin(crate::support::log_as(&house.world.backend, &house.maya.token));
    tokio::select! {
        came = &mut log => panic!("it did not wait: {came:?}"),
        () = tokio::time::sleep(Duration::from_millis(200)) => {}
    }
    tx.commit().await.unwrap();
    assert_eq!(log.await, Err(AppError::Conflict(Code::ConsentMissing)));
}

// Many at once: in the order of the log no entry stands between a withdrawal and the next consent.
#[tokio::test]
async fn no_entry_is_written_after_its_consent_was_withdrawn() {
    let mut house = House::new().await;
    let rounds: u32 = std::env::var("NS_CONSENT_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(8);
    let (mut written, mut refused) = (0, 0);
    for _ in 0..rounds {
        let answer = house.answer(HealthData, false).await;
        let (backend, token, from) = (house.backend().clone(), house.maya.token.clone(), house.from());
        let withdraw = async {
            let tx = backend.write::<backend::db::Client>(&token, "test").await.unwrap();
            backend.decide_consents(tx, &[answer], &from).await.unwrap();
        };
        let (a, b, (), c) = tokio::join!(house.log(), house.log(), withdraw, house.log());
        for came in [a, b, c] {
            match came {
                Ok(_) => written += 1,
                Err(AppError::Conflict(Code::ConsentMissing)) => refused += 1,
                Err(other) => panic!("{other}"),
            }
        }
        assert_eq!(house.log().await, Err(AppError::Conflict(Code::ConsentMissing)));
        house.say(HealthData, true).await;
    }
    println!("{written} written before, {refused} stopped");
    let log: Vec<(String, Option<String>)> = sqlx::query_as(
        "select action, from_state from app.activity where action in ('symptom.logged', 'consent.given', 'consent.withdrawn') order by seq",
    )
    .fetch_all(&mut house.world.hand)
    .await
    .unwrap();
    let mut open = true;
    for (action, _) in log {
        match action.as_str() {
            "consent.withdrawn" => open = false,
            "consent.given" => open = true,
            _ => assert!(open, "an entry after the withdrawal"),
        }
    }
}
