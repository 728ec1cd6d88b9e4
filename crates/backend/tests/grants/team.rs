//! Changing a team: roles, suspension, leaving, ownership. N1 N2 P6

use backend::db::{Clinic, Practice};
use contract::id::OfferId;
use contract::team::MemberRole;
use contract::{AppError, Code};
use sqlx::Executor;
use testkit::{Actor, House, refused};
use uuid::Uuid;

use crate::support::{house, look, standing};

async fn remove(house: &House, who: &Actor<Practice>, heir: Option<&Actor<Practice>>) -> Result<(), AppError> {
    let tx = house.noor.write(house.backend()).await;
    let done = house.backend().remove_member(tx, "test", who.member, heir.map(|heir| heir.member)).await;
    done.map_err(|refusal| match refusal {
        backend::Refusal::App(error) => error,
        other => other.into_app("test"),
    })
}

// N2: a practitioner who leaves hands the caseload to a named colleague; the clients are told; the door is shut.
#[tokio::test]
async fn leaving_hands_the_caseload_over() {
    let mut house = house().await;
    let clinic = house.maya.organisation;
    let edna = house.world.client(clinic, "Edna").await;
    house.world.relate(&house.ruth, &edna, "paused").await;
    let alone = remove(&house, &house.ruth, None).await;
    assert_eq!(alone, Err(AppError::field("heir", Code::Required)));
    for heir in [&house.ruth, &house.stranger] {
        let wrong = remove(&house, &house.ruth, Some(heir)).await;
        assert_eq!(wrong, Err(AppError::field("heir", Code::Required)), "to oneself, or to another clinic's");
    }
    assert!(look(&house, &house.ruth).await.is_some(), "what was refused changed nothing");
    remove(&house, &house.ruth, Some(&house.anton)).await.unwrap();
    assert!(house.backend().read::<Practice>(&house.ruth.token).await.is_err(), "out on the next request");
    assert!(look(&house, &house.anton).await.is_some(), "Maya is in Anton's care");
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
    // The process died after posting and before saying so.
    house.world.by_hand("update ops.job set status = 'running', locked_until = now() - interval '1 second' where kind = 'tell_handover'".into()).await;
    assert_eq!(house.letters().await.len(), 2, "told twice");
    // Back again: the old session is not.
    let tx = house.noor.write(house.backend()).await;
    house.backend().suspend_member(tx, house.ruth.member, false).await.unwrap();
    assert!(house.backend().read::<Practice>(&house.ruth.token).await.is_err());
}

