//! Signed heads, blocks of the tree, and the ledger of payments.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::world::{World, run};

impl World {
    /// One of each in every organisation, and what an insert of another would be.
    pub async fn evidence(&mut self, hand: &mut PgConnection) {
        let orgs: std::collections::BTreeSet<Uuid> = self.members.iter().map(|member| member.org).collect();
        for org in orgs {
            let hash = "sha256('')";
            let block = |n: u8| format!("(organisation_id, block, hash) values ('{org}', {n}, {hash})");
            let head = |n: u8| {
                format!(
                    "(organisation_id, size, root, note, public_key, at) values ('{org}', {n}, {hash}, '', {hash}, now())"
                )
            };
            let sent = |via: &str| format!("(organisation_id, via, size) values ('{org}', '{via}', 1)");
            let entry = |n: u8| {
                format!(
                    "(organisation_id, seq, at, payment_id, appointment_id, status, amount_minor, refunded_minor, currency, mac) values ('{org}', {n}, now(), '{org}', '{org}', 'paid', 1, 0, 'eur', {hash})"
                )
            };
            let key = format!("(organisation_id, sealed) values ('{org}', '')");
            let at = |more: &str| format!("organisation_id = '{org}'{more}");
            for (table, first, more, second) in [
                ("app.evidence_block", block(1), " and block = 1", block(2)),
                ("app.checkpoint", head(1), " and size = 1", head(2)),
                ("app.checkpoint_delivery", sent("letter"), " and via = 'letter'", sent("witness")),
                ("app.ledger", entry(1), " and seq = 1", entry(2)),
                ("app.ledger_key", key.clone(), "", key),
            ] {
                run(hand, format!("insert into {table} {first}")).await;
                self.row(table, org, at(more), None, None, None, "", second);
            }
        }
    }
}
