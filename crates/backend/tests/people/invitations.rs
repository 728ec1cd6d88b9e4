//! Invitations: what a link is worth, and for how long. N1 N2

use backend::db::{Clinic, Practice};
use contract::id::InvitationId;
use contract::identity::AcceptInput;
use contract::paging::Reach;
use contract::team::{InviteInput, MemberRole};
use contract::{AppError, Code};
use sqlx::Row;
use testkit::{Actor, World};

use crate::support::{HERE, OTHER_PASSWORD, PASSWORD, gone, letters, owner, refused, secret};

pub fn maya() -> InviteInput {
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

pub async fn practice() -> (World, Actor<Practice>) {
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
            .load_client_invitations(&mut ruth.read(&world.backend).await, Reach::default())
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

    let open = backend
        .load_client_invitations(&mut ruth.read(&world.backend).await, Reach::default())
        .await
        .unwrap()
        .invitations;
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
    // What was open ended with it: coming back revives no letter.
    assert_eq!(refused(backend.accept_invitation(&third, &accept(), HERE).await), gone(), "a letter was revived");
    let back = world.sign_in(ruth.person, ruth.member).await;
    backend.invite_client(&back, "test", &maya()).await.unwrap();
    let third = secret(&letters(&backend).await[0]);

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
    let mut tx = backend.read::<Practice>(&back).await.unwrap();
    let open = backend.load_client_invitations(&mut tx, Reach::default()).await.unwrap().invitations;
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

// Suspended or removed, nobody comes back by a letter from before: to no role, by no address of theirs, not by an offer.
#[tokio::test]
async fn what_was_open_ends_with_the_standing() {
    let mut tries = 0;
    for status in ["suspended", "removed"] {
        let (mut world, ruth) = practice().await;
        let backend = world.backend.clone();
        let noor = world.admin(ruth.organisation, "Noor").await;
        let iris = world.somebody::<Clinic>(ruth.organisation, "Iris", "owner").await;
        owner(&world, "maya@x.test").await;
        world.by_hand("update auth.session set proved_at = now()".into()).await;
        let joins = AcceptInput { password: PASSWORD.into(), ..AcceptInput::default() };
        let joined = backend.accept_invitation(&invite(&world, &ruth).await, &joins, HERE).await.unwrap();
        // To other roles, and one to the address of before, which the person has left since.
        let mut links = Vec::new();
        for role in ["practitioner", "front_desk", "admin"] {
            for email in ["maya@x.test", "old@x.test"] {
                let colleague = InviteInput { name: "Maya".into(), email: email.into(), role: role.into() };
                backend.invite_member(&noor.token, "test", &colleague).await.unwrap();
                links.push(secret(&letters(&backend).await[0]));
            }
        }
        world
            .by_hand(format!(
                "insert into auth.email_change (person_id, old_email, new_email, confirm_hash, undo_hash, expires_at, confirmed_at)
                 values ('{}', 'old@x.test', 'maya@x.test', sha256('a'), sha256('b'), now(), now());
                 insert into app.ownership_offer (organisation_id, offer_id, from_member, to_member, status, expires_at)
                 values ('{}', gen_random_uuid(), '{}', '{}', 'open', now() + interval '7 days')",
                joined.person.0, ruth.organisation.0, iris.member.0, joined.membership.0
            ))
            .await;
        world
            .by_hand(format!(
                "update app.membership set status = '{status}' where membership_id = '{}'",
                joined.membership.0
            ))
            .await;
        for link in &links {
            assert_eq!(refused(backend.accept_invitation(link, &joins, HERE).await), gone(), "{status}: came back");
            assert_eq!(
                refused(backend.accept_invitation(link, &accept(), HERE).await),
                gone(),
                "{status}: came back anew"
            );
            tries += 2;
        }
        let open: (i64, i64) = sqlx::query_as(
            "select (select count(*) from app.invitation where status = 'open'), (select count(*) from app.ownership_offer where status = 'open')",
        )
        .fetch_one(&mut world.hand)
        .await
        .unwrap();
        assert_eq!(open, (0, 0), "{status}: something is open still");
        let told: i64 = sqlx::query_scalar("select count(*) from app.activity where action = 'invitation.withdrawn'")
            .fetch_one(&mut world.hand)
            .await
            .unwrap();
        assert!(told >= i64::try_from(links.len()).unwrap(), "{status}: {told} entries");
        // A letter of today is somebody's decision of today.
        let colleague = InviteInput { name: "Maya".into(), email: "maya@x.test".into(), role: "front_desk".into() };
        backend.invite_member(&noor.token, "test", &colleague).await.unwrap();
        let link = secret(&letters(&backend).await[0]);
        assert_eq!(backend.accept_invitation(&link, &joins, HERE).await.unwrap().role, MemberRole::FrontDesk);
    }
    println!("{tries} tries to come back by a letter from before, none let in");
}

// An address its owner has left: the letter to it makes no second person of them. Whoever is signed in joins with the
// account they have, when they have just proved it; never with somebody else's letter.
#[tokio::test]
async fn a_letter_to_an_address_left_behind_joins_the_account_there_is() {
    let (mut world, ruth) = practice().await;
    let backend = world.backend.clone();
    let elsewhere = world.organisation("Elsewhere").await;
    let maya = world.client(elsewhere, "Maya Osei").await;
    let tom = world.client(elsewhere, "Tom").await;
    let people = "select count(*) from auth.person";
    let before: i64 = sqlx::query_scalar(people).fetch_one(&mut world.hand).await.unwrap();
    let link = invite(&world, &ruth).await;
    let view = backend.find_invitation(&link).await.unwrap().unwrap();
    let mine = backend.whose_session(&maya.token, &view).await.unwrap().unwrap();
    assert_eq!((mine.name.as_str(), mine.is_theirs, mine.may_join), ("Maya Osei", false, true));
    world.by_hand("update auth.session set proved_at = null".into()).await;
    assert_eq!(refused(backend.accept_invitation_as(&maya.token, &link, HERE).await), AppError::ProofNeeded);
    world.by_hand("update auth.session set proved_at = now()".into()).await;
    let joined = backend.accept_invitation_as(&maya.token, &link, HERE).await.unwrap();
    assert_eq!(joined.person, maya.person);
    let after: i64 = sqlx::query_scalar(people).fetch_one(&mut world.hand).await.unwrap();
    assert_eq!(before, after, "a second person was made");
    let places = backend.list_places(&maya.token).await.unwrap().unwrap();
    assert_eq!(places.len(), 2);
    assert_eq!(refused(backend.accept_invitation_as(&tom.token, &link, HERE).await), gone(), "accepted twice");
    // To the address of another account: not with this one.
    let theirs =
        InviteInput { name: "Tom".into(), email: format!("{}@example.test", tom.person.0), role: String::new() };
    backend.invite_client(&ruth.token, "test", &theirs).await.unwrap();
    let link = secret(&letters(&backend).await[0]);
    let view = backend.find_invitation(&link).await.unwrap().unwrap();
    assert!(!backend.whose_session(&maya.token, &view).await.unwrap().unwrap().may_join);
    assert_eq!(refused(backend.accept_invitation_as(&maya.token, &link, HERE).await), AppError::NotFound);
    assert_eq!(backend.accept_invitation_as(&tom.token, &link, HERE).await.unwrap().person, tom.person);
}

// Whoever is suspended is told so, and whom to ask.
#[tokio::test]
async fn a_suspended_person_is_told_where_and_whom_to_ask() {
    let (mut world, ruth) = practice().await;
    let iris = world.somebody::<Clinic>(ruth.organisation, "Iris Owner", "owner").await;
    owner(&world, "maya@x.test").await;
    let joins = AcceptInput { password: PASSWORD.into(), ..AcceptInput::default() };
    let joined = world.backend.accept_invitation(&invite(&world, &ruth).await, &joins, HERE).await.unwrap();
    world
        .by_hand(format!(
            "update app.membership set status = 'suspended' where membership_id = '{}'",
            joined.membership.0
        ))
        .await;
    let token = world.sign_in(ruth.person, ruth.member).await;
    assert!(world.backend.list_suspended(&token).await.unwrap().is_empty());
    world
        .by_hand(format!("update app.membership set status = 'suspended' where membership_id = '{}'", ruth.member.0))
        .await;
    // A session without a place is what is left to somebody suspended.
    world
        .by_hand(format!(
            "insert into auth.session (token_hash, person_id, idle_expires_at, expires_at)
             values (sha256('x'), '{}', now() + interval '1 hour', now() + interval '1 hour')",
            ruth.person.0
        ))
        .await;
    let told: Vec<(String, String, Option<String>)> =
        sqlx::query_as("select organisation_name, role, ask from auth.suspended_places(sha256('x'))")
            .fetch_all(&mut world.hand)
            .await
            .unwrap();
    assert_eq!(told, [("Kestrel".to_owned(), "practitioner".to_owned(), Some("Iris Owner".to_owned()))]);
    assert_eq!(iris.organisation, ruth.organisation);
}
