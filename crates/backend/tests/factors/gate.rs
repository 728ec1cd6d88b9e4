//! What a session may before its factor is proved (nothing), and what a proof is worth. T5

use std::net::{IpAddr, Ipv4Addr};

use backend::db::{Client, Practice};
use backend::factor::Gate;
use contract::AppError;
use testkit::World;

use crate::support::{PASSWORD, enrol, later, letters, prove, refused, session, shown};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));

#[tokio::test]
async fn half_signed_in_opens_nothing() {
    let mut world = World::new().await;
    let organisation = world.organisation("Kestrel").await;
    let ruth = world.practitioner(organisation, "Ruth").await;
    assert!(world.backend.read::<Practice>(&ruth.token).await.is_ok());
    let now = world.backend.clock.now();
    let (secret, _) = enrol(&mut world, &ruth, now).await;
    // The session of before and a new one by password alone are both half signed in, fresh or not.
    prove(&mut world, &ruth, 0).await;
    let fresh = session(&world, &ruth, None).await;
    let backend = &world.backend;
    for half in [&ruth.token, &fresh] {
        assert_eq!(backend.find_gate(half).await.unwrap(), Some((Gate::Factor, false)));
        assert_eq!(refused(backend.read::<Practice>(half).await), AppError::NotSignedIn);
        assert_eq!(refused(backend.write::<Practice>(half, "test").await), AppError::NotSignedIn);
        assert_eq!(backend.find_account(half).await.unwrap(), None);
        assert_eq!(backend.list_places(half).await.unwrap(), Some(vec![]));
        assert_eq!(refused(backend.carry_proof(half).await), AppError::NotSignedIn);
        assert_eq!(refused(backend.prove_password(half, PASSWORD, HERE).await), AppError::NotSignedIn);
        assert_eq!(refused(backend.start_totp(half).await), AppError::ProofNeeded);
        assert_eq!(refused(backend.find_enrolment(half).await), AppError::ProofNeeded);
        assert_eq!(refused(backend.renew_recovery(half).await), AppError::ProofNeeded);
        assert_eq!(backend.find_recovery_sheet(half).await.unwrap(), None);
        let factor = backend.load_factors(half).await.unwrap().factors[0].id;
        assert_eq!(refused(backend.remove_factor(half, factor).await), AppError::ProofNeeded);
    }
    let (backend, at) = later(&world, now, 60);
    let ticket = backend.prove_totp(&fresh, &shown(&secret, at)).await.unwrap();
    assert_eq!(
        refused(backend.read::<Practice>(&fresh).await),
        AppError::NotSignedIn,
        "the proof is worth a new id, not the old one"
    );
    let whole = session(&world, &ruth, Some(&ticket)).await;
    assert!(backend.read::<Practice>(&whole).await.is_ok());
    // A ticket is worth one session, of its own person.
    let again = session(&world, &ruth, Some(&ticket)).await;
    assert_eq!(backend.find_gate(&again).await.unwrap(), Some((Gate::Factor, false)));
}

#[tokio::test]
async fn a_ticket_is_for_its_person() {
    let mut world = World::new().await;
    let organisation = world.organisation("Kestrel").await;
    let (maya, tom) = (world.client(organisation, "Maya").await, world.client(organisation, "Tom").await);
    let now = world.backend.clock.now();
    let (_, toms) = enrol(&mut world, &tom, now).await;
    enrol(&mut world, &maya, now).await;
    let ticket = world.backend.carry_proof(&toms).await.unwrap();
    let stolen = session(&world, &maya, Some(&ticket)).await;
    assert_eq!(world.backend.find_gate(&stolen).await.unwrap(), Some((Gate::Factor, false)));
}

// A new password by letter opens the first door only.
#[tokio::test]
async fn a_reset_does_not_bypass_the_factor() {
    let mut world = World::new().await;
    let now = world.backend.clock.now();
    let organisation = world.organisation("Kestrel").await;
    let maya = world.client(organisation, "Maya").await;
    enrol(&mut world, &maya, now).await;
    let (backend, email) = (world.backend.clone(), format!("{}@example.test", maya.person));
    backend.request_reset(&email, HERE).await.unwrap();
    let letter = letters(&backend).await.into_iter().find(|letter| letter.link.contains("/reset/")).unwrap();
    let link = letter.link.rsplit('/').next().unwrap().to_owned();
    backend.reset_password(&link, PASSWORD, HERE).await.unwrap();
    let signed_in = backend.sign_in(&email, PASSWORD, HERE).await.unwrap();
    let token = session(&world, &maya, Some(&signed_in.ticket)).await;
    assert_eq!(backend.find_gate(&token).await.unwrap(), Some((Gate::Factor, false)));
    assert_eq!(refused(backend.read::<Client>(&token).await), AppError::NotSignedIn);
}

