//! A form knows where it belongs (N8, N1): in two tabs with two practices it is saved where it was opened or nowhere;
//! somebody else's shows nothing; a link in a letter leads to the right place.

use axum::Router;
use backend::db::{Client, Portal, Practice};
use contract::id::{MembershipId, OrganisationId, PersonId};
use testkit::{Actor, World};
use uuid::Uuid;

use crate::found::form;
use crate::support::{Answer, app, ask, post, submit, visit};

/// Somebody in two practices, with a session in each: as if `b` had been chosen in another tab after `a`.
pub struct Two {
    pub world: World,
    pub service: Router,
    pub person: PersonId,
    pub a: String,
    pub b: String,
    pub in_a: MembershipId,
    pub in_b: MembershipId,
    pub of_a: OrganisationId,
    pub of_b: OrganisationId,
}

pub async fn two<P: Portal>(role: &str) -> Two {
    let mut world = World::new().await;
    let (of_a, of_b) = (world.organisation("Kestrel Street").await, world.organisation("Magpie Lane").await);
    let first: Actor<P> = world.somebody(of_a, "Robin", role).await;
    let in_b = MembershipId(Uuid::now_v7());
    world
        .by_hand(format!(
            "insert into app.membership (organisation_id, membership_id, person_id, role, status, display_name, zone)
             values ('{of_b}', '{in_b}', '{}', '{role}', 'active', 'Robin', 'Europe/London')",
            first.person
        ))
        .await;
    if role == "client" {
        world.consent(of_b, in_b).await;
    }
    let second = world.sign_in(first.person, in_b).await;
    let service = server::router::router(app(world.backend.clone(), 0));
    let (a, b) = (format!("ns={}", first.cookie), format!("ns={}", second.to_cookie()));
    Two { world, service, person: first.person, a, b, in_a: first.member, in_b, of_a, of_b }
}

impl Two {
    pub async fn count(&mut self, sql: &str) -> i64 {
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql.to_owned())).fetch_one(&mut self.world.hand).await.unwrap()
    }
}

/// `name=value` of the cookies an answer sets, with those that were there.
pub fn jar(before: &str, answer: &Answer) -> String {
    let mut all: Vec<(String, String)> = before.split("; ").filter_map(|pair| pair.split_once('=')).map(own).collect();
    for set in answer.cookies() {
        let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
        all.retain(|(known, _)| known != name);
        if !value.is_empty() {
            all.push((name.to_owned(), value.to_owned()));
        }
    }
    all.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}

