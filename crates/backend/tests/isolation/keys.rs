//! The keys of an organisation and of its clients.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::world::{World, run};

/// A value under version 1 of some client's key, as far as the database can tell.
pub const SEALED: &str = "\\x030001000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

impl World {
    pub async fn keys(&mut self, hand: &mut PgConnection, org: Uuid, clients: &[Uuid]) {
        let values =
            |org: Uuid| format!("(organisation_id, key_sealed) values ('{org}', decode(repeat('02', 60), 'hex'))");
        run(hand, format!("insert into app.organisation_key {}", values(org))).await;
        let key = format!("organisation_id = '{org}'");
        self.row("app.organisation_key", org, key, None, None, None, "", values(org));
        for client in clients {
            let values = |version: u8| {
                format!(
                    "(organisation_id, client_id, version, wrapped, fingerprint) values ('{org}', '{client}', {version}, decode(repeat('04', 60), 'hex'), sha256('{client}'))"
                )
            };
            run(hand, format!("insert into app.client_key {}", values(1))).await;
            let key = format!("client_id = '{client}'");
            self.row("app.client_key", org, key, Some(*client), None, None, "", values(2));
            let values = |kind: &str| {
                format!(
                    "(organisation_id, client_id, kind, status, total, done) values ('{org}', '{client}', '{kind}', 'done', 1, 1)"
                )
            };
            run(hand, format!("insert into app.key_task {}", values("rotate"))).await;
            let key = format!("client_id = '{client}'");
            self.row("app.key_task", org, key, Some(*client), None, None, "", values("seal"));
            let values = |id: Uuid| {
                format!(
                    "(organisation_id, certificate_id, client_id, at, document, key_version, public_key, signature) values ('{org}', '{id}', '{client}', now(), 'D', 1, sha256('k'), sha512('s'))"
                )
            };
            let id = Uuid::now_v7();
            run(hand, format!("insert into app.key_certificate {}", values(id))).await;
            let key = format!("certificate_id = '{id}'");
            self.row("app.key_certificate", org, key, Some(*client), None, None, "", values(Uuid::now_v7()));
        }
    }
}
