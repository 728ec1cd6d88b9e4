//! The sweep with relationships (T1 N2 N4): every row that takes a client, called for clients in every status, must open
//! exactly where the access matrix says; and a page holds nothing of what its reader may not see (T3).

use app::access::{Role, Status};
use app::features::RULES;
use backend::db::{Client, Practice};
use testkit::{Actor, World};

use crate::roles::is_shut;
use crate::support::{app, fetch, visit};
use crate::sweep::FILLED;

/// A status, and how the matrix calls it; none of the others opens anything.
const STATUSES: [(&str, Option<Status>); 11] = [
    ("active", Some(Status::Care)),
    ("paused", Some(Status::Paused)),
    ("ended", None),
    ("invited", None),
    ("stranger", None),
    ("granted", Some(Status::Grant)),
    ("granted marks", Some(Status::GrantMarks)),
    ("grant ran out", None),
    ("grant ended", None),
    ("emergency", Some(Status::Emergency)),
    ("emergency over", None),
];

async fn grant(world: &mut World, reader: &Actor<Practice>, client: &Actor<Client>, status: &str) {
    let reader = reader.member;
    let kind = if status.starts_with("emergency") { "emergency" } else { "grant" };
    let by = if kind == "emergency" { reader } else { client.member };
    let scope = if status == "granted marks" { "{observation.read,observation.view}" } else { "{observation.read}" };
    let back = if status.ends_with("out") || status.ends_with("over") { "61 minutes" } else { "1 minute" };
    let ended = if status == "grant ended" { "now()" } else { "null" };
    let sql = format!(
        "set session_replication_role = replica;
         insert into app.access_grant (organisation_id, grant_id, client_id, practitioner_id, kind, permissions, reason, granted_by, starts_at, expires_at, ended_at)
         values ('{}', gen_random_uuid(), '{}', '{reader}', '{kind}', '{scope}', 'R', '{by}', now() - interval '{back}', now() - interval '{back}' + interval '60 minutes', {ended});
         reset session_replication_role",
        client.organisation, client.member
    );
    world.by_hand(sql).await;
}

#[tokio::test]
async fn a_record_opens_by_what_the_matrix_says_and_nothing_else() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let ruth = world.practitioner(clinic, "Ruth").await;
    let elsewhere = world.organisation("Harbour").await;
    let stranger = world.practitioner(elsewhere, "Stranger").await;
    let service = server::router::router(app(world.backend.clone(), 0));
    let (cookie, other) = (format!("ns={}", ruth.cookie), format!("ns={}", stranger.cookie));
    let mut swept = 0;
    for rule in RULES.iter().filter(|rule| rule.roles == [Role::Practitioner]) {
        let takes_client = rule.endpoint.contains("{client_id}") || rule.endpoint.starts_with("/api/review/");
        // A page of one thing of a client's is not there before the thing is: their own tests make one.
        let takes_more = rule.endpoint.replace("{client_id}", "").contains('{');
        if !takes_client || takes_more || rule.opens.is_empty() {
            continue;
        }
        for (status, named) in STATUSES {
            let client = world.client(clinic, status).await;
            match status {
                "stranger" => {}
                "active" | "paused" | "ended" | "invited" => {
                    world.relate(&ruth, &client, status).await;
                }
                _ => grant(&mut world, &ruth, &client, status).await,
            }
            let id = client.member.to_string();
            // Pausing what is paused already is no error; ending what has ended is none either, so that would tell nothing.
            let named_here = ["client", "entry", "step", "reason"];
            let mut form: Vec<_> = FILLED.iter().copied().filter(|(name, _)| !named_here.contains(name)).collect();
            form.extend([("client", id.as_str()), ("entry", ""), ("step", "pause"), ("reason", "swept")]);
            for (who, cookie) in [("Ruth", &cookie), ("another clinic's", &other)] {
                let answer = match rule.endpoint.starts_with("/api/") {
                    true => fetch(&service, rule.endpoint, cookie, &form).await,
                    false => visit(&service, &rule.endpoint.replace("{client_id}", &id), cookie).await,
                };
                let expected = who == "Ruth" && named.is_some_and(|named| rule.opens.contains(&named));
                assert_eq!(!is_shut(&answer), expected, "{who} at {} for {status}: {}", rule.endpoint, answer.status);
                swept += 1;
            }
        }
    }
    assert!(swept >= 3 * 2 * STATUSES.len(), "{swept}");
}

// T3: raw HTML and what is serialised for islands hold no canary of what the reader may not see.
#[tokio::test]
async fn pages_hold_nothing_their_reader_may_not_see() {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let ruth = world.practitioner(clinic, "Ruth").await;
    let anton = world.practitioner(clinic, "Anton").await;
    let admin = world.admin(clinic, "Noor").await;
    let maya = world.client(clinic, "Maya canary-name").await;
    world.relate(&ruth, &maya, "active").await;
    let entry = |visibility: &str, deleted: &str, note: &str| {
        format!(
            r#"insert into app.observation (organisation_id, client_id, observation_id, kind, occurred_at, zone, local_date, payload, visibility, deleted_at, note)
               values ('{clinic}', '{}', gen_random_uuid(), 'symptom', now(), 'Europe/London', current_date, '{{"code": "bloating", "present": true, "severity": 4, "scale": "0-10"}}', '{visibility}', {deleted}, '{note}')"#,
            maya.member
        )
    };
    for sql in [
        entry("shared", "null", "canary-shared"),
        entry("private", "null", "canary-private"),
        entry("shared", "now()", "canary-deleted"),
    ] {
        world.by_hand(sql).await;
    }
    let service = server::router::router(app(world.backend.clone(), 0));
    let cookie = |id: &str| format!("ns={id}");
    let review = format!("/practice/clients/{}", maya.member);
    let everything = ["canary-shared", "canary-private", "canary-deleted", "canary-name"];
    for (who, cookie, path, may_hold) in [
        ("client", cookie(&maya.cookie), "/me", &["canary-shared", "canary-private", "canary-name"][..]),
        ("her practitioner", cookie(&ruth.cookie), &review, &["canary-shared", "canary-name"]),
        ("her practitioner", cookie(&ruth.cookie), "/practice", &["canary-name"]),
        ("a colleague", cookie(&anton.cookie), &review, &[]),
        ("a colleague", cookie(&anton.cookie), "/practice", &[]),
        ("a colleague", cookie(&anton.cookie), "/practice/access", &[]),
        ("the clinic", cookie(&admin.cookie), "/clinic", &[]),
        ("the clinic", cookie(&admin.cookie), "/clinic/team", &[]),
        ("the clinic", cookie(&admin.cookie), "/clinic/access", &["canary-name"]),
        ("a colleague", cookie(&anton.cookie), "/practice/activity", &[]),
        // Whose record was looked at above; nothing that stands in it.
        ("the clinic", cookie(&admin.cookie), "/clinic/audit", &["canary-name"]),
        ("the clinic", cookie(&admin.cookie), "/clinic/incidents", &[]),
    ] {
        let page = visit(&service, path, &cookie).await;
        for canary in everything.iter().filter(|canary| !may_hold.contains(canary)) {
            assert!(!page.body.contains(canary), "{who} at {path} is sent {canary}");
        }
        if let Some(expected) =
            may_hold.first().filter(|canary| **canary != "canary-name" || path.starts_with("/clinic"))
        {
            assert!(page.body.contains(expected), "{who} at {path} sees nothing, so this proves nothing");
        }
    }
}
