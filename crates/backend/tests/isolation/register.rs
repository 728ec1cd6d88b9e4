//! Background jobs as principals: about one client, about the house, about neither.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::model::Action;
use crate::world::{Principal, Role, Row, World, run};

/// Whom a job is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    Client(Uuid),
    House,
    Nobody,
}

impl World {
    /// Sessions as `ops.claim_job` makes them, and the same tokens at doors where they are worth nothing.
    pub async fn jobs(&mut self, hand: &mut PgConnection) {
        let clients: Vec<_> = self.members.iter().filter(|m| m.role == Role::Client).copied().collect();
        let (member, other) = (clients[0], clients[1]);
        for (token, about, kind, payload) in [
            ("job one", About::Client(member.id), "export", format!("{{\"client_id\": \"{}\"}}", member.id)),
            ("job other", About::Client(other.id), "export", format!("{{\"client_id\": \"{}\"}}", other.id)),
            ("job torn", About::Client(Uuid::nil()), "export", "{\"client_id\": [1]}".to_owned()),
            ("job house", About::House, "export_house", "{}".to_owned()),
            ("job plain", About::Nobody, "send_letter", "{}".to_owned()),
        ] {
            let org = member.org;
            run(hand, format!("insert into ops.job (kind, organisation_id, payload) values ('{kind}', '{org}', '{payload}'); select ops.claim_job(sha256('{token}'))")).await;
            let mut principal = |login, live, label: String| {
                let (job, token) = (Some(about), token.to_owned());
                self.principals.push(Principal { member, login, token, live, logs: false, job, label });
            };
            principal("ns_worker", true, format!("the worker with {token}"));
            principal("ns_clinic", false, format!("{token} at the clinic's door"));
        }
    }
}

impl World {
    /// Times, holds and requests that are over, so that nothing is hidden.
    pub async fn privacy(&mut self, hand: &mut PgConnection, org: Uuid, admin: Uuid, clients: &[Uuid]) {
        let setting = |period: &str| format!("(organisation_id, period, days) values ('{org}', '{period}', 400)");
        run(hand, format!("insert into app.retention_setting {}", setting("entries"))).await;
        let key = format!("organisation_id = '{org}' and period = 'entries'");
        self.row("app.retention_setting", org, key, None, None, None, "", setting("appointments"));
        for (n, client) in clients.iter().enumerate() {
            let (mark, told) = if n % 2 == 0 { ("told", true) } else { ("untold", false) };
            let hold = |id: Uuid| {
                format!(
                    "(organisation_id, hold_id, client_id, reason, told, placed_by) values ('{org}', '{id}', '{client}', 'An open complaint', {told}, '{admin}')"
                )
            };
            let id = Uuid::now_v7();
            run(hand, format!("insert into app.legal_hold {}", hold(id))).await;
            let key = format!("hold_id = '{id}'");
            self.row("app.legal_hold", org, key, Some(*client), None, Some(admin), mark, hold(Uuid::now_v7()));
            let request = |id: Uuid, more: &str, status: &str| {
                format!(
                    "(organisation_id, request_id, client_id, category{more}) values ('{org}', '{id}', '{client}', 'journal'{status})"
                )
            };
            let id = Uuid::now_v7();
            run(hand, format!("insert into app.erasure_request {}", request(id, ", status", ", 'done'"))).await;
            let key = format!("request_id = '{id}'");
            let sibling = request(Uuid::now_v7(), "", "");
            self.row("app.erasure_request", org, key, Some(*client), None, None, "", sibling);
        }
    }
}

/// T2: a job reads whom it names. A job that names nobody reads what letters need, and no record.
pub fn worker(about: About, row: &Row, action: Action, shows: bool) -> bool {
    let named = match about {
        About::Client(client) => row.client == Some(client),
        About::House => true,
        About::Nobody => false,
    };
    let letters = named || about == About::Nobody;
    match (row.table, action) {
        ("app.document_text", Action::Select) => true,
        // P12: no line, no call.
        ("app.ai_use", Action::Insert) => about == About::Client(row.client.unwrap_or_default()) && shows,
        ("app.organisation" | "app.service" | "app.availability" | "app.organisation_key", Action::Select) => true,
        ("app.membership", Action::Select) => match about {
            About::Client(client) => row.mark != "client" || row.by == Some(client),
            About::House | About::Nobody => true,
        },
        ("app.appointment" | "app.payment" | "app.access_grant", Action::Select | Action::Update) => letters,
        (
            "app.observation"
            | "app.observation_version"
            | "app.care_relationship"
            | "app.record_read"
            | "app.client_key"
            | "app.key_task"
            | "app.key_certificate"
            | "app.consent_event"
            | "app.document"
            | "app.ai_use"
            | "app.legal_hold"
            | "app.erasure_request",
            Action::Select,
        ) => named,
        // What somebody did themselves is theirs to take along (T12).
        ("app.activity", Action::Select) => named || matches!(about, About::Client(me) if row.by == Some(me)),
        ("app.retention_setting", Action::Select) => about == About::House,
        ("app.invitation" | "app.ownership_offer", Action::Select) => about == About::House,
        // N15: any job may see that evidence is held, and write the reminder of an incident.
        ("app.incident", Action::Select | Action::Update) | ("app.evidence_hold", Action::Select) => true,
        ("app.incident_note", Action::Insert) => row.mark == "reminded",
        ("app.export", Action::Select | Action::Update) => true,
        // P10: an organisation leaves with everything, but for what is closed to everybody.
        (table, Action::Select) => about == About::House && !["app.activity_head", "app.consent_head"].contains(&table),
        _ => false,
    }
}
