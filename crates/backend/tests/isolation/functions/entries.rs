//! What each function may answer to an id that is not the caller's.

/// What a function may answer to a foreign id.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Nothing, or a refusal.
    Nothing,
    /// What is the caller's own, whatever id they name.
    Own,
    /// The same; and a line of the caller's own keeps the id they named.
    Echo,
}

use Answer::{Echo, Nothing, Own};

pub const ENTRIES: &[(&str, Answer)] = &[
    ("app.accept_ownership", Nothing),
    ("app.ask_factor_reset", Own), // says that there is nobody of that name
    ("app.decide_consent", Own),   // takes no id
    ("app.end_care", Nothing),
    ("app.end_document", Nothing),
    ("app.evidence_blocks", Own), // hashes of the own log, by number
    ("app.evidence_checkpoints", Nothing),
    ("app.evidence_commitments", Own),
    ("app.evidence_cosignatures", Nothing),
    ("app.evidence_disagreements", Nothing),
    ("app.evidence_entries", Nothing),
    ("app.evidence_entry", Nothing),
    ("app.evidence_head", Nothing),
    ("app.evidence_ledger", Nothing),
    ("app.evidence_ledger_key", Nothing),
    ("app.hand_over", Nothing),
    ("app.hold_consents", Nothing),
    ("app.is_look_missing", Own), // whether a look of their own is in the log
    ("app.ledger_append", Nothing),
    ("app.ledger_begin", Own), // the own clinic's key and the own payments
    ("app.ledger_next", Nothing),
    ("app.log_agenda", Own),
    ("app.log_looks", Nothing),
    ("app.log_reads", Nothing),
    ("app.may_second", Nothing),
    ("app.may_verify", Nothing),
    ("app.note_form_use", Nothing), // of one's own sending, by a keyed hash
    ("app.open_emergency", Own),    // takes a name, and finds nobody
    ("app.open_export", Nothing),
    ("app.put_client_key", Nothing),
    ("app.put_organisation_key", Own),
    ("app.record_activity", Echo), // what nobody here has: a number in a line of their own
    ("app.record_paper_consent", Nothing),
    ("app.sign_document", Nothing),
    ("app.withdraw_factor_reset", Nothing),
    ("authz.actors_of_my_log", Nothing),
    ("authz.agenda_reads", Own),
    ("authz.basis_holds", Own), // about a basis that is handed in; what it opens, authz.bases says
    ("authz.busy", Nothing),
    ("authz.can_client", Nothing),
    ("authz.client_consented", Nothing),
    ("authz.client_ids", Own),
    ("authz.consent_wording", Own),
    ("authz.consented", Own),
    ("authz.enter", Own), // takes no id, and a token that is none
    ("authz.evidence_held", Nothing),
    ("authz.granted_ids", Own),
    ("authz.hidden_clients", Own),
    ("authz.hidden_until", Own),
    ("authz.look", Nothing),
    ("authz.look_at_agenda", Own),
    ("authz.look_permission", Own),
    ("authz.looked_ids", Own),
    ("authz.oldest_consent", Own),
    ("authz.read_length", Own),
    ("authz.read_window", Own),
    ("authz.team_events", Nothing),
    ("authz.was_committed", Own),  // about a number of a transaction
    ("ops.be_for_proof", Nothing), // while a proof runs, to whom has its secret
    ("ops.enqueue", Nothing),
    ("ops.incident_accounts", Nothing),
    ("ops.incident_counts", Nothing),
    ("ops.incident_events", Nothing),
    ("ops.incident_scope", Nothing),
    ("ops.incident_windows", Nothing),
    ("ops.may_investigate", Nothing),
    ("ops.open_incident_events", Nothing),
    ("ops.release_expired_holds", Nothing),
    ("ops.retention_preview", Own),
];
