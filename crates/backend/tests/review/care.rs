//! Pausing, resuming and ending care: recorded, and in force with the next request of the same session.

use crate::support::{Practices, Written, now, porridge, today};
use backend::Refusal;
use contract::AppError;
use contract::id::MembershipId;
use contract::review::{CareStep, ClientPage};
use sqlx::{Executor, Row};

async fn step(here: &Practices, client: MembershipId, step: CareStep) -> Result<(), AppError> {
    let tx = here.ruth.write(&here.world.backend).await;
    let answer = backend::review::change_care(tx, now(), client, step, "moved away").await;
    answer.map_err(|refusal| match refusal {
        Refusal::App(error) => error,
        other => panic!("{other}"),
    })
}

// N2 T9
#[tokio::test]
async fn care_is_paused_resumed_and_ended() {
    let mut here = Practices::new().await;
    Written::meal(today(), 8, porridge()).save(&mut here.world, &here.maya).await;
    let maya = here.maya.member;

    for _ in 0..2 {
        step(&here, maya, CareStep::Pause).await.unwrap();
        assert!(matches!(here.page(&here.ruth, &here.maya).await, Some(ClientPage::Paused(_))));
    }
    assert!(here.caseload(&here.ruth).await.rows.is_empty());
    step(&here, maya, CareStep::Resume).await.unwrap();
    assert!(matches!(here.page(&here.ruth, &here.maya).await, Some(ClientPage::Open(_))));
    step(&here, maya, CareStep::End).await.unwrap();
    assert_eq!(here.page(&here.ruth, &here.maya).await, None);
    assert!(here.caseload(&here.ruth).await.paused.is_empty());

    let row = sqlx::query("select ended_why, ended_on = $1 as today from app.care_relationship").bind(today());
    let row = row.fetch_one(&mut here.world.hand).await.unwrap();
    assert_eq!((row.get::<String, _>("ended_why"), row.get::<bool, _>("today")), ("moved away".to_owned(), true));
    for (action, times) in [("relationship.paused", 1), ("relationship.resumed", 1), ("relationship.ended", 1)] {
        assert_eq!(here.activities(action).await, times, "{action}");
    }
    // What ended stays ended, and asking again for the end is no error.
    assert_eq!(step(&here, maya, CareStep::End).await, Ok(()));
    assert_eq!(step(&here, maya, CareStep::Resume).await, Err(AppError::NotFound));
}

// N2: nobody changes another's care, and an invitation is the client's to accept.
#[tokio::test]
async fn only_own_care_moves_and_only_along_its_states() {
    let mut here = Practices::new().await;
    let invited = here.client("Ines", "invited").await;
    let colleagues = here.world.client(here.ruth.organisation, "Carl").await;
    here.world.relate(&here.anton, &colleagues, "active").await;
    for client in [invited.member, colleagues.member] {
        for to in [CareStep::Pause, CareStep::Resume, CareStep::End] {
            assert_eq!(step(&here, client, to).await, Err(AppError::NotFound), "{to:?}");
        }
    }
    let states: Vec<String> = sqlx::query_scalar("select status from app.care_relationship order by status")
        .fetch_all(&mut here.world.hand)
        .await
        .unwrap();
    assert_eq!(states, ["active", "active", "invited"]);
}

// N2: hand-written SQL at the practitioner's own login does not reopen what has ended or was never accepted.
#[tokio::test]
async fn the_database_refuses_to_reopen_care() {
    let mut here = Practices::new().await;
    here.client("Edna", "ended").await;
    here.client("Ines", "invited").await;
    sqlx::query("update auth.session set token_hash = sha256('by hand') where membership_id = $1")
        .bind(here.ruth.member.0)
        .execute(&mut here.world.hand)
        .await
        .unwrap();
    let mut login = here.world.db.as_role("ns_practice").await;
    for status in ["ended", "invited"] {
        login.execute("begin").await.unwrap();
        login.execute("select authz.enter('by hand')").await.unwrap();
        let update =
            format!("update app.care_relationship set status = 'active', ended_on = null where status = '{status}'");
        let refused = login.execute(sqlx::AssertSqlSafe(update)).await.unwrap_err();
        let constraint = refused.as_database_error().and_then(|error| error.constraint());
        assert_eq!(constraint, Some("care_transition"), "{status}: {refused}");
        login.execute("rollback").await.unwrap();
    }
}
