//! Grants and emergencies in every state, the log of reads, offers of ownership.

use sqlx::PgConnection;
use uuid::Uuid;

use backend::prove::model::Role;

use crate::world::{World, run};

/// The states a grant can be in; "none" is none.
pub const GRANTS: [&str; 9] =
    ["none", "none", "live", "marks", "everything", "expired", "ended", "emergency", "emergency over"];

/// What a grant in a state opens (N4). Everything else opens nothing.
pub fn opens(state: &str) -> &'static [&'static str] {
    match state {
        "live" => &["membership.read", "observation.read"],
        "marks" => &["membership.read", "observation.read", "observation.view"],
        "everything" => &["membership.read", "observation.read", "observation.view", "appointment.list"],
        "emergency" => &["membership.read", "observation.read", "appointment.list"],
        _ => &[],
    }
}

impl World {
    pub async fn grant(
        &mut self,
        hand: &mut PgConnection,
        org: Uuid,
        practitioner: Uuid,
        client: Uuid,
        by: Uuid,
        state: &'static str,
    ) {
        if state == "none" {
            return;
        }
        let (kind, by) = if state.starts_with("emergency") { ("emergency", practitioner) } else { ("grant", by) };
        let permissions = match state {
            "marks" => "{observation.read,observation.view}",
            "everything" | "expired" | "ended" => "{observation.read,observation.view,appointment.list}",
            _ => "{observation.read,appointment.list}",
        };
        let permissions = if state == "live" { "{observation.read}" } else { permissions };
        let (starts, expires) = match state {
            "expired" | "emergency over" => ("now() - interval '61 minutes'", "now() - interval '1 minute'"),
            _ => ("now() - interval '1 minute'", "now() + interval '59 minutes'"),
        };
        let ended = if state == "ended" { "now()" } else { "null" };
        let values = |id: Uuid, starts: &str, expires: &str| {
            format!(
                "values ('{org}', '{id}', '{client}', '{practitioner}', '{kind}', '{permissions}', 'R', '{by}', {expires}{starts}"
            )
        };
        let columns =
            "organisation_id, grant_id, client_id, practitioner_id, kind, permissions, reason, granted_by, expires_at";
        let id = Uuid::now_v7();
        let rest = format!(", {starts}, {ended})");
        run(
            hand,
            format!("insert into app.access_grant ({columns}, starts_at, ended_at) {}", values(id, &rest, expires)),
        )
        .await;
        self.grants.insert((practitioner, client), state);
        let sibling = format!("({columns}) {}", values(Uuid::now_v7(), ")", "now() + interval '59 minutes'"));
        self.row(
            "app.access_grant",
            org,
            format!("grant_id = '{id}'"),
            Some(client),
            Some(practitioner),
            Some(by),
            kind,
            sibling,
        );
    }

    pub async fn read(&mut self, hand: &mut PgConnection, org: Uuid, reader: Uuid, client: Uuid) {
        let window = "2026-01-01 09:00Z";
        let values = |window: &str| {
            format!(
                "(organisation_id, client_id, reader_id, kind, via, basis_id, window_at, at) values ('{org}', '{client}', '{reader}', 'agenda', 'care', '{reader}', '{window}', '{window}')"
            )
        };
        run(hand, format!("insert into app.record_read {}", values(window))).await;
        self.row(
            "app.record_read",
            org,
            format!("reader_id = '{reader}' and client_id = '{client}' and window_at = '{window}'"),
            Some(client),
            Some(reader),
            Some(reader),
            "",
            values("2026-01-01 09:15Z"),
        );
    }

    pub async fn invitation(&mut self, hand: &mut PgConnection, org: Uuid, by: Uuid) {
        let role = if self.members.iter().any(|m| m.id == by && m.role == Role::Practitioner) {
            "client"
        } else {
            "practitioner"
        };
        let values = |id: Uuid| {
            format!(
                "(organisation_id, invitation_id, role, email, display_name, invited_by, token_hash, status, expires_at) values ('{org}', '{id}', '{role}', '{id}@x', 'N', '{by}', sha256('{id}'), 'open', now() + interval '1 day')"
            )
        };
        let id = Uuid::now_v7();
        run(hand, format!("insert into app.invitation {}", values(id))).await;
        self.row(
            "app.invitation",
            org,
            format!("invitation_id = '{id}'"),
            None,
            None,
            Some(by),
            role,
            values(Uuid::now_v7()),
        );
    }

    /// One to each of two colleagues, over already, so that the probe may make another.
    pub async fn offers(&mut self, hand: &mut PgConnection, org: Uuid, owner: Uuid, admin: Uuid, desk: Uuid) {
        for to in [admin, desk] {
            let values = |id: Uuid, status: &str| {
                format!(
                    "(organisation_id, offer_id, from_member, to_member, status, expires_at) values ('{org}', '{id}', '{owner}', '{to}', '{status}', now() + interval '1 day')"
                )
            };
            let id = Uuid::now_v7();
            run(hand, format!("insert into app.ownership_offer {}", values(id, "declined"))).await;
            // In the model `practitioner` stands for whom it is offered to.
            self.row(
                "app.ownership_offer",
                org,
                format!("offer_id = '{id}'"),
                None,
                Some(to),
                Some(owner),
                "",
                values(Uuid::now_v7(), "open"),
            );
        }
        let head = |org: Uuid| format!("(organisation_id, seq, hash) values ('{org}', 1, '')");
        run(hand, format!("insert into app.activity_head {}", head(org))).await;
        let key = format!("organisation_id = '{org}'");
        self.row("app.activity_head", org, key, None, None, None, "", head(Uuid::now_v7()));
    }
}
