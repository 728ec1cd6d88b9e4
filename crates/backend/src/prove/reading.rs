//! What a stored row of the database in use says to the model: whose it is, by whom, and what else decides.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::model::{Role, Row};

/// Every table of an organisation. One that is missing here is named by the proof.
pub const TABLES: &[&str] = &[
    "app.access_grant",
    "app.activity",
    "app.activity_head",
    "app.ai_use",
    "app.appointment",
    "app.availability",
    "app.care_relationship",
    "app.checkpoint",
    "app.checkpoint_delivery",
    "app.client_key",
    "app.consent_event",
    "app.consent_head",
    "app.control_status",
    "app.document",
    "app.document_text",
    "app.erasure_request",
    "app.evidence_block",
    "app.evidence_hold",
    "app.export",
    "app.incident",
    "app.incident_assessment",
    "app.incident_note",
    "app.invitation",
    "app.key_certificate",
    "app.key_task",
    "app.ledger",
    "app.ledger_key",
    "app.legal_hold",
    "app.membership",
    "app.observation",
    "app.observation_version",
    "app.organisation",
    "app.organisation_key",
    "app.ownership_offer",
    "app.payment",
    "app.record_read",
    "app.register_entry",
    "app.retention_setting",
    "app.review",
    "app.service",
];

/// The words that the model asks for.
const WORDS: &[&str] =
    &["organisation", "client", "staff", "move", "grant", "emergency", "reminded", "shared", "private", "deleted"];

/// A row that was found, and how to find it again.
#[derive(Debug, Clone)]
pub struct Found {
    pub says: Row,
    /// A condition that finds exactly this row.
    pub key: String,
    /// Its ids, words and flags.
    pub facts: Value,
}

/// `asked` is when each client last asked for their journal to be erased, where that is not over.
pub fn read(table: &'static str, org: Uuid, key: String, facts: Value, asked: &BTreeMap<Uuid, DateTime<Utc>>) -> Found {
    let id = |name: &str| facts.get(name).and_then(Value::as_str).and_then(|text| text.parse::<Uuid>().ok());
    let text = |name: &str| facts.get(name).and_then(Value::as_str).unwrap_or_default();
    let word = |name: &str| WORDS.iter().copied().find(|word| *word == text(name)).unwrap_or_default();
    let role = || Role::parse(text("role")).map(Role::word).unwrap_or_default();
    let mut says = Row {
        table,
        org,
        client: id("client_id"),
        practitioner: id("practitioner_id"),
        by: None,
        mark: "",
        leaving: false,
    };
    match table {
        "app.membership" => (says.by, says.mark) = (id("membership_id"), role()),
        "app.invitation" => (says.client, says.by, says.mark) = (id("accepted_member"), id("invited_by"), role()),
        "app.observation" => {
            let deleted = facts.get("deleted_at").is_some_and(|at| !at.is_null());
            says.mark = if deleted { "deleted" } else { word("visibility") };
            let made = text("created_at").parse::<DateTime<Utc>>().ok();
            let since = says.client.and_then(|client| asked.get(&client));
            says.leaving = since.zip(made).is_some_and(|(since, made)| made <= *since);
        }
        "app.record_read" => (says.practitioner, says.by) = (id("reader_id"), id("reader_id")),
        "app.ownership_offer" => (says.practitioner, says.by) = (id("to_member"), id("from_member")),
        "app.export" => (says.practitioner, says.by, says.mark) = (id("member_id"), id("asked_by"), word("scope")),
        "app.document" => says.by = id("asked_by"),
        "app.activity" => says.by = id("actor_member"),
        "app.access_grant" => (says.by, says.mark) = (id("granted_by"), word("kind")),
        "app.legal_hold" => {
            let told = facts.get("told").and_then(Value::as_bool).unwrap_or_default();
            (says.by, says.mark) = (id("placed_by"), if told { "told" } else { "untold" });
        }
        "app.incident_assessment" | "app.incident_note" => (says.by, says.mark) = (id("by_member"), word("kind")),
        _ => {}
    }
    Found { says, key, facts }
}

/// The columns in which a table's rows say whom they are about, whose they are and who made them.
fn names(table: &str) -> [&'static str; 3] {
    match table {
        "app.invitation" => ["", "", "invited_by"],
        "app.ownership_offer" => ["", "to_member", "from_member"],
        "app.export" => ["", "member_id", "asked_by"],
        "app.document" => ["client_id", "", "asked_by"],
        "app.access_grant" => ["client_id", "practitioner_id", "granted_by"],
        "app.legal_hold" => ["client_id", "", "placed_by"],
        "app.incident_assessment" | "app.incident_note" => ["", "", "by_member"],
        _ => ["client_id", "practitioner_id", ""],
    }
}

/// The row as it would be with others in the place of the people it names; none where it has no such place.
pub fn put(
    row: &Found,
    client: Option<Uuid>,
    whose: Option<Uuid>,
    by: Option<Uuid>,
    asked: &BTreeMap<Uuid, DateTime<Utc>>,
) -> Option<Found> {
    let mut facts = row.facts.clone();
    let put = facts.as_object_mut()?;
    for (name, id) in names(row.says.table).into_iter().zip([client, whose, by]) {
        if let Some(id) = id {
            *put.get_mut(name)? = Value::String(id.to_string());
        }
    }
    Some(read(row.says.table, row.says.org, row.key.clone(), facts, asked))
}

/// The state in which a new row begins, where a policy or a trigger asks for it.
pub fn begins(found: &Found, column: &str) -> Option<&'static str> {
    let row = &found.says;
    let is_free = found.facts.get("price_minor").and_then(Value::as_i64) == Some(0);
    Some(match (row.table, column) {
        ("app.invitation" | "app.ownership_offer", "status") => "open",
        ("app.appointment", "status") => {
            if is_free {
                "confirmed"
            } else {
                "held"
            }
        }
        ("app.payment", "status") => "created",
        ("app.incident", "status") => "opened",
        ("app.export", "status") if row.mark == "move" => "proposed",
        ("app.export", "status") => "received",
        ("app.document_text", "version") => "1",
        _ => return None,
    })
}
