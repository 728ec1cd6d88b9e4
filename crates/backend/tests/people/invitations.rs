//! Invitations: who may invite whom, and what a link is worth. N1 N2 P6

use backend::db::{Clinic, Practice};
use contract::id::InvitationId;
use contract::identity::AcceptInput;
use contract::team::{InviteInput, MemberRole};
use contract::{AppError, Code};
use sqlx::{AssertSqlSafe, Connection, Row};
use testkit::{Actor, World};

use crate::support::{HERE, OTHER_PASSWORD, PASSWORD, gone, letters, owner, refused, secret};

fn maya() -> InviteInput {
    InviteInput { name: "Maya Osei".into(), email: "maya@x.test".into(), role: String::new() }
}

fn accept() -> AcceptInput {
    AcceptInput {
        name: "Maya O.".into(),
        zone: "Europe/Amsterdam".into(),
        new_password: OTHER_PASSWORD.into(),
        password: String::new(),
    }
}

async fn practice() -> (World, Actor<Practice>) {
    let mut world = World::new().await;
    let organisation = world.organisation("Kestrel").await;
    let ruth = world.practitioner(organisation, "Ruth").await;
    (world, ruth)
}

async fn invite(world: &World, ruth: &Actor<Practice>) -> String {
    world.backend.invite_client(&ruth.token, "test", &maya()).await.unwrap();
    secret(&letters(&world.backend).await[0])
}

// N2: the invited becomes a client in the care of whoever invited them, and can sign in.
#[tokio::test]
async fn an_invited_client_joins_their_practitioner() {
    let (mut world, ruth) = practice().await;
    let link = invite(&world, &ruth).await;
    let view = world.backend.find_invitation(&link).await.unwrap().unwrap();
    assert_eq!((view.role, view.inviter.as_str(), view.has_account), (MemberRole::Client, "Ruth", false));
    let joined = world.backend.accept_invitation(&link, &accept(), HERE).await.unwrap();
    assert_eq!(joined.role, MemberRole::Client);
    let row = sqlx::query("select status, practitioner_id from app.care_relationship where client_id = $1")
        .bind(joined.membership.0)
        .fetch_one(&mut world.hand)
        .await
        .unwrap();
    assert_eq!((row.get::<String, _>(0), row.get::<uuid::Uuid, _>(1)), ("active".into(), ruth.member.0));
    let signed_in = world.backend.sign_in("maya@x.test", OTHER_PASSWORD, HERE).await.unwrap();
    assert_eq!(signed_in.places.len(), 1);
    assert_eq!(refused(world.backend.accept_invitation(&link, &accept(), HERE).await), gone(), "accepted twice");
    assert!(
        world
            .backend
            .load_client_invitations(&mut ruth.read(&world.backend).await)
            .await
            .unwrap()
            .invitations
            .is_empty()
    );
}

// Two browsers accept at the same moment: one person, one membership.
#[tokio::test]
async fn two_at_once_join_once() {
    let (mut world, ruth) = practice().await;
    let link = invite(&world, &ruth).await;
    let backend = &world.backend;
    let input = accept();
    let (a, b) =
        tokio::join!(backend.accept_invitation(&link, &input, HERE), backend.accept_invitation(&link, &input, HERE));
    assert_ne!(a.is_ok(), b.is_ok());
    let people: i64 = sqlx::query_scalar("select count(*) from auth.person where email_canonical = 'maya@x.test'")
        .fetch_one(&mut world.hand)
        .await
        .unwrap();
    assert_eq!(people, 1);
}

