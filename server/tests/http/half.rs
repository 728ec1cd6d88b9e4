//! The sweep half signed in (T1, T5): the password was right, the factor is missing. Every closed endpoint stays shut.

use app::access::Role;
use app::features::RULES;
use testkit::World;

use crate::roles::is_shut;
use crate::support::{app, fetch, submit, visit};
use crate::sweep::{FILLED, example};

#[tokio::test]
async fn half_signed_in_gets_in_nowhere() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let (client, practitioner, admin) = (
        world.client(clinic, "Maya").await,
        world.practitioner(clinic, "Ruth").await,
        world.admin(clinic, "Noor").await,
    );
    for person in [client.person, practitioner.person, admin.person] {
        world.ask_factor(person).await;
    }
    let service = server::router::router(app(world.backend.clone(), 0));
    let mut swept = 0;
    for cookie in [client.cookie, practitioner.cookie, admin.cookie].map(|id| format!("ns={id}")) {
        for rule in RULES.iter().filter(|rule| !rule.roles.contains(&Role::Anyone)) {
            let answer = match rule.endpoint.starts_with("/api/") {
                true => fetch(&service, rule.endpoint, &cookie, FILLED).await,
                false => visit(&service, &example(rule.endpoint), &cookie).await,
            };
            assert!(is_shut(&answer), "half signed in at {}: {}", rule.endpoint, answer.status);
            swept += 1;
        }
        // They are led to the one page that is theirs, from wherever they wanted to go, without a loop.
        let door = visit(&service, "/sign-in?next=/me", &cookie).await;
        assert_eq!(door.header("location"), "/sign-in/factor?next=/me");
        assert_eq!(visit(&service, "/choose", &cookie).await.header("location"), "/sign-in/factor");
        assert_eq!(visit(&service, "/sign-in/factor", &cookie).await.status, 200);
        let chosen =
            submit(&service, "/api/identity/choose_place", &cookie, &[("membership", &client.member.to_string())])
                .await;
        assert!(chosen.status == 404 || chosen.header("location").starts_with("/sign-in"), "{}", chosen.status);
    }
    assert!(swept > 100, "{swept}");
}

// A page that matters asks once more, and only leads back to a path of ours.
#[tokio::test]
async fn a_stale_session_is_asked_once_more() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let client = world.client(clinic, "Maya").await;
    let service = server::router::router(app(world.backend.clone(), 0));
    let cookie = format!("ns={}", client.cookie);
    let asked = visit(&service, "/account/app", &cookie).await;
    assert_eq!((asked.status.as_u16(), asked.header("location")), (303, "/account/prove?next=/account/app"));
    let posted = submit(&service, "/api/account/start_totp", &cookie, &[("_page", "/account/app")]).await;
    // It waits, and goes on by itself once that is proved.
    assert_eq!(posted.status, 303);
    assert!(posted.header("location").starts_with("/account/prove?next=/account/app&then="), "{:?}", posted.headers);
    assert_eq!(fetch(&service, "/api/account/start_totp", &cookie, &[]).await.status, 403);
    for evil in ["//evil.example", "https://evil.example", "/\\evil.example"] {
        let page = visit(&service, &format!("/account/prove?next={evil}"), &cookie).await;
        assert_eq!(page.status, 200, "{evil}");
        assert!(!page.body.contains("name=\"next\" value=\"//") && !page.body.contains("value=\"http"), "{evil}");
    }
}
