//! An invitation opened while somebody is signed in: it says who, offers both ways, and swaps nobody. T5

use contract::team::InviteInput;
use testkit::World;

use crate::support::{app, submit, visit};

const ACCEPT: &str = "/api/identity/accept_invitation";

#[tokio::test]
async fn an_invitation_says_who_is_signed_in_and_swaps_nobody() {
    let mut world = World::new().await;
    let (kestrel, elsewhere) = (world.organisation("Kestrel").await, world.organisation("Elsewhere").await);
    let ruth = world.practitioner(kestrel, "Ruth").await;
    let (maya, tom) = (world.client(elsewhere, "Maya Osei").await, world.client(elsewhere, "Tom Hale").await);
    world.by_hand("update auth.session set proved_at = now()".into()).await;
    let service = server::router::router(app(world.backend.clone(), 1));
    let mut links = Vec::new();
    for email in ["left@behind.test".to_owned(), format!("{}@example.test", tom.person.0)] {
        let invite = InviteInput { name: "Somebody".into(), email, role: String::new() };
        world.backend.invite_client(&ruth.token, "test", &invite).await.unwrap();
        while world.backend.run_next_job().await.unwrap() {}
        links.push(world.backend.mailbox().unwrap()[0].link.rsplit('/').next().unwrap().to_owned());
    }
    let cookie = format!("ns={}", maya.cookie);
    let people = "select count(*) from auth.person";
    let before: i64 = sqlx::query_scalar(people).fetch_one(&mut world.hand).await.unwrap();

    // To an address that is no account's: both ways, and no form that would make another person beside her.
    let page = visit(&service, &format!("/invitation/{}", links[0]), &cookie).await;
    for said in ["You are signed in as Maya Osei", "Join as Maya Osei", "Sign out and go on", "left@behind.test"] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    assert!(!page.body.contains("new_password"), "a second person is offered");
    // To somebody else's: who she is, and the one way there is.
    let page = visit(&service, &format!("/invitation/{}", links[1]), &cookie).await;
    assert!(page.body.contains("You are signed in as Maya Osei") && page.body.contains("Sign out and go on"));
    assert!(!page.body.contains("Join as"), "{}", page.body);
    // A form from before she signed in here: nobody is made, nobody is swapped, the page asks.
    let form = [
        ("token", links[0].as_str()),
        ("name", "Somebody"),
        ("zone", "Europe/London"),
        ("new_password", "violet staircase umbrella"),
    ];
    let answer = submit(&service, ACCEPT, &cookie, &form).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, format!("/invitation/{}", links[0]).as_str())
    );
    let form = [("token", links[1].as_str()), ("password", "violet staircase umbrella")];
    assert_eq!(submit(&service, ACCEPT, &cookie, &form).await.header("location"), format!("/invitation/{}", links[1]));
    let after: i64 = sqlx::query_scalar(people).fetch_one(&mut world.hand).await.unwrap();
    assert_eq!(before, after);
    assert!(world.backend.find_account(&maya.token).await.unwrap().is_some(), "she was signed out");

    // Joining as who she is.
    let answer = submit(&service, ACCEPT, &cookie, &[("token", links[0].as_str())]).await;
    assert!(answer.status == 303 && answer.header("location").starts_with("/me"), "{}", answer.header("location"));
    let mine: i64 = sqlx::query_scalar("select count(*) from app.membership where person_id = $1")
        .bind(maya.person.0)
        .fetch_one(&mut world.hand)
        .await
        .unwrap();
    assert_eq!(mine, 2);
    // Signing out leads back to the invitation, and to no other place.
    let tom = format!("ns={}", tom.cookie);
    let next = format!("/invitation/{}", links[1]);
    let answer = submit(&service, "/api/identity/sign_out", &tom, &[("next", next.as_str())]).await;
    assert_eq!(answer.header("location"), next);
    for elsewhere in ["//evil.example/invitation/", "https://evil.example", "/invitation/../../evil", "/clinic"] {
        let answer = submit(&service, "/api/identity/sign_out", "", &[("next", elsewhere)]).await;
        assert_eq!(answer.header("location"), "/sign-in", "{elsewhere}");
    }
}
