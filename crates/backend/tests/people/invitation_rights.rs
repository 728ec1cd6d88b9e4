//! Who may invite whom, and who sees it. N2 P6

use backend::db::{Clinic, Practice};
use contract::paging::Reach;
use contract::team::InviteInput;
use contract::{AppError, Code};
use sqlx::{AssertSqlSafe, Connection};
use testkit::World;

use crate::invitations::maya;
use crate::support::refused;

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
        backend
            .load_client_invitations(&mut anna.read(&world.backend).await, Reach::default())
            .await
            .unwrap()
            .invitations
            .is_empty()
    );
    assert_eq!(
        refused(backend.withdraw_invitation::<Practice>(&anna.token, "test", id).await),
        AppError::NotFound,
        "a colleague withdrew it"
    );
    assert_eq!(refused(backend.withdraw_invitation::<Clinic>(&other.token, "test", id).await), AppError::NotFound);
    let team = backend.load_team(&mut ines.read(&world.backend).await, Reach::default()).await.unwrap();
    assert_eq!(team.invitations.len(), 1);
    assert_eq!(team.members.len(), 4);
    assert_eq!(team.members[0].name, "Ines");
    let seen_by_desk = backend.load_team(&mut desk.read(&world.backend).await, Reach::default()).await.unwrap();
    assert!(seen_by_desk.invitations.is_empty() && !seen_by_desk.may_invite);
    let overview = backend.load_clinic_overview(&mut ines.read(&world.backend).await).await.unwrap();
    assert_eq!((overview.practitioners, overview.office, overview.clients, overview.open_invitations), (2, 2, 0, 1));
}
