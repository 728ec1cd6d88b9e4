//! Background jobs as principals: about one client, about the house, about neither.

use sqlx::PgConnection;
use uuid::Uuid;

use backend::prove::model::{About, Role};

use crate::world::{Principal, World, run};

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
                self.principals.push(Principal::new(member, login, token, live, false, job, label));
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