// Withdrawn, expired, replaced, inviter suspended: the link is over, and says no more than that.
#[tokio::test]
async fn a_link_ends_with_its_invitation() {
    let (mut world, ruth) = practice().await;
    let backend = world.backend.clone();
    let first = invite(&world, &ruth).await;
    let second = invite(&world, &ruth).await;
    assert_eq!(refused(backend.accept_invitation(&first, &accept(), HERE).await), gone(), "a replaced link works");

    let open = backend.load_client_invitations(&mut ruth.read(&world.backend).await).await.unwrap().invitations;
    assert_eq!(open.len(), 1);
    backend.resend_invitation::<Practice>(&ruth.token, "test", open[0].id).await.unwrap();
    let third = secret(&letters(&backend).await[0]);
    assert_ne!(second, third);
    assert_eq!(refused(backend.accept_invitation(&second, &accept(), HERE).await), gone());

    sqlx::query("update app.membership set status = 'suspended' where membership_id = $1")
        .bind(ruth.member.0)
        .execute(&mut world.hand)
        .await
        .unwrap();
    assert_eq!(refused(backend.accept_invitation(&third, &accept(), HERE).await), gone(), "the inviter is suspended");
    sqlx::query("update app.membership set status = 'active' where membership_id = $1")
        .bind(ruth.member.0)
        .execute(&mut world.hand)
        .await
        .unwrap();

    sqlx::query("update app.invitation set expires_at = now() - interval '1 minute'")
        .execute(&mut world.hand)
        .await
        .unwrap();
    assert_eq!(backend.find_invitation(&third).await.unwrap(), None);
    assert_eq!(refused(backend.accept_invitation(&third, &accept(), HERE).await), gone());
    sqlx::query("update app.invitation set expires_at = now() + interval '1 day'")
        .execute(&mut world.hand)
        .await
        .unwrap();

    // Being suspended ended the session, and coming back does not revive it.
    assert_eq!(
        refused(backend.withdraw_invitation::<Practice>(&ruth.token, "test", InvitationId(ruth.member.0)).await),
        AppError::NotSignedIn
    );
    let back = world.sign_in(ruth.person, ruth.member).await;
    let mut tx = backend.read::<Practice>(&back).await.unwrap();
    let open = backend.load_client_invitations(&mut tx).await.unwrap().invitations;
    drop(tx);
    backend.withdraw_invitation::<Practice>(&back, "test", open[0].id).await.unwrap();
    assert_eq!(refused(backend.accept_invitation(&third, &accept(), HERE).await), gone());
    let again = backend.withdraw_invitation::<Practice>(&back, "test", open[0].id).await;
    assert_eq!(refused(again), AppError::NotFound);
    // What is over cannot be opened again, not even by hand.
    let reopened = sqlx::query("update app.invitation set status = 'open'").execute(&mut world.hand).await;
    assert!(reopened.is_err(), "a withdrawn invitation was reopened");
}

// An account joins by its password; a stranger with the link and any password does not.
#[tokio::test]
async fn an_account_joins_by_its_password() {
    let (world, ruth) = practice().await;
    let backend = &world.backend;
    owner(&world, "maya@x.test").await;
    let link = invite(&world, &ruth).await;
    assert!(backend.find_invitation(&link).await.unwrap().unwrap().has_account);
    let new_account = refused(backend.accept_invitation(&link, &accept(), HERE).await);
    assert_eq!(new_account, AppError::field("password", Code::Required));
    let wrong = AcceptInput { password: OTHER_PASSWORD.into(), ..accept() };
    let wrong = refused(backend.accept_invitation(&link, &wrong, HERE).await);
    assert_eq!(wrong, AppError::field("password", Code::WrongCredentials));
    let right = AcceptInput { password: PASSWORD.into(), ..AcceptInput::default() };
    let joined = backend.accept_invitation(&link, &right, HERE).await.unwrap();
    let signed_in = backend.sign_in("maya@x.test", PASSWORD, HERE).await.unwrap();
    assert_eq!(signed_in.person, joined.person);
    assert_eq!(signed_in.places.len(), 3, "owner and practitioner there, client here");
}

// A suspended client does not come back by an old letter.
#[tokio::test]
async fn a_suspended_client_is_not_let_back_in() {
    let (mut world, ruth) = practice().await;
    let link = invite(&world, &ruth).await;
    let joined = world.backend.accept_invitation(&link, &accept(), HERE).await.unwrap();
    sqlx::query("update app.membership set status = 'suspended' where membership_id = $1")
        .bind(joined.membership.0)
        .execute(&mut world.hand)
        .await
        .unwrap();
    let link = invite(&world, &ruth).await;
    let input = AcceptInput { password: OTHER_PASSWORD.into(), ..accept() };
    assert_eq!(refused(world.backend.accept_invitation(&link, &input, HERE).await), gone());
}

