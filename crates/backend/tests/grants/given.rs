//! Grants by an administrator and by the client.

use backend::db::Look;
use backend::grants::looks_at_access;
use backend::review::Seen;
use contract::grant::{GivenBy, GrantInput};
use contract::id::{GrantId, ObservationId};
use contract::paging::Reach;
use contract::review::Basis;
use contract::{AppError, Code};
use sqlx::Executor;
use testkit::refused;
use uuid::Uuid;

use crate::support::{a_week, age, give, house, look, week};

// N4: an explicit grant with reason, scope and end opens one record to one colleague, and ends by itself.
#[tokio::test]
async fn a_grant_opens_one_record_and_runs_out() {
    let mut house = house().await;
    assert!(look(&house, &house.anton).await.is_none(), "a colleague is a stranger without a grant");
    let grant = give(&house, &week(&house)).await;
    let review = look(&house, &house.anton).await.unwrap();
    assert!(matches!(&review.basis, Basis::Grant { reason, .. } if reason == "Holiday cover"), "{:?}", review.basis);
    assert_eq!((review.days.len(), review.unseen), (1, 0), "who may not mark is shown nothing as new");
    assert!(look(&house, &house.stranger).await.is_none());

    // Listed with who, why and until when, for all three.
    let mine =
        house.backend().load_my_access(&mut house.maya.read(house.backend()).await, Reach::default()).await.unwrap();
    let listed = mine.grants.first().unwrap();
    assert_eq!(
        (listed.reader_name.as_str(), listed.reason.as_str(), listed.is_running),
        ("Anton Meyer", "Holiday cover", true)
    );
    assert_eq!((listed.given_by, listed.giver_name.as_str()), (GivenBy::Clinic, "Noor Haddad"));
    let clinic = house
        .backend()
        .load_clinic_access(
            &mut house.noor.look(house.backend(), &looks_at_access("", Reach::default())).await,
            "",
            Reach::default(),
        )
        .await
        .unwrap();
    assert_eq!(clinic.grants.first().unwrap().client_name, "Maya Osei");
    let own = house
        .backend()
        .load_practice_access(&mut house.anton.read(house.backend()).await, Reach::default())
        .await
        .unwrap();
    assert_eq!(own.grants.first().unwrap().client_name, "Maya Osei");

    age(&mut house, grant, "7 days").await;
    assert!(look(&house, &house.anton).await.is_none(), "it ran out");
    let own = house
        .backend()
        .load_practice_access(&mut house.anton.read(house.backend()).await, Reach::default())
        .await
        .unwrap();
    assert!(own.grants.is_empty(), "and with it the name");
    let mine =
        house.backend().load_my_access(&mut house.maya.read(house.backend()).await, Reach::default()).await.unwrap();
    assert!(!mine.grants.first().unwrap().is_running, "the client still sees that it was");
}

// N4: the client opens their own record and closes it again; it applies to the next request.
#[tokio::test]
async fn a_client_gives_and_ends() {
    let house = house().await;
    let key = Uuid::now_v7();
    for _ in 0..2 {
        let tx = house.maya.write(house.backend()).await;
        house.backend().give_my_access(tx, key, &a_week(&house)).await.unwrap();
    }
    let mine =
        house.backend().load_my_access(&mut house.maya.read(house.backend()).await, Reach::default()).await.unwrap();
    assert_eq!(mine.grants.len(), 1, "a form posted twice is one grant");
    assert!(look(&house, &house.anton).await.is_some());
    let end = |tx| house.backend().end_access(tx, GrantId(key));
    end(house.maya.write(house.backend()).await).await.unwrap();
    assert!(look(&house, &house.anton).await.is_none());
    assert_eq!(refused(end(house.maya.write(house.backend()).await).await), AppError::NotFound, "ended twice");
    let letters: Vec<_> = house.letters().await.into_iter().map(|letter| letter.subject).collect();
    assert_eq!(letters, ["A record is open to you"], "the reader is told, without a name");
}

// N4: giving access takes a fresh proof of who is there; ending it does not.
#[tokio::test]
async fn giving_takes_a_fresh_proof() {
    let mut house = house().await;
    let grant = give(&house, &week(&house)).await;
    house.world.by_hand("update auth.session set proved_at = now() - interval '11 minutes'".into()).await;
    let tx = house.maya.write(house.backend()).await;
    let error = refused(house.backend().give_my_access(tx, Uuid::now_v7(), &a_week(&house)).await);
    assert_eq!(error, AppError::ProofNeeded);
    let tx = house.noor.write(house.backend()).await;
    let error = refused(house.backend().give_access(tx, Uuid::now_v7(), house.maya.member, &a_week(&house)).await);
    assert_eq!(error, AppError::ProofNeeded);
    house.backend().end_access(house.maya.write(house.backend()).await, GrantId(grant)).await.unwrap();
}