// The password is a fresh proof for who has nothing else, and only the right one.
#[tokio::test]
async fn a_password_proves_who_has_no_factor() {
    let mut world = World::new().await;
    let organisation = world.organisation("Kestrel").await;
    let maya = world.client(organisation, "Maya").await;
    let (backend, email) = (world.backend.clone(), format!("{}@example.test", maya.person));
    backend.request_reset(&email, HERE).await.unwrap();
    let letter = letters(&backend).await.remove(0);
    backend.reset_password(letter.link.rsplit('/').next().unwrap(), PASSWORD, HERE).await.unwrap();
    let token = session(&world, &maya, None).await;
    assert_eq!(backend.find_gate(&token).await.unwrap(), Some((Gate::Open, false)));
    assert!(matches!(refused(backend.prove_password(&token, "not it at all", HERE).await), AppError::Invalid(_)));
    let mut tx = backend.write::<Client>(&token, "test").await.unwrap();
    assert_eq!(refused(tx.demand_proof().await), AppError::ProofNeeded);
    let ticket = backend.prove_password(&token, PASSWORD, HERE).await.unwrap();
    let fresh = session(&world, &maya, Some(&ticket)).await;
    let mut tx = backend.write::<Client>(&fresh, "test").await.unwrap();
    tx.demand_proof().await.unwrap();
    // Moving to another place proves nothing new and loses nothing.
    drop(tx);
    let moved = session(&world, &maya, Some(&backend.carry_proof(&fresh).await.unwrap())).await;
    assert_eq!(backend.find_gate(&moved).await.unwrap(), Some((Gate::Open, true)));
}

// What makes a ticket with a factor, or skips a step, is nobody's to call.
#[tokio::test]
async fn inner_functions_are_closed() {
    let mut world = World::new().await;
    let open: Vec<String> = sqlx::query_scalar(
        "select p.proname::text from pg_proc p where p.pronamespace = 'auth'::regnamespace
           and p.proname in ('proved_person', 'note_factor', 'settle_factors', 'issue', 'take_ticket', 'forget_tries', 'is_staff', 'may_use_email')
           and (has_function_privilege('ns_public', p.oid, 'execute') or has_function_privilege('ns_signin', p.oid, 'execute'))",
    )
    .fetch_all(&mut world.hand)
    .await
    .unwrap();
    assert_eq!(open, Vec::<String>::new());
}

// Link and password do not join anybody who has a second factor: that comes first, in the database. T5 T6
#[tokio::test]
async fn an_invitation_takes_the_factor_first() {
    let mut world = World::new().await;
    let (home, other) = (world.organisation("Kestrel").await, world.organisation("Harbour").await);
    let (maya, tom) = (world.client(home, "Maya").await, world.client(home, "Tom").await);
    let ruth = world.practitioner(other, "Ruth").await;
    let now = world.backend.clock.now();
    let (secret, _) = enrol(&mut world, &maya, now).await;
    let email = "maya@kestrel.test";
    let hash = {
        use argon2::{
            Argon2,
            password_hash::{PasswordHasher, SaltString},
        };
        let salt = SaltString::encode_b64(b"some salt or other").unwrap();
        Argon2::default().hash_password(PASSWORD.as_bytes(), &salt).unwrap().to_string()
    };
    sqlx::query("update auth.person set email = $2, email_canonical = $2 where person_id = $1")
        .bind(maya.person.0)
        .bind(email)
        .execute(&mut world.hand)
        .await
        .unwrap();
    world.password(maya.person, &hash).await;
    let backend = world.backend.clone();
    let invite = contract::team::InviteInput { name: "Maya".into(), email: email.into(), role: String::new() };
    backend.invite_client(&ruth.token, "test", &invite).await.unwrap();
    let link = letters(&backend).await.remove(0).link.rsplit('/').next().unwrap().to_owned();
    let input = contract::identity::AcceptInput { password: PASSWORD.into(), ..Default::default() };
    assert_eq!(refused(backend.accept_invitation(&link, &input, HERE).await), AppError::ProofNeeded);
    // Nor with a session that is half signed in, or somebody else's, or proved too long ago.
    let half = session(&world, &maya, None).await;
    assert_eq!(refused(backend.accept_invitation_as(&half, &link, HERE).await), AppError::NotFound);
    assert_eq!(refused(backend.accept_invitation_as(&tom.token, &link, HERE).await), AppError::NotFound);
    let (later_on, at) = later(&world, now, 60);
    let ticket = later_on.prove_totp(&half, &shown(&secret, at)).await.unwrap();
    let whole = session(&world, &maya, Some(&ticket)).await;
    prove(&mut world, &maya, 11).await;
    assert_eq!(refused(backend.accept_invitation_as(&whole, &link, HERE).await), AppError::ProofNeeded);
    let members = "select count(*) from app.membership where person_id = $1";
    let before: i64 = sqlx::query_scalar(members).bind(maya.person.0).fetch_one(&mut world.hand).await.unwrap();
    assert_eq!(before, 1, "she joined without her factor");
    prove(&mut world, &maya, 0).await;
    let joined = backend.accept_invitation_as(&whole, &link, HERE).await.unwrap();
    assert_eq!(joined.person, maya.person);
    let after: i64 = sqlx::query_scalar(members).bind(maya.person.0).fetch_one(&mut world.hand).await.unwrap();
    assert_eq!(after, 2);
}
