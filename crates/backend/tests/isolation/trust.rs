//! Registers, controls and reviews: an administrator's, and nobody else's.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::world::{World, run};

impl World {
    /// One row of each.
    pub async fn registers(&mut self, hand: &mut PgConnection, org: Uuid) {
        let entry = |id: Uuid| {
            format!(
                "(organisation_id, entry_id, register, fields) values ('{org}', '{id}', 'processors', '{{\"title\": \"Mailer\"}}')"
            )
        };
        let control = |number: &str| {
            format!(
                "(organisation_id, number, status, reason, owner, evidence) values ('{org}', '{number}', 'planned', '', '', '')"
            )
        };
        let review = |id: Uuid, kind: &str| {
            format!(
                "(organisation_id, review_id, kind, due_on, status) values ('{org}', '{id}', '{kind}', current_date, 'open')"
            )
        };
        let (one, other) = (Uuid::now_v7(), Uuid::now_v7());
        run(hand, format!("insert into app.register_entry {}", entry(one))).await;
        run(hand, format!("insert into app.control_status {}", control("5.1"))).await;
        run(hand, format!("insert into app.review {}", review(other, "quarterly"))).await;
        let new = Uuid::now_v7();
        for (table, key, insert) in [
            ("app.register_entry", format!("entry_id = '{one}'"), entry(new)),
            ("app.control_status", format!("number = '5.1' and organisation_id = '{org}'"), control("8.1")),
            ("app.review", format!("review_id = '{other}'"), review(new, "yearly")),
        ] {
            self.row(table, org, key, None, None, None, "", insert);
        }
    }
}
