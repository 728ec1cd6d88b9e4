//! Ids of others in every argument and every address (N2, T2, T3): what is not yours is not there.

use app::access::Role;
use app::features::RULES;

use crate::support::{fetch, visit};
use crate::town::{MEAL, SECRET, Town, cookie, functions};

/// Every name an id is asked for under.
const NAMES: [&str; 17] = [
    "reset",
    "id",
    "client",
    "practitioner",
    "appointment",
    "service",
    "entry",
    "invitation",
    "membership",
    "organisation",
    "person",
    "member",
    "relationship",
    "meal[id]",
    "symptom[id]",
    "grant",
    "again",
];

#[tokio::test]
async fn ids_of_others_do_nothing_in_any_argument() {
    let mut town = Town::new().await;
    let before = town.state().await;
    let theirs = [
        MEAL.to_owned(),
        town.maya.member.0.to_string(),
        town.ruth.member.0.to_string(),
        town.maya.organisation.0.to_string(),
        town.noor.person.0.to_string(),
    ];
    let mut tried = 0;
    for (role, cookie) in town.strangers() {
        for endpoint in functions(role) {
            // What this makes of one's own belongs to oneself: only what names something is tried.
            if [
                "/api/journal/save_meal",
                "/api/journal/save_symptom",
                "/api/team/invite_client",
                "/api/team/invite_member",
            ]
            .contains(&endpoint)
            {
                continue;
            }
            for id in &theirs {
                let again = format!("{id}_0190a7c4-0000-7000-8000-0000000000ab");
                let mut form: Vec<(&str, &str)> = NAMES.iter().map(|name| (*name, id.as_str())).collect();
                form.extend([
                    ("again", again.as_str()),
                    ("to", "cancelled"),
                    ("step", "end"),
                    ("days", "14"),
                    ("until", "2026-11-22T09:00:00Z"),
                    ("role", "admin"),
                ]);
                let answer = fetch(&town.service, endpoint, &cookie, &form).await;
                assert!(!answer.body.contains(SECRET) && !answer.body.contains("Maya"), "{endpoint} told a stranger");
                assert_ne!(answer.status, 500, "{endpoint} with a foreign id: {}", answer.body);
                tried += 1;
            }
        }
    }
    assert!(tried > 50, "{tried}");
    // Nothing of theirs changed; what a stranger did at home may have.
    let after = town.state().await;
    for table in ["app.observation ", "app.care_relationship ", "app.membership ", "app.appointment ", "app.payment "] {
        let line = |state: &str| state.lines().find(|line| line.starts_with(table)).map(str::to_owned);
        assert_eq!(line(&before), line(&after), "{table} changed");
    }
}

#[tokio::test]
async fn pages_of_others_are_not_there() {
    let town = Town::new().await;
    let own = cookie(&town.maya);
    let page = visit(&town.service, &format!("/me/meal/{MEAL}"), &own).await;
    assert!(page.status == 200 && page.body.contains(SECRET), "its owner sees it");
    let theirs = [MEAL.to_owned(), town.maya.member.0.to_string(), town.ruth.member.0.to_string()];
    for rule in RULES.iter().filter(|rule| rule.endpoint.contains('{') && !rule.roles.contains(&Role::Anyone)) {
        let strangers = town.strangers();
        // A colleague without a relationship to Maya is a stranger to her record, too.
        let colleague = (Role::Practitioner, cookie(&town.ruth));
        for (role, cookie) in strangers.iter().chain([&colleague]).filter(|(role, _)| rule.roles.contains(role)) {
            for id in &theirs {
                let part = |part: &str| if part.starts_with('{') { id.clone() } else { part.to_owned() };
                let path = rule.endpoint.split('/').map(part).collect::<Vec<_>>().join("/");
                let answer = visit(&town.service, &path, cookie).await;
                assert!(!answer.body.contains(SECRET), "{path} shows Maya's record to {role:?}");
                let is_own = id == &town.ruth.member.0.to_string();
                assert!(
                    is_own || answer.status != 200 || !answer.body.contains("Maya"),
                    "{path} names Maya to {role:?}"
                );
            }
        }
    }
}

// Extra arguments: what a function does not ask for has no effect, least of all who or what for.
#[tokio::test]
async fn extra_arguments_are_nobodys_identity() {
    let mut town = Town::new().await;
    let (organisation, member, person) =
        (town.maya.organisation.0.to_string(), town.maya.member.0.to_string(), town.maya.person.0.to_string());
    let id = "0190a7c4-0000-7000-8000-00000000cafe";
    let mut form = crate::town::meal(id);
    form.extend([
        ("organisation", organisation.as_str()),
        ("organisation_id", &organisation),
        ("meal[organisation_id]", &organisation),
        ("meal[client]", &member),
        ("meal[client_id]", &member),
        ("meal[created_by]", &person),
        ("client_id", &member),
        ("person_id", &person),
        ("role", "owner"),
        ("portal", "clinic"),
        ("paid", "true"),
        ("price", "0"),
        ("status", "confirmed"),
    ]);
    let answer = fetch(&town.service, "/api/journal/save_meal", &cookie(&town.eve), &form).await;
    let rows: Vec<(uuid::Uuid, uuid::Uuid)> =
        sqlx::query_as("select organisation_id, client_id from app.observation where observation_id = $1")
            .bind(id.parse::<uuid::Uuid>().unwrap())
            .fetch_all(&mut town.world.hand)
            .await
            .unwrap();
    match answer.status.as_u16() {
        200 => assert_eq!(rows, [(town.eve.organisation.0, town.eve.member.0)], "it is Eve's own"),
        422 => assert!(rows.is_empty()),
        other => unreachable!("{other}: {}", answer.body),
    }
}

// An id that is taken by somebody else's row neither shows nor changes it, and does not tell that it exists.
#[tokio::test]
async fn a_taken_id_tells_nothing() {
    let mut town = Town::new().await;
    let before = town.state().await;
    let taken = fetch(&town.service, "/api/journal/save_meal", &cookie(&town.eve), &crate::town::meal(MEAL)).await;
    assert!(!taken.body.contains("Maya") && taken.status != 500, "{} {}", taken.status, taken.body);
    let count = |state: &str| {
        state.lines().filter(|line| line.starts_with("app.observation ")).map(str::to_owned).collect::<Vec<_>>()
    };
    let after = town.state().await;
    let mine: i64 = sqlx::query_scalar("select count(*) from app.observation where client_id = $1")
        .bind(town.maya.member.0)
        .fetch_one(&mut town.world.hand)
        .await
        .unwrap();
    assert_eq!(mine, 1);
    if taken.status != 200 {
        assert_eq!(count(&before), count(&after));
    }
}
