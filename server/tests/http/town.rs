//! A clinic in which everything has happened once: clients in every relation to its practitioner, each with a canary for a
//! name, and one of each thing that a page is about.

use app::access::{Role, Rule};
use backend::db::Client;
use testkit::{Actor, World};
use uuid::Uuid;

/// How clients stand to the practitioner who looks, and what the clinic has of them.
pub const STATES: [&str; 12] = [
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

pub struct Town {
    pub world: World,
    pub clients: Vec<(String, Actor<Client>)>,
    /// Values for the `{names}` of addresses.
    pub things: Vec<(&'static str, Uuid)>,
    /// Reader, cookie, role.
    pub staff: Vec<(Uuid, String, Role, &'static str)>,
}

pub async fn town() -> Town {
    let mut world = World::new().await;
    let clinic = world.organisation("Kestrel Street").await;
    let ruth = world.practitioner(clinic, "Ruth").await;
    let noor = world.admin(clinic, "Noor").await;
    let ines = world.somebody::<backend::db::Clinic>(clinic, "Ines", "owner").await;
    let iris = world.front_desk(clinic, "Iris").await;
    let (incident, text, service) = (Uuid::now_v7(), Uuid::now_v7(), Uuid::now_v7());
    let mut things = vec![
        ("{incident}", incident),
        ("{member}", ruth.member.0),
        ("{practitioner}", ruth.member.0),
        ("{service}", service),
    ];
    let mut clients = Vec::new();
    let (org, admin, reader, person) = (clinic, noor.member, ruth.member, ruth.person);
    world
        .by_hand(format!(
            "set session_replication_role = replica;
             insert into app.document_text (organisation_id, text_id, version, kind, title, body, text_hash) values ('{org}', '{text}', 1, 'consent', 'Terms', 'B', sha256('a'));
             insert into app.incident (organisation_id, incident_id, number, title, is_drill, aware_at, scope_kind, began_at, ended_at, status)
               values ('{org}', '{incident}', 1, 'A lost laptop', false, now(), 'range', now() - interval '1 day', now() + interval '1 hour', 'opened');
             insert into app.service (organisation_id, service_id, practitioner_id, name, minutes, price_minor, currency, place)
               values ('{org}', '{service}', '{reader}', 'First talk', 30, 0, 'gbp', 'online');
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
pub fn addresses(town: &Town, rule: &Rule) -> Vec<String> {
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
