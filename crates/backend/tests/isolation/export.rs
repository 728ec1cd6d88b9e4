//! Exports in the proof: everybody's own, the organisation's to read and to move with, and one an administrator asked for
//! on a client's behalf.

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
        let moving = members.iter().filter(|m| m.role == Role::Owner).map(|m| (m.id, m.id, "move"));
        let all: Vec<_> = own.chain(house).chain(moving).chain(behalf).collect();
        for (whose, by, scope) in all {
            let is_move = scope == "move";
            let reason = if whose == by && !is_move { "null" } else { "'They asked by letter'" };
            // The row that lies there is over, and was put there past the trigger that says until when it may be agreed to.
            let (more, with, lapsed) = if is_move {
                (", recipient", format!(", 'nsmove1{}'", "0".repeat(72)), ", lapses_at")
            } else {
                ("", String::new(), "")
            };
            let values = |id: Uuid, status: &str, is_there: bool| {
                let (column, value) = if is_there && is_move { (lapsed, ", now()") } else { ("", "") };
                format!(
                    "(organisation_id, export_id, scope, member_id, asked_by, reason, status{more}{column}) values ('{org}', '{id}', '{scope}', '{whose}', '{by}', {reason}, '{status}'{with}{value})"
                )
            };
            let id = Uuid::now_v7();
            run(hand, format!("insert into app.export {}", values(id, "expired", true))).await;
            // In the model `practitioner` stands for whose it is.
            let sibling = values(Uuid::now_v7(), if is_move { "proposed" } else { "received" }, false);
            self.row("app.export", org, format!("export_id = '{id}'"), None, Some(whose), Some(by), scope, sibling);
        }
    }
}
