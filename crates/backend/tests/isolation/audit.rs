//! Incidents, what was thought of them, their notes and the holds they put on evidence.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::world::{World, run};

impl World {
    /// One that is contained, so that the probe may assess it.
    pub async fn incident(&mut self, hand: &mut PgConnection, org: Uuid, admin: Uuid, owner: Uuid) {
        let id = Uuid::now_v7();
        let values = |id: Uuid, status: &str| {
            format!(
                "(organisation_id, incident_id, title, is_drill, aware_at, status) values ('{org}', '{id}', 'I', false, now(), '{status}')"
            )
        };
        let arranged = values(id, "contained")
            .replace("(organisation_id,", "(number, organisation_id,")
            .replace("values (", "values (1, ");
        run(hand, format!("insert into app.incident {arranged}")).await;
        let key = format!("incident_id = '{id}'");
        self.row("app.incident", org, key.clone(), None, None, None, "", values(Uuid::now_v7(), "opened"));
        for by in [admin, owner] {
            let assessment = |assessment: Uuid| {
                format!("(organisation_id, incident_id, assessment_id, risk, decision, who, what, likelihood, measures, reasons, people, by_member)
                         values ('{org}', '{id}', '{assessment}', 'none', 'nobody', 'W', 'W', 'L', 'M', 'R', 0, '{by}')")
            };
            let own = Uuid::now_v7();
            run(hand, format!("insert into app.incident_assessment {}", assessment(own))).await;
            let key = format!("assessment_id = '{own}'");
            self.row("app.incident_assessment", org, key, None, None, Some(by), "", assessment(Uuid::now_v7()));
            let note = |note: Uuid| {
                format!(
                    "(organisation_id, incident_id, note_id, kind, text, by_member) values ('{org}', '{id}', '{note}', 'note', 'N', '{by}')"
                )
            };
            let own = Uuid::now_v7();
            run(hand, format!("insert into app.incident_note {}", note(own))).await;
            self.row(
                "app.incident_note",
                org,
                format!("note_id = '{own}'"),
                None,
                None,
                Some(by),
                "note",
                note(Uuid::now_v7()),
            );
        }
        let note = |note: Uuid| {
            format!(
                "(organisation_id, incident_id, note_id, kind, text) values ('{org}', '{id}', '{note}', 'reminded', '24')"
            )
        };
        let own = Uuid::now_v7();
        run(hand, format!("insert into app.incident_note {}", note(own))).await;
        self.row(
            "app.incident_note",
            org,
            format!("note_id = '{own}'"),
            None,
            None,
            None,
            "reminded",
            note(Uuid::now_v7()),
        );
        let hold =
            |incident: Uuid| format!("(organisation_id, incident_id, held_from) values ('{org}', '{incident}', now())");
        run(hand, format!("insert into app.evidence_hold {}", hold(id))).await;
        self.row("app.evidence_hold", org, key, None, None, None, "", hold(Uuid::now_v7()));
    }
}