fn own((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// A form opened in A is sent after B was chosen; what it would have written is counted in both.
async fn crossed(two: &mut Two, page: &str, action: &str, typed: &[(&str, &str)], shows: &str, rows: &str) {
    let opened = visit(&two.service, page, &two.a).await;
    assert_eq!(opened.status, 200, "{page}");
    let (here, there) = (two.of_b, two.of_a);
    let count = |of: OrganisationId| format!("select count(*) from {rows} and organisation_id = '{of}'");
    let before = (two.count(&count(there)).await, two.count(&count(here)).await);
    let sent = form(&opened.body, action);
    let stopped = submit(&two.service, action, &two.b, &sent.filled(typed)).await;
    assert_eq!(stopped.status, 409, "{action}: {}", stopped.body);
    for word in ["Kestrel Street", "Magpie Lane", "Go on in Kestrel Street"] {
        assert!(stopped.body.contains(word), "{action} does not say {word}");
    }
    assert_eq!((two.count(&count(there)).await, two.count(&count(here)).await), before, "{action} saved something");
    // One press: back in A, where it is saved with what was typed.
    let cookie = jar(&two.b, &stopped);
    let press = form(&stopped.body, "/api/identity/choose_place");
    let done = submit(&two.service, "/api/identity/choose_place", &cookie, &press.filled(&[])).await;
    assert_eq!(done.status, 303, "{action}: {}", done.body);
    assert_eq!(two.count(&count(there)).await, before.0 + 1, "{action} is saved where it belongs");
    assert_eq!(two.count(&count(here)).await, before.1, "{action} is not saved elsewhere");
    let cookie = jar(&cookie, &done);
    let after = visit(&two.service, done.header("location"), &cookie).await;
    assert_eq!(after.status, 200, "{}", done.header("location"));
    assert!(after.body.contains(shows), "{action}: {shows} is not to be seen at {}", done.header("location"));
    assert_eq!(two.count("select count(*) from auth.kept_form").await, 0, "what was sent is not kept");
    two.b = format!("ns={}", two.world.sign_in(two.person, two.in_b).await.to_cookie());
    two.a = format!("ns={}", two.world.sign_in(two.person, two.in_a).await.to_cookie());
}

#[tokio::test]
async fn a_practitioners_form_is_saved_where_it_was_opened() {
    let mut two = two::<Practice>("practitioner").await;
    let service = [
        ("name", "First talk"),
        ("minutes", "30"),
        ("price", "0"),
        ("place", "online"),
        ("active", "on"),
        ("most_ahead", "6"),
        ("most_daily", "12"),
        ("most_cancelled", "6"),
    ];
    let page = "/practice/services/new";
    crossed(&mut two, page, "/api/booking/save_own_service", &service, "First talk", "app.service where true").await;
    let invited = [("name", "Ana"), ("email", "ana@example.org")];
    let page = "/practice/clients/invite";
    crossed(&mut two, page, "/api/team/invite_client", &invited, "ana@example.org", "app.invitation where true").await;
}

#[tokio::test]
async fn a_clients_form_is_saved_where_it_was_opened() {
    let mut two = two::<Client>("client").await;
    let typed = [
        ("symptom[code]", "bloating"),
        ("symptom[present]", "no"),
        ("symptom[day]", "2026-11-20"),
        ("symptom[time]", "13:00"),
    ];
    crossed(
        &mut two,
        "/me/symptom",
        "/api/journal/save_symptom",
        &typed,
        "Kestrel Street",
        "app.observation where true",
    )
    .await;
}

// Changed, missing, or of somebody else: refused, and nothing of it is shown to the other.
#[tokio::test]
async fn a_seal_is_ones_own_and_whole() {
    let mut two = two::<Practice>("practitioner").await;
    let other = two.world.practitioner(two.of_a, "Sam").await;
    let (action, page) = ("/api/team/invite_client", "/practice/clients/invite");
    let opened = visit(&two.service, page, &two.a).await;
    let sent = form(&opened.body, action);
    let seal = sent.value("_seal").unwrap().to_owned();
    let typed = [("name", "Quince Canary"), ("email", "quince@example.org")];
    let stranger = submit(&two.service, action, &format!("ns={}", other.cookie), &sent.filled(&typed)).await;
    assert_eq!(stranger.status, 409);
    assert!(!stranger.body.contains("Quince") && !stranger.body.contains("quince"), "shown to somebody else");
    assert!(stranger.cookies().is_empty(), "{:?}", stranger.cookies());
    let mut cut = seal.clone();
    cut.pop();
    let mut changed: Vec<char> = seal.chars().collect();
    changed[3] = if changed[3] == 'A' { 'B' } else { 'A' };
    let changed: String = changed.into_iter().collect();
    for forged in ["", "x", "a.b", cut.as_str(), changed.as_str()] {
        let form: Vec<_> = sent
            .filled(&typed)
            .into_iter()
            .map(|(name, value)| (name, if name == "_seal" { forged } else { value }))
            .collect();
        let refused = ask(&two.service, post(action, &two.a, &form, "document")).await;
        assert_eq!(refused.status, 409, "{forged:?}");
        assert!(refused.body.contains("value=\"Quince Canary\""), "what was typed is lost for {forged:?}");
        let island = ask(&two.service, post(action, &two.a, &form, "empty")).await;
        assert_eq!(island.status, 409, "{forged:?}");
    }
    assert_eq!(two.count("select count(*) from app.invitation").await, 0);
    // A fixed field is part of the seal.
    let kind = "app.service";
    two.world
        .by_hand(format!(
            "insert into {kind} (organisation_id, service_id, practitioner_id, name, minutes, price_minor, currency, place)
             select '{}', gen_random_uuid(), '{}', 'Talk', 30, 0, 'gbp', 'online'",
            two.of_a, two.in_a
        ))
        .await;
    let id: Uuid =
        sqlx::query_scalar("select service_id from app.service").fetch_one(&mut two.world.hand).await.unwrap();
    let opened = visit(&two.service, &format!("/practice/services/{id}"), &two.a).await;
    let sent = form(&opened.body, "/api/booking/save_own_service");
    assert_eq!(sent.value("service"), Some(id.to_string().as_str()));
    let other = Uuid::now_v7().to_string();
    let typed = [("service", other.as_str()), ("name", "Talk"), ("minutes", "30"), ("price", "0"), ("place", "online")];
    let refused = submit(&two.service, "/api/booking/save_own_service", &two.a, &sent.filled(&typed)).await;
    assert_eq!(refused.status, 409, "a form about another row than it was made for");
}

// N1: a letter's link leads to the place it is for, whatever place was chosen meanwhile.
#[tokio::test]
async fn a_mailed_link_leads_to_its_own_place() {
    let two = two::<Client>("client").await;
    let link = two.world.backend.mailed_link(two.in_a, "/me/access");
    let path = link.strip_prefix(&two.world.backend.config.public_url).unwrap();
    let there = visit(&two.service, path, &two.a).await;
    assert_eq!((there.status.as_u16(), there.header("location")), (303, "/me/access"));
    let asked = visit(&two.service, path, &two.b).await;
    assert_eq!(asked.status, 200);
    for word in ["Kestrel Street", "Magpie Lane", "Go on in Kestrel Street"] {
        assert!(asked.body.contains(word), "{word}");
    }
    let press = form(&asked.body, "/api/identity/choose_place");
    let switched = submit(&two.service, "/api/identity/choose_place", &two.b, &press.filled(&[])).await;
    assert_eq!((switched.status.as_u16(), switched.header("location")), (303, "/me/access"));
    let page = visit(&two.service, "/me/access", &jar(&two.b, &switched)).await;
    assert!(page.status == 200 && page.body.contains("Kestrel Street"), "the page names the practice");
    let out = visit(&two.service, path, "").await;
    assert_eq!((out.status.as_u16(), out.header("location")), (303, format!("/sign-in?next={path}").as_str()));
    // Nobody else's, and none that we did not write.
    let mut world = two.world;
    let other = world.client(two.of_a, "Maya").await;
    assert_eq!(visit(&two.service, path, &format!("ns={}", other.cookie)).await.status, 404);
    for forged in [path.replace("/me/access", "/me/export"), path.replacen("/go/", "/go/0", 1)] {
        assert_eq!(visit(&two.service, &forged, &two.a).await.status, 404, "{forged}");
    }
}
