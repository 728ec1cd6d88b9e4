//! Changing a team: roles, suspension, leaving, ownership. N1 N2 P6

use backend::db::{Clinic, Practice};
use contract::id::OfferId;
use contract::team::MemberRole;
use contract::{AppError, Code};
use testkit::Actor;
use uuid::Uuid;

use crate::support::{House, refused};

async fn remove(house: &House, who: &Actor<Practice>, heir: Option<&Actor<Practice>>) -> Result<(), AppError> {
    let tx = house.noor.write(house.backend()).await;
    let done = house.backend().remove_member(tx, "test", who.member, heir.map(|heir| heir.member)).await;
    done.map_err(|refusal| match refusal {
        backend::Refusal::App(error) => error,
        other => panic!("{other}"),
    })
}

// N2: a practitioner who leaves hands the caseload to a named colleague; the clients are told; the door is shut.
#[tokio::test]
async fn leaving_hands_the_caseload_over() {
    let mut house = House::new().await;
    let clinic = house.maya.organisation;
    let edna = house.world.client(clinic, "Edna").await;
    house.world.relate(&house.ruth, &edna, "paused").await;
    let alone = remove(&house, &house.ruth, None).await;
    assert_eq!(alone, Err(AppError::field("heir", Code::Required)));
    for heir in [&house.ruth, &house.stranger] {
        let wrong = remove(&house, &house.ruth, Some(heir)).await;
        assert_eq!(wrong, Err(AppError::field("heir", Code::Required)), "to oneself, or to another clinic's");
    }
    assert!(house.open(&house.ruth).await.is_some(), "what was refused changed nothing");
    remove(&house, &house.ruth, Some(&house.anton)).await.unwrap();
    assert!(house.backend().read::<Practice>(&house.ruth.token).await.is_err(), "out on the next request");
    assert!(house.open(&house.anton).await.is_some(), "Maya is in Anton's care");
    let states: Vec<(String, i64)> = sqlx::query_as(
        "select status, count(*) from app.care_relationship where organisation_id = $1 group by 1 order by 1",
    )
    .bind(clinic.0)
    .fetch_all(&mut house.world.hand)
    .await
    .unwrap();
    assert_eq!(states, [("active".into(), 1), ("ended".into(), 2), ("paused".into(), 1)], "paused stays paused");
    let letters: Vec<_> = house.letters().await.into_iter().map(|letter| letter.subject).collect();
    assert_eq!(letters, ["Anton Meyer takes over from Ruth Calloway"; 2]);
    // Back again: the old session is not.
    let tx = house.noor.write(house.backend()).await;
    house.backend().suspend_member(tx, house.ruth.member, false).await.unwrap();
    assert!(house.backend().read::<Practice>(&house.ruth.token).await.is_err());
}

// N1 P6: a role that moves to another portal takes no session along; a caseload blocks it; clients and owners are not
// an administrator's to change, nor anybody their own.
#[tokio::test]
async fn roles_change_within_bounds() {
    let mut house = House::new().await;
    let clinic = house.maya.organisation;
    let owner = house.world.somebody::<Clinic>(clinic, "Ines", "owner").await;
    let change = async |by: &Actor<Clinic>, who, role| {
        let tx = by.write(house.backend()).await;
        house.backend().change_role(tx, who, role).await
    };
    let error = refused(change(&house.noor, house.ruth.member, MemberRole::FrontDesk).await);
    assert_eq!(error, AppError::Conflict(Code::CaseloadLeft));
    change(&house.noor, house.anton.member, MemberRole::FrontDesk).await.unwrap();
    assert!(house.backend().read::<Practice>(&house.anton.token).await.is_err());
    for (by, who) in [
        (&house.noor, house.noor.member),
        (&house.noor, owner.member),
        (&house.noor, house.maya.member),
        (&house.noor, house.stranger.member),
        (&house.other_admin, house.ruth.member),
    ] {
        assert_eq!(refused(change(by, who, MemberRole::FrontDesk).await), AppError::NotFound);
    }
    assert_eq!(
        refused(change(&house.noor, house.anton.member, MemberRole::Owner).await),
        AppError::field("role", Code::Unknown)
    );
}

// P6: two owners who remove each other at once: one of them stays.
#[tokio::test]
async fn a_clinic_keeps_an_owner() {
    let mut house = House::new().await;
    let clinic = house.maya.organisation;
    for round in 0..5 {
        let one = house.world.somebody::<Clinic>(clinic, "One", "owner").await;
        let two = house.world.somebody::<Clinic>(clinic, "Two", "owner").await;
        let (backend, other) = (house.backend().clone(), house.backend().clone());
        let (to_two, to_one) = (two.member, one.member);
        let (first, second) = (one.write(&backend).await, two.write(&other).await);
        let (a, b) = tokio::join!(
            tokio::spawn(async move { backend.suspend_member(first, to_two, true).await.is_ok() }),
            tokio::spawn(async move { other.suspend_member(second, to_one, true).await.is_ok() }),
        );
        let done = usize::from(a.unwrap()) + usize::from(b.unwrap());
        let left = house.count("select count(*) from app.membership where role = 'owner' and status = 'active'").await;
        assert!(left >= 1 && done <= 1, "round {round}: {left} owners left, {done} suspended");
        sqlx::raw_sql("set session_replication_role = replica; update app.membership set status = 'removed' where role = 'owner'; reset session_replication_role")
            .execute(&mut house.world.hand)
            .await
            .unwrap();
    }
    // Not even by hand.
    house.world.somebody::<Clinic>(clinic, "Last", "owner").await;
    for sql in [
        "update app.membership set role = 'admin' where role = 'owner' and status = 'active'",
        "delete from app.membership where role = 'owner' and status = 'active'",
    ] {
        assert!(sqlx::query(sql).execute(&mut house.world.hand).await.is_err(), "{sql}");
    }
}

// Ownership changes hands only when both have said so, each signed in themselves.
#[tokio::test]
async fn ownership_needs_both() {
    let mut house = House::new().await;
    let clinic = house.maya.organisation;
    let owner = house.world.somebody::<Clinic>(clinic, "Ines", "owner").await;
    let other = house.world.admin(clinic, "Olga").await;
    house.prove().await;
    let offer = Uuid::now_v7();
    let backend = house.backend();
    let by_admin = backend.offer_ownership(house.noor.write(backend).await, offer, other.member).await;
    assert_eq!(refused(by_admin), AppError::NotFound, "an administrator has nothing to offer");
    backend.offer_ownership(owner.write(backend).await, offer, house.noor.member).await.unwrap();
    for wrong in [&owner, &other, &house.other_admin] {
        let taken = backend.accept_ownership(wrong.write(backend).await, OfferId(offer)).await;
        assert_eq!(refused(taken), AppError::NotFound);
    }
    backend.accept_ownership(house.noor.write(backend).await, OfferId(offer)).await.unwrap();
    let again = backend.accept_ownership(house.noor.write(backend).await, OfferId(offer)).await;
    assert_eq!(refused(again), AppError::NotFound);
    let roles: Vec<(String, String)> = sqlx::query_as(
        "select display_name, role from app.membership where organisation_id = $1 and role in ('owner', 'admin') order by 1",
    )
    .bind(clinic.0)
    .fetch_all(&mut house.world.hand)
    .await
    .unwrap();
    let roles: Vec<_> = roles.iter().map(|(name, role)| (name.as_str(), role.as_str())).collect();
    assert_eq!(roles, [("Ines", "admin"), ("Noor Haddad", "owner"), ("Olga", "admin")]);
}
