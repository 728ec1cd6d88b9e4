//! Texts to sign, clients' copies of them, and the ledger of an AI service (S9, P20).

use sqlx::PgConnection;
use uuid::Uuid;

use crate::world::{World, run};

impl World {
    /// A text for each asker and one that nobody was asked to sign, each client's copies, and a line of the ledger.
    pub async fn documents(&mut self, hand: &mut PgConnection, org: Uuid, askers: [Uuid; 2], clients: &[Uuid]) {
        let used = [Uuid::now_v7(), Uuid::now_v7()];
        let unused = Uuid::now_v7();
        let text = |id: Uuid| {
            format!(
                "(organisation_id, text_id, version, kind, title, body) values ('{org}', '{id}', 1, 'consent', 'T', 'B')"
            )
        };
        for id in [used[0], used[1], unused] {
            // Triggers, which make the hash, do not fire for this hand.
            run(hand, format!("insert into app.document_text (organisation_id, text_id, version, kind, title, body, text_hash) values ('{org}', '{id}', 1, 'consent', 'T', 'B', sha256('T'))")).await;
            let key = format!("text_id = '{id}'");
            self.row("app.document_text", org, key, None, None, None, "", text(Uuid::now_v7()));
        }
        for client in clients {
            let own = |id: Uuid| {
                format!(
                    "(organisation_id, text_id, version, kind, title, body, client_id) values ('{org}', '{id}', 1, 'consent', 'T', 'B', '{client}')"
                )
            };
            let id = Uuid::now_v7();
            run(hand, format!("insert into app.document_text (organisation_id, text_id, version, kind, title, body, text_hash, client_id) values ('{org}', '{id}', 1, 'consent', 'T', 'B', sha256('T'), '{client}')")).await;
            self.row(
                "app.document_text",
                org,
                format!("text_id = '{id}'"),
                Some(*client),
                None,
                None,
                "",
                own(Uuid::now_v7()),
            );
            for (asker, of) in askers.into_iter().zip(used) {
                let document = |id: Uuid, text: Uuid| {
                    format!(
                        "(organisation_id, document_id, client_id, text_id, version, asked_by) values ('{org}', '{id}', '{client}', '{text}', 1, '{asker}')"
                    )
                };
                let id = Uuid::now_v7();
                run(hand, format!("insert into app.document (organisation_id, document_id, client_id, text_id, version, kind, title, body, text_hash, asked_by) values ('{org}', '{id}', '{client}', '{of}', 1, 'consent', 'T', 'B', sha256('T'), '{asker}')")).await;
                let (key, sibling) = (format!("document_id = '{id}'"), document(Uuid::now_v7(), unused));
                self.row("app.document", org, key, Some(*client), None, Some(asker), "", sibling);
            }
            let line = |id: Uuid| {
                format!(
                    "(organisation_id, client_id, use_id, step, purpose) values ('{org}', '{client}', '{id}', 'asked', 'insights')"
                )
            };
            let id = Uuid::now_v7();
            run(hand, format!("insert into app.ai_use {}", line(id))).await;
            let key = format!("use_id = '{id}'");
            self.row("app.ai_use", org, key, Some(*client), None, None, "", line(Uuid::now_v7()));
        }
    }
}
