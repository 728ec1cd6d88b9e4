//! Exports in the proof: everybody's own, the organisation's, and one an administrator asked for on a client's behalf.

use sqlx::PgConnection;
use uuid::Uuid;

use backend::prove::model::{Member, Role};

use crate::world::{World, run};

impl World {
    pub async fn exports(&mut self, hand: &mut PgConnection, org: Uuid, members: &[Member]) {
        let admin = members.iter().find(|member| member.role == Role::Admin).map(|member| member.id).unwrap();
        let own = members.iter().map(|member| {
            let scope = if member.role == Role::Client { "client" } else { "staff" };
            (member.id, member.id, scope)
        });
        let house = members.iter().filter(|m| m.role == Role::Owner).map(|m| (m.id, m.id, "organisation"));
        let behalf = members.iter().filter(|m| m.role == Role::Client).take(1).map(|m| (m.id, admin, "client"));
        let all: Vec<_> = own.chain(house).chain(behalf).collect();
        for (whose, by, scope) in all {
            let reason = if whose == by { "null" } else { "'They asked by letter'" };
            let values = |id: Uuid, status: &str| {
                format!(
                    "(organisation_id, export_id, scope, member_id, asked_by, reason, status) values ('{org}', '{id}', '{scope}', '{whose}', '{by}', {reason}, '{status}')"
                )
            };
            let id = Uuid::now_v7();
            run(hand, format!("insert into app.export {}", values(id, "expired"))).await;
            // In the model `practitioner` stands for whose it is.
            let sibling = values(Uuid::now_v7(), "received");
            self.row("app.export", org, format!("export_id = '{id}'"), None, Some(whose), Some(by), scope, sibling);
        }
    }
}
