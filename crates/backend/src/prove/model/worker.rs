//! What a background job may see and do.

use super::{About, Action, Row};

/// T2: a job reads whom it names. A job that names nobody reads what letters need, and no record.
pub(super) fn worker(about: About, row: &Row, action: Action, shows: bool) -> bool {
    let named = match about {
        About::Client(client) => row.client == Some(client),
        About::House => true,
        About::Nobody => false,
    };
    let letters = named || about == About::Nobody;
    match (row.table, action) {
        ("app.document_text", Action::Select) => row.client.is_none() || named,
        // P12: no line, no call.
        ("app.ai_use", Action::Insert) => about == About::Client(row.client.unwrap_or_default()) && shows,
        ("app.organisation" | "app.service" | "app.availability" | "app.organisation_key", Action::Select) => true,
        ("app.membership", Action::Select) => match about {
            About::Client(client) => row.mark != "client" || row.by == Some(client),
            About::House | About::Nobody => true,
        },
        ("app.appointment" | "app.payment" | "app.access_grant", Action::Select | Action::Update) => letters,
        (
            "app.observation"
            | "app.observation_version"
            | "app.care_relationship"
            | "app.record_read"
            | "app.client_key"
            | "app.key_task"
            | "app.key_certificate"
            | "app.consent_event"
            | "app.document"
            | "app.ai_use"
            | "app.legal_hold"
            | "app.erasure_request"
            | "app.invitation",
            Action::Select,
        ) => named,
        // What somebody did themselves is theirs to take along (T12).
        ("app.activity", Action::Select) => named || matches!(about, About::Client(me) if row.by == Some(me)),
        ("app.retention_setting", Action::Select) => about == About::House,
        ("app.ownership_offer", Action::Select) => about == About::House,
        // N15: any job may see that evidence is held, and write the reminder of an incident.
        ("app.incident", Action::Select | Action::Update) | ("app.evidence_hold", Action::Select) => true,
        ("app.incident_note", Action::Insert) => row.mark == "reminded",
        ("app.export", Action::Select | Action::Update) => true,
        // P10: an organisation leaves with everything, but for what is closed to everybody.
        (table, Action::Select) => about == About::House && !["app.activity_head", "app.consent_head"].contains(&table),
        _ => false,
    }
}