// N1 P6: a role that moves to another portal takes no session along; a caseload blocks it; clients and owners are not
// an administrator's to change, nor anybody their own.
#[tokio::test]
async fn roles_change_within_bounds() {
    let mut house = house().await;
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
    let mut house = house().await;
    let clinic = house.maya.organisation;
    for round in 0..5 {
        let one = house.world.somebody::<Clinic>(clinic, "One", "owner").await;
        let two = house.world.somebody::<Clinic>(clinic, "Two", "owner").await;
        house.prove().await;
        let (backend, other) = (house.backend().clone(), house.backend().clone());
        let (to_two, to_one) = (two.member, one.member);
        let (first, second) = (one.write(&backend).await, two.write(&other).await);
        let (a, b) = tokio::join!(
            tokio::spawn(async move { backend.suspend_member(first, to_two, true).await.is_ok() }),
            tokio::spawn(async move { other.suspend_member(second, to_one, true).await.is_ok() }),
        );
        let done = usize::from(a.unwrap()) + usize::from(b.unwrap());
        let left = house.count("select count(*) from app.membership where role = 'owner' and status = 'active'").await;
        assert!(left == 1 && done == 1, "round {round}: {left} owners left, {done} suspended");
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
    let mut house = house().await;
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
    // All three hear of it, once: a job that is run again after its letters were posted posts none.
    let letters = house.letters().await;
    let told: Vec<_> = letters.iter().map(|letter| letter.subject.as_str()).collect();
    assert_eq!(told, ["Kestrel Street has a new owner"; 3]);
    assert!(letters.iter().all(|letter| letter.text.contains("Noor Haddad has taken over")));
    sqlx::query("update ops.job set status = 'queued', finished_at = null where kind = 'tell_owner'")
        .execute(&mut house.world.hand)
        .await
        .unwrap();
    assert_eq!(house.letters().await.len(), 3, "told twice");
}

// T5: whoever sits down at somebody's open screen changes no team. The database says so, whatever program asks.
#[tokio::test]
async fn a_team_changes_by_a_fresh_proof_only() {
    let mut house = house().await;
    let clinic = house.maya.organisation;
    let owner = house.world.somebody::<Clinic>(clinic, "Ines", "owner").await;
    let offer = Uuid::now_v7();
    house.prove().await;
    let backend = house.backend().clone();
    backend.offer_ownership(owner.write(&backend).await, offer, house.noor.member).await.unwrap();
    backend.suspend_member(house.noor.write(&backend).await, house.anton.member, true).await.unwrap();
    let before = standing(&mut house).await;
    for stale in ["now() - interval '10 minutes 1 second'", "null"] {
        house.world.by_hand(format!("update auth.session set proved_at = {stale}")).await;
        let (noor, ines) = (&house.noor, &owner);
        let needed = AppError::ProofNeeded;
        let role = backend.change_role(noor.write(&backend).await, house.anton.member, MemberRole::FrontDesk).await;
        assert_eq!(refused(role), needed, "role");
        let away = backend.suspend_member(noor.write(&backend).await, house.ruth.member, true).await;
        assert_eq!(refused(away), needed, "suspending");
        let back = backend.suspend_member(noor.write(&backend).await, house.anton.member, false).await;
        assert_eq!(refused(back), needed, "resuming");
        assert_eq!(remove(&house, &house.anton, None).await, Err(needed.clone()), "removing");
        assert_eq!(remove(&house, &house.ruth, Some(&house.anton)).await, Err(needed.clone()), "handing over");
        let offered = backend.offer_ownership(ines.write(&backend).await, Uuid::now_v7(), house.noor.member).await;
        assert_eq!(refused(offered), needed, "offering");
        let taken = backend.accept_ownership(noor.write(&backend).await, OfferId(offer)).await;
        assert_eq!(refused(taken), needed, "accepting");
    }
    assert_eq!(standing(&mut house).await, before);
    // Not by a program that forgot to ask: straight to the tables and functions, as the portal's login.
    house.world.by_hand("update auth.session set proved_at = null".into()).await;
    sqlx::query("update auth.session set token_hash = sha256('by hand') where membership_id = $1")
        .bind(owner.member.0)
        .execute(&mut house.world.hand)
        .await
        .unwrap();
    let mut login = house.world.db.as_role("ns_clinic").await;
    let (ruth, anton, noor) = (house.ruth.member, house.anton.member, house.noor.member);
    let statements = [
        format!("update app.membership set status = 'suspended' where membership_id = '{ruth}'"),
        format!("update app.membership set role = 'admin' where membership_id = '{anton}'"),
        format!(
            "insert into app.ownership_offer (organisation_id, offer_id, from_member, to_member, status, expires_at) values ('{clinic}', gen_random_uuid(), '{}', '{noor}', 'open', now() + interval '1 day')",
            owner.member
        ),
        format!(
            "insert into app.invitation (organisation_id, invitation_id, role, email, display_name, invited_by, token_hash, status, expires_at) values ('{clinic}', gen_random_uuid(), 'admin', 'eve@x.test', 'Eve', '{}', sha256('x'), 'open', now() + interval '1 day')",
            owner.member
        ),
        format!(
            "insert into app.access_grant (organisation_id, grant_id, client_id, practitioner_id, kind, permissions, reason, granted_by, expires_at) values ('{clinic}', gen_random_uuid(), '{}', '{ruth}', 'grant', '{{observation.read}}', 'R', '{}', now() + interval '1 day')",
            house.maya.member, owner.member
        ),
        format!("select app.hand_over('{ruth}', null, 'x')"),
    ];
    for sql in statements {
        login.execute("begin").await.unwrap();
        login.execute("select authz.enter('by hand')").await.unwrap();
        let error = login.execute(sqlx::AssertSqlSafe(sql.clone())).await.unwrap_err();
        let constraint = error.as_database_error().and_then(|error| error.constraint()).map(str::to_owned);
        assert_eq!(constraint.as_deref(), Some("proof_needed"), "{sql}");
        login.execute("rollback").await.unwrap();
    }
}
