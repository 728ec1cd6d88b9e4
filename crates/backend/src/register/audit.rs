//! Incidents: what the house knows, thinks and decides of them. They name no client.

use super::{Category, STAMPS, STATUS_STAMPS, Table};

pub(super) const TABLES: &[Table] = &[
    Table::operational("app.incident", Category::Activity).columns(&[
        "organisation_id incident_id number title is_drill aware_at scope_kind scope_id began_at ended_at status",
        "contained_at assessed_at decided_at closed_at authorities authority_ref persons_told reminded",
        STAMPS,
        STATUS_STAMPS,
    ]),
    Table::operational("app.incident_assessment", Category::Activity).columns(&[
        "organisation_id incident_id assessment_id risk decision who what likelihood measures reasons people by_member",
        STAMPS,
    ]),
    Table::operational("app.incident_note", Category::Activity)
        .columns(&["organisation_id incident_id note_id kind text by_member", STAMPS]),
    Table::operational("app.evidence_hold", Category::Activity)
        .columns(&["organisation_id incident_id held_from ends_at", STAMPS]),
];
