//! Every address of every page, and pages that are shown again with what was typed.

use std::sync::Arc;

use app::access::Role;
use app::features::RULES;
use uuid::Uuid;

use super::source::query_names;
use super::{PLACES, Tally, encoded, look, nasty, send};
use crate::support::{app, post, seal};
use crate::town::{Town, cookie};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_address_of_any_page_faults() {
    let began = std::time::Instant::now();
    let mut town = Town::new().await;
    town.world.relate(&town.ruth, &town.maya, "active").await;
    town.world.by_hand("update auth.session set proved_at = now()".into()).await;
    let service = Arc::new(server::router::router(app(town.world.backend.clone(), 1)));
    let names = query_names();
    for known in ["day", "from", "until", "before", "page", "version", "next"] {
        assert!(names.contains(known), "{known} is not among {names:?}");
    }
    let values = nasty();
    let mut jobs: Vec<(String, String)> = Vec::new();
    let mut pages = 0;
    for rule in RULES.iter().filter(|rule| !rule.endpoint.starts_with("/api/")) {
        let who = match rule.roles {
            roles if roles.contains(&Role::Client) => cookie(&town.maya),
            roles if roles.contains(&Role::Practitioner) => cookie(&town.ruth),
            roles if roles.contains(&Role::Admin) => cookie(&town.noor),
            _ => String::new(),
        };
        pages += 1;
        let fill = |value: &str| {
            let part = |part: &str| match part {
                "{client_id}" | "{client}" if value.is_empty() => town.maya.member.0.to_string(),
                "{day}" | "{date}" if value.is_empty() => "2026-11-22".to_owned(),
                "{register}" if value.is_empty() => "processors".to_owned(),
                named if named.starts_with('{') && value.is_empty() => Uuid::nil().to_string(),
                named if named.starts_with('{') => encoded(value),
                fixed => fixed.to_owned(),
            };
            rule.endpoint.split('/').map(part).collect::<Vec<_>>().join("/")
        };
        if rule.endpoint.contains('{') {
            jobs.extend(
                values
                    .iter()
                    .filter(|value| !value.is_empty() && value.len() < 5_000)
                    .map(|value| (fill(value), who.clone())),
            );
        }
        let path = fill("");
        for (at, name) in names.iter().enumerate() {
            let is_place = ["day", "from", "until", "before"].contains(&name.as_str());
            let few: Vec<&str> = match is_place {
                true => PLACES.to_vec(),
                false => vec![values[(at * 7 + pages) % values.len()].as_str(), "\0", "9999999999999999999"],
            };
            jobs.extend(
                few.into_iter()
                    .filter(|value| value.len() < 5_000)
                    .map(|value| (format!("{path}?{name}={}", encoded(value)), who.clone())),
            );
        }
    }
    let jobs = Arc::new(jobs);
    let mut tasks = tokio::task::JoinSet::new();
    for lane in 0..4 {
        let (service, jobs) = (service.clone(), jobs.clone());
        tasks.spawn(async move {
            let mut tally = Tally::default();
            for (path, who) in jobs.iter().skip(lane).step_by(4) {
                let answer = look(&service, path, who).await;
                tally.note(&answer, || path.chars().take(120).collect());
            }
            tally
        });
    }
    let mut all = Tally::default();
    while let Some(tally) = tasks.join_next().await {
        all.add(tally.unwrap());
    }
    all.fields = names;
    println!("{pages} pages, {:?}", began.elapsed());
    all.finish("pages");
    assert!(all.statuses.get(&200).is_some_and(|shown| *shown > 500), "{:?}", all.statuses);

    // A day that is none is not there; one at the end of the calendar is.
    for (page, who) in [
        ("/practice/agenda", cookie(&town.ruth)),
        ("/clinic/agenda", cookie(&town.noor)),
        ("/me/book", cookie(&town.maya)),
        ("/me/meal", cookie(&town.maya)),
    ] {
        for (day, status) in [
            ("-5000-01-01", 404_u16),
            ("%2B262142-12-31", 404),
            ("1899-12-31", 404),
            ("1900-01-01", 200),
            ("2199-12-31", 200),
        ] {
            assert_eq!(look(&service, &format!("{page}?day={day}"), &who).await.status, status, "{page} {day}");
        }
    }
    assert_eq!(look(&service, "/clinic/audit?from=-5000-01-01", &cookie(&town.noor)).await.status, 404);
}

/// Forms whose page looks something up with what was typed are shown again with it.
#[tokio::test]
async fn a_page_that_is_shown_again_reads_what_was_typed_as_its_function_does() {
    let mut town = Town::new().await;
    town.world.relate(&town.ruth, &town.maya, "active").await;
    town.world.by_hand("update auth.session set proved_at = now()".into()).await;
    let service = server::router::router(app(town.world.backend.clone(), 1));
    let (maya, ruth, noor) = (cookie(&town.maya), cookie(&town.ruth), cookie(&town.noor));
    let review = format!("/practice/clients/{}", town.maya.member.0);
    let forms = [
        ("/clinic/access", "/api/grants/find_client", "search", &noor),
        ("/clinic/exports", "/api/export/find_client", "search", &noor),
        ("/clinic/holds", "/api/privacy/find_client", "search", &noor),
        ("/clinic/audit", "/api/audit/filter", "client", &noor),
        ("/clinic/retention", "/api/privacy/try_retention", "entries", &noor),
        ("/clinic/retention", "/api/privacy/save_retention", "entries", &noor),
        ("/clinic/incidents", "/api/incidents/open", "title", &noor),
        ("/practice", "/api/caseload/search_clients", "search", &ruth),
        (review.as_str(), "/api/review/choose_rows", "food", &ruth),
        ("/practice/services/new", "/api/booking/save_own_service", "price", &ruth),
        ("/practice/services/new", "/api/booking/save_own_service", "name", &ruth),
        ("/me/meal", "/api/journal/continue_meal", "meal[q]", &maya),
        ("/me/meal", "/api/journal/save_meal", "meal[items][0][grams]", &maya),
        ("/me/symptom", "/api/journal/save_symptom", "symptom[typed]", &maya),
    ];
    let mut tally = Tally::default();
    for (page, endpoint, field, who) in forms {
        tally.fields.insert(format!("{page} {field}"));
        for value in nasty() {
            let sealed = seal(&service, endpoint, who, &[]).await;
            let form = [("_page", page), (field, value.as_str()), ("_seal", sealed.as_str())];
            let answer = send(&service, post(endpoint, who, &form, "document")).await;
            tally.note(&answer, || format!("{page} {field}={:?}", value.chars().take(40).collect::<String>()));
        }
    }
    tally.finish("pages shown again");
}
