//! The sweep of looks (T9, M5): every page of the practice and the clinic is opened by everybody who may, in a clinic
//! whose clients have canaries for names. Whoever's canary stands in a page has a line in the log: by that reader, of a
//! kind that the page's row in the access matrix names; and finds it at `/me/who-saw`.

use std::collections::BTreeSet;

use app::access::{RULES, Role, Rule};
use backend::db::Client;
use testkit::{Actor, World};
use uuid::Uuid;

use crate::support::{app, visit};

/// How clients stand to the practitioner who looks, and what the clinic has of them.
const STATES: [&str; 12] = [
    "care",
    "paused",
    "ended",
    "withdrawn",
    "granted",
    "emergency",
    "stranger",
    "told",
    "silent",
    "erasing",
    "copied",
    "reset",
];

struct Town {
    world: World,
    clients: Vec<(String, Actor<Client>)>,
    /// Values for the `{names}` of addresses.
    things: Vec<(&'static str, Uuid)>,
    /// Reader, cookie, role.
    staff: Vec<(Uuid, String, Role, &'static str)>,
}

async fn town() -> Town {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let ruth = world.practitioner(clinic, "Ruth").await;
    let noor = world.admin(clinic, "Noor").await;
    let ines = world.somebody::<backend::db::Clinic>(clinic, "Ines", "owner").await;
    let iris = world.front_desk(clinic, "Iris").await;
    let (incident, text) = (Uuid::now_v7(), Uuid::now_v7());
    let mut things = vec![("{incident}", incident), ("{member}", ruth.member.0), ("{practitioner}", ruth.member.0)];
    let mut clients = Vec::new();
    let (org, admin, reader, person) = (clinic, noor.member, ruth.member, ruth.person);
    world
        .by_hand(format!(
            "set session_replication_role = replica;
             insert into app.document_text (organisation_id, text_id, version, kind, title, body, text_hash) values ('{org}', '{text}', 1, 'consent', 'Terms', 'B', sha256('a'));
             insert into app.incident (organisation_id, incident_id, number, title, is_drill, aware_at, scope_kind, began_at, ended_at, status)
               values ('{org}', '{incident}', 1, 'A lost laptop', false, now(), 'range', now() - interval '1 day', now() + interval '1 hour', 'opened');
             reset session_replication_role"
        ))
        .await;
    for (number, state) in STATES.into_iter().enumerate() {
        let name = format!("Canary{number}q {state}");
        let client = world.client(clinic, &name).await;
        let (me, document) = (client.member, Uuid::now_v7());
        if number == 0 {
            things.push(("{document}", document));
        }
        match state {
            "care" | "withdrawn" => {
                world.relate(&ruth, &client, "active").await;
            }
            "paused" | "ended" => {
                world.relate(&ruth, &client, state).await;
            }
            _ => {}
        }
        if state == "withdrawn" {
            world.decide(&client, "health_data", "withdrawn").await;
        }
        // One practitioner has one appointment at a time.
        let (starts, ends) = (number * 4 + 1, number * 4 + 4);
        let more = match state {
            "granted" | "emergency" => {
                let (kind, by) = if state == "granted" { ("grant", me) } else { ("emergency", reader) };
                format!(
                    "insert into app.access_grant (organisation_id, grant_id, client_id, practitioner_id, kind, permissions, reason, granted_by, expires_at)
                       values ('{org}', gen_random_uuid(), '{me}', '{reader}', '{kind}', array['observation.read'], 'Cover', '{by}', now() + interval '30 minutes');"
                )
            }
            "told" | "silent" => format!(
                "insert into app.legal_hold (organisation_id, hold_id, client_id, reason, told, placed_by)
                   values ('{org}', gen_random_uuid(), '{me}', 'An open complaint', {}, '{admin}');",
                state == "told"
            ),
            "erasing" => format!("insert into app.erasure_request (organisation_id, request_id, client_id, category) values ('{org}', gen_random_uuid(), '{me}', 'appointments');"),
            "copied" => format!(
                "insert into app.export (organisation_id, export_id, scope, member_id, asked_by, reason, status)
                   values ('{org}', gen_random_uuid(), 'client', '{me}', '{admin}', 'They asked by letter', 'received');"
            ),
            "reset" => format!(
                "insert into auth.factor_reset (reset_id, person_id, organisation_id, membership_id, asked_by, reason, status)
                   values (gen_random_uuid(), '{}', '{org}', '{me}', '{admin}', 'Lost phone', 'open');",
                client.person
            ),
            _ => String::new(),
        };
        world
            .by_hand(format!(
                "set session_replication_role = replica;
                 insert into app.document (organisation_id, document_id, client_id, text_id, version, kind, title, body, text_hash, asked_by)
                   values ('{org}', '{document}', '{me}', '{text}', 1, 'consent', 'Terms', 'B', sha256('a'), '{admin}');
                 insert into app.ai_use (organisation_id, client_id, use_id, step, purpose) values ('{org}', '{me}', gen_random_uuid(), 'asked', 'insights');
                 insert into app.activity (organisation_id, seq, at, actor_kind, action, client_id, actor_id, actor_member, salt, commitment, hash, encoding)
                   values ('{org}', {}, now(), 'person', 'relationship.paused', '{me}', '{person}', '{reader}', sha256('a'), sha256('a'), sha256('a'), 2);
                 insert into app.appointment (organisation_id, appointment_id, client_id, practitioner_id, service_id, service_name, place, price_minor, currency, starts_at, ends_at, status, status_changed_at)
                   values ('{org}', gen_random_uuid(), '{me}', '{reader}', gen_random_uuid(), 'First', 'online', 0, 'gbp', now() + interval '{starts} minutes', now() + interval '{ends} minutes', 'confirmed', now());
                 {more}
                 reset session_replication_role",
                1_000_000 + number
            ))
            .await;
        clients.push((name.split(' ').next().unwrap().to_owned(), client));
    }
    world.by_hand("update auth.session set proved_at = now()".into()).await;
    let staff = vec![
        (ruth.member.0, ruth.cookie, Role::Practitioner, "the practitioner"),
        (iris.member.0, iris.cookie, Role::FrontDesk, "front desk"),
        (noor.member.0, noor.cookie, Role::Admin, "an administrator"),
        (ines.member.0, ines.cookie, Role::Admin, "the owner"),
    ];
    Town { world, clients, things, staff }
}

/// The addresses of a rule: one for each client where it takes one.
fn addresses(town: &Town, rule: &Rule) -> Vec<String> {
    let mut path = rule.endpoint.to_owned();
    for (name, id) in &town.things {
        path = path.replace(name, &id.to_string());
    }
    let named = ["{client_id}", "{client}"].into_iter().find(|name| path.contains(name));
    match named {
        Some(name) => town.clients.iter().map(|(_, client)| path.replace(name, &client.member.to_string())).collect(),
        None => vec![path],
    }
}

#[tokio::test]
async fn whoever_is_named_on_a_page_finds_the_look_in_their_log() {
    let mut town = town().await;
    let service = server::router::router(app(town.world.backend.clone(), 0));
    let (mut pages, mut shown, mut holding, mut faults) = (0, 0, BTreeSet::new(), Vec::new());
    let rules =
        RULES.iter().filter(|rule| rule.endpoint.starts_with("/practice") || rule.endpoint.starts_with("/clinic"));
    for rule in rules {
        for (reader, cookie, role, who) in town.staff.clone() {
            if !rule.admits(Some(role)) {
                continue;
            }
            for path in addresses(&town, rule) {
                // Each page has to log for itself: nothing is left of the page before.
                town.world.by_hand("set session_replication_role = replica; delete from app.record_read; reset session_replication_role".into()).await;
                let page = visit(&service, &path, &format!("ns={cookie}")).await;
                assert!(page.status.as_u16() < 500, "{who} at {path}: {}", page.status);
                pages += 1;
                let lines: Vec<(Uuid, String)> =
                    sqlx::query_as("select client_id, kind from app.record_read where reader_id = $1")
                        .bind(reader)
                        .fetch_all(&mut town.world.hand)
                        .await
                        .unwrap();
                for (canary, client) in town.clients.iter().filter(|(canary, _)| page.body.contains(canary)) {
                    shown += 1;
                    holding.insert(rule.endpoint);
                    let named = |kind: &str| rule.looks.iter().any(|look| look.as_str() == kind);
                    if !lines.iter().any(|(of, kind)| *of == client.member.0 && named(kind)) {
                        faults.push(format!("{who} at {path} is shown {canary}, whose log says nothing of it"));
                    }
                }
            }
        }
    }
    println!(
        "looks: {pages} pages opened, {shown} clients shown on {} kinds of page, {} without a line",
        holding.len(),
        faults.len()
    );
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(pages > 60 && shown > 150, "{pages} pages, {shown} clients: too little to prove anything");
    // A row that names a look shows somebody, or the look is for nothing.
    let files = ["/clinic/audit/copy/{ticket}", "/clinic/documents/{document}/address"];
    for rule in RULES.iter().filter(|rule| !rule.looks.is_empty() && !rule.endpoint.starts_with("/api/")) {
        assert!(
            holding.contains(rule.endpoint) || files.contains(&rule.endpoint),
            "{} shows nobody here",
            rule.endpoint
        );
    }
}

// M5: the client reads it, in plain words, with who it was; a look at a hold they are not told of says nothing of it.
#[tokio::test]
async fn the_client_reads_who_of_the_staff_looked_at_what() {
    let town = town().await;
    let service = server::router::router(app(town.world.backend.clone(), 0));
    let (_, noor, ..) = &town.staff[2];
    for path in [
        "/clinic/consents",
        "/clinic/documents",
        "/clinic/ai",
        "/clinic/holds",
        "/clinic/data-requests",
        "/clinic/exports",
        "/clinic/recovery",
    ] {
        assert_eq!(visit(&service, path, &format!("ns={noor}")).await.status, 200, "{path}");
    }
    let seen_by = |state: &str| {
        let at = STATES.iter().position(|one| *one == state).unwrap();
        format!("ns={}", town.clients[at].1.cookie)
    };
    for (state, words) in [
        (
            "care",
            [
                "What you agreed to and when",
                "Documents you were asked to sign",
                "What an AI service was asked about you",
            ],
        ),
        ("told", ["A legal hold on your data", "Your name, in a list or a form", "Noor"]),
        ("erasing", ["Your requests about your data", "They work at your practice", "Noor"]),
        ("copied", ["Copies of your data that the clinic asked for", "They work at your practice", "Noor"]),
        ("reset", ["Your requests about your data or your sign-in", "They work at your practice", "Noor"]),
    ] {
        let page = visit(&service, "/me/who-saw", &seen_by(state)).await;
        for words in words {
            assert!(page.body.contains(words), "{state} does not read {words:?}");
        }
    }
    for path in ["/me/who-saw", "/me/privacy", "/me/activity", "/me/evidence"] {
        let page = visit(&service, path, &seen_by("silent")).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.body.contains("egal hold") && !page.body.contains("open complaint"), "{path} tells of the hold");
    }
}