// P6: nobody makes themselves or others more than they may: not by the form, not by SQL of their own.
#[tokio::test]
async fn nobody_invites_above_themselves() {
    let mut world = World::new().await;
    let organisation = world.organisation("Kestrel").await;
    let ruth = world.practitioner(organisation, "Ruth").await;
    let desk = world.front_desk(organisation, "Dana").await;
    let admin = world.admin(organisation, "Ines").await;
    let client = world.client(organisation, "Maya").await;
    let backend = world.backend.clone();
    let colleague = |role: &str| InviteInput { name: "New".into(), email: "new@x.test".into(), role: role.into() };
    for role in ["owner", "client", "superuser", ""] {
        let answer = refused(backend.invite_member(&admin.token, "test", &colleague(role)).await);
        assert_eq!(answer, AppError::field("role", Code::Unknown), "{role}");
    }
    assert_eq!(refused(backend.invite_member(&desk.token, "test", &colleague("admin")).await), AppError::NotFound);
    assert_eq!(refused(backend.invite_member(&ruth.token, "test", &colleague("admin")).await), AppError::NotSignedIn);
    assert_eq!(refused(backend.invite_client(&client.token, "test", &maya()).await), AppError::NotSignedIn);
    // A letter that makes an administrator takes a fresh proof, as a change of role does.
    let unproved = backend.invite_member(&admin.token, "test", &colleague("admin")).await.unwrap_err();
    assert_eq!(unproved.into_app("test"), AppError::ProofNeeded);
    world.by_hand("update auth.session set proved_at = now()".into()).await;
    backend.invite_member(&admin.token, "test", &colleague("admin")).await.unwrap();

    // With the portal's own login and a live identity, by hand.
    for (login, portal, actor, person, role) in [
        ("ns_practice", "practice", ruth.member, ruth.person, "admin"),
        ("ns_practice", "practice", ruth.member, ruth.person, "practitioner"),
        ("ns_clinic", "clinic", desk.member, desk.person, "practitioner"),
        ("ns_clinic", "clinic", admin.member, admin.person, "client"),
    ] {
        let secret = format!("{login} as {role}");
        sqlx::query(
            "insert into auth.session (token_hash, person_id, organisation_id, membership_id, portal, idle_expires_at, expires_at, proved_at)
             values (sha256(convert_to($1, 'UTF8')), $2, $3, $4, $5, now() + interval '1 hour', now() + interval '1 hour', now())",
        )
        .bind(&secret)
        .bind(person.0)
        .bind(organisation.0)
        .bind(actor.0)
        .bind(portal)
        .execute(&mut world.hand)
        .await
        .unwrap();
        let invite = "insert into app.invitation (organisation_id, invitation_id, role, email, display_name, invited_by, token_hash, status, expires_at)
             values (authz.org(), gen_random_uuid(), $1, 'x@x.test', 'X', authz.member(), sha256('x'), 'open', now() + interval '1 day')";
        for forged in [invite, "update app.membership set role = $1 where membership_id = authz.member()"] {
            let mut connection = world.db.as_role(login).await;
            let mut tx = connection.begin().await.unwrap();
            let entered = sqlx::query("select authz.enter($1)").bind(&secret).fetch_all(&mut *tx).await.unwrap();
            assert_eq!(entered.len(), 1, "{login} is not signed in, so this proves nothing");
            let done = sqlx::query(AssertSqlSafe(forged)).bind(role).execute(&mut *tx).await;
            // Refused, or no row of theirs to change.
            assert!(done.map_or(true, |done| done.rows_affected() == 0), "{login}: {forged} to {role}");
        }
    }
}

// N2: a colleague's invitations and another organisation's are not there.
#[tokio::test]
async fn invitations_are_seen_by_their_own() {
    let mut world = World::new().await;
    let (kestrel, harbour) = (world.organisation("Kestrel").await, world.organisation("Harbour").await);
    let (ruth, anna) = (world.practitioner(kestrel, "Ruth").await, world.practitioner(kestrel, "Anna").await);
    let (ines, other) = (world.admin(kestrel, "Ines").await, world.admin(harbour, "Hanna").await);
    let desk = world.front_desk(kestrel, "Dana").await;
    let backend = &world.backend;
    let id = backend.invite_client(&ruth.token, "test", &maya()).await.unwrap();
    assert!(
        backend.load_client_invitations(&mut anna.read(&world.backend).await).await.unwrap().invitations.is_empty()
    );
    assert_eq!(
        refused(backend.withdraw_invitation::<Practice>(&anna.token, "test", id).await),
        AppError::NotFound,
        "a colleague withdrew it"
    );
    assert_eq!(refused(backend.withdraw_invitation::<Clinic>(&other.token, "test", id).await), AppError::NotFound);
    let team = backend.load_team(&mut ines.read(&world.backend).await).await.unwrap();
    assert_eq!(team.invitations.len(), 1);
    assert_eq!(team.members.len(), 4);
    assert_eq!(team.members[0].name, "Ines");
    let seen_by_desk = backend.load_team(&mut desk.read(&world.backend).await).await.unwrap();
    assert!(seen_by_desk.invitations.is_empty() && !seen_by_desk.may_invite);
    let overview = backend.load_clinic_overview(&mut ines.read(&world.backend).await).await.unwrap();
    assert_eq!((overview.practitioners, overview.office, overview.clients, overview.open_invitations), (2, 2, 0, 1));
}
