//! Clients who agree and who do not, and what that opens (P12).

use sqlx::PgConnection;
use uuid::Uuid;

use backend::prove::model::Consents;

use crate::world::{World, run};

/// How a client may stand; the first agrees to everything.
pub const CONSENTS: [&str; 5] = ["agrees", "agrees", "withdrew health data", "refused the disclaimer", "never asked"];

impl World {
    pub async fn consent(&mut self, hand: &mut PgConnection, org: Uuid, client: Uuid, state: &'static str) {
        self.consents.insert(client, state);
        let event = |seq: usize, kind: &str, decision: &str| {
            format!(
                "(organisation_id, client_id, seq, kind, version, language, organisation_name, text_hash, decision, method, at, actor_id, actor_member) values ('{org}', '{client}', {seq}, '{kind}', 1, 'en', 'O', sha256('text'), '{decision}', 'form', now(), '{client}', '{client}')"
            )
        };
        let head = |client: Uuid| format!("(organisation_id, client_id, seq) values ('{org}', '{client}', 5)");
        run(hand, format!("insert into app.consent_head {}", head(client))).await;
        let key = format!("client_id = '{client}'");
        self.row("app.consent_head", org, key, Some(client), None, Some(client), "", head(Uuid::now_v7()));
        if state == "never asked" {
            return;
        }
        for (seq, kind) in (1..).zip(["terms", "privacy", "ai", "disclaimer", "health_data"]) {
            let decision = match (state, kind) {
                ("withdrew health data", "health_data") => "withdrawn",
                ("refused the disclaimer", "disclaimer") => "refused",
                _ => "given",
            };
            run(hand, format!("insert into app.consent_event {}", event(seq, kind, decision))).await;
        }
        let key = format!("client_id = '{client}' and seq = 5");
        self.row("app.consent_event", org, key, Some(client), None, Some(client), "", event(6, "ai", "withdrawn"));
    }
}

/// What a state opens.
pub fn opens(state: &str) -> Consents {
    Consents {
        shows: matches!(state, "agrees" | "refused the disclaimer"),
        logs: state == "agrees",
        open: state != "never asked",
    }
}