// N4 N1: nobody outside the clinic, no suspended colleague, nobody above the bounds.
#[tokio::test]
async fn a_grant_names_people_of_the_clinic_only() {
    let mut house = house().await;
    let wrong = GrantInput { practitioner: house.stranger.member.to_string(), ..week(&house) }.parse().unwrap();
    let tx = house.maya.write(house.backend()).await;
    let error = refused(house.backend().give_my_access(tx, Uuid::now_v7(), &wrong).await);
    assert_eq!(error, AppError::field("practitioner", Code::Unknown));
    // Another clinic's administrator cannot name this clinic's client, nor end what runs here.
    let tx = house.other_admin.write(house.backend()).await;
    let error = refused(house.backend().give_access(tx, Uuid::now_v7(), house.maya.member, &a_week(&house)).await);
    assert_eq!(error, AppError::field("client", Code::Unknown));
    let grant = give(&house, &week(&house)).await;
    let tx = house.other_admin.write(house.backend()).await;
    assert_eq!(refused(house.backend().end_access(tx, GrantId(grant)).await), AppError::NotFound);
    // Suspended: closed on the next request, and not to be named again.
    let suspend =
        format!("update app.membership set status = 'suspended' where membership_id = '{}'", house.anton.member);
    house.world.hand.execute(sqlx::AssertSqlSafe(suspend)).await.unwrap();
    assert!(house.backend().read::<backend::db::Practice>(&house.anton.token).await.is_err());
    let tx = house.maya.write(house.backend()).await;
    let error = refused(house.backend().give_my_access(tx, Uuid::now_v7(), &a_week(&house)).await);
    assert_eq!(error, AppError::field("practitioner", Code::Unknown));
}

// N4: hand-written SQL at the portals' own logins gets no further than the program.
#[tokio::test]
async fn the_database_keeps_the_bounds() {
    let mut house = house().await;
    let grant = give(&house, &week(&house)).await;
    for actor in [house.maya.member, house.anton.member] {
        let name = format!("update auth.session set token_hash = sha256('{actor}') where membership_id = '{actor}'");
        house.world.hand.execute(sqlx::AssertSqlSafe(name)).await.unwrap();
    }
    let (org, maya, anton) = (house.maya.organisation, house.maya.member, house.anton.member);
    let columns =
        "organisation_id, grant_id, client_id, practitioner_id, kind, permissions, reason, granted_by, expires_at";
    let insert = |kind: &str, permissions: &str, by: &str, until: &str| {
        format!(
            "insert into app.access_grant ({columns}) values ('{org}', gen_random_uuid(), '{maya}', '{anton}', '{kind}', '{permissions}', 'x', '{by}', now() + interval '{until}')"
        )
    };
    let (maya_id, anton_id) = (maya.to_string(), anton.to_string());
    let tries = [
        ("ns_client", &maya_id, insert("grant", "{observation.read}", &maya_id, "90 days 1 second")),
        ("ns_client", &maya_id, insert("grant", "{observation.read}", &maya_id, "-1 second")),
        ("ns_client", &maya_id, insert("grant", "{activity.read}", &maya_id, "1 day")),
        ("ns_client", &maya_id, insert("grant", "{observation.read}", &anton_id, "1 day")),
        ("ns_client", &maya_id, insert("emergency", "{observation.read}", &maya_id, "1 minute")),
        ("ns_practice", &anton_id, insert("grant", "{observation.read}", &anton_id, "1 day")),
        ("ns_practice", &anton_id, insert("emergency", "{observation.read}", &anton_id, "1 minute")),
        (
            "ns_practice",
            &anton_id,
            format!(
                "update app.access_grant set expires_at = expires_at + interval '1 day' where grant_id = '{grant}'"
            ),
        ),
        ("ns_practice", &anton_id, "insert into app.record_read select * from app.record_read".to_owned()),
        ("ns_client", &maya_id, "delete from app.record_read".to_owned()),
    ];
    for (login, token, sql) in tries {
        let mut connection = house.world.db.as_role(login).await;
        connection.execute("begin").await.unwrap();
        connection.execute(sqlx::AssertSqlSafe(format!("select authz.enter('{token}')"))).await.unwrap();
        let done = connection.execute(sqlx::AssertSqlSafe(sql.clone())).await;
        assert!(done.is_err(), "{login}: {sql}");
    }
    // What has ended is not begun again.
    let mut connection = house.world.db.as_role("ns_practice").await;
    connection.execute("begin").await.unwrap();
    connection.execute(sqlx::AssertSqlSafe(format!("select authz.enter('{anton_id}')"))).await.unwrap();
    connection.execute("update app.access_grant set ended_at = now()").await.unwrap();
    connection.execute("update app.access_grant set ended_at = null").await.unwrap();
    let ended: i64 = sqlx::query_scalar("select count(*) from app.access_grant where ended_at is not null")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(ended, 1);
}

// N4: access without the right to mark is told so, and marks nothing.
#[tokio::test]
async fn access_without_marks_is_not_answered_as_if_it_had_marked() {
    let mut house = house().await;
    give(&house, &week(&house)).await;
    let entry: Uuid = sqlx::query_scalar("select observation_id from app.observation")
        .fetch_one(&mut house.world.hand)
        .await
        .unwrap();
    let backend = house.backend().clone();
    for seen in [Seen::One(ObservationId(entry)), Seen::AllUntil(backend.clock.now())] {
        let tx = house.anton.change(&backend, Look::Review(house.maya.member)).await;
        let answer = backend::review::mark_viewed(tx, house.maya.member, seen).await;
        assert_eq!(refused(answer), AppError::NotFound, "{seen:?}");
        // Who may not even read it learns nothing.
        let tx = house.stranger.change(&backend, Look::Review(house.maya.member)).await;
        assert_eq!(refused(backend::review::mark_viewed(tx, house.maya.member, seen).await), AppError::NotFound);
    }
    assert_eq!(house.count("select count(*) from app.observation where viewed_at is not null").await, 0);
    let shown = look(&house, &house.anton).await.unwrap();
    assert_eq!(shown.unseen, 0, "nothing is offered to be marked");
}
