//! Documents to sign.

use chrono::NaiveDateTime;
use contract::signing::{DocumentKind, DocumentState, DocumentView, TextView};

words! {
    title = "Documents";
    lede = "What you are asked to sign, and what you have signed";
    entry_text = "What you are asked to sign, and what you have signed";
    clinic_entry_text = "Texts of your clinic, whom you asked to sign, and the signed copies";
    clinic_title = "Documents to sign";
    clinic_lede = "A text is never rewritten: a change is its next version.";
    document = "Document";
    none = "Nothing to sign";
    none_text = "When your practice asks you to sign something, it is here.";
    no_copies = "Nobody was asked yet";
    no_copies_text = "Write a text, then ask a client to sign it.";
    more = "There are more than these. The newest are shown.";
    sign_title = "Sign this document";
    sign_text = "Write your name as you would sign. The time, your browser and your network address (sealed, for a dispute) are recorded.";
    your_name = "Your full name";
    sign = "Sign";
    signed_by = "Signed by";
    signed_at = "Signed on";
    signed_on = "With";
    ended_at = "Ended on";
    ended_why = "Why it ends";
    print = "Print this page for a copy on paper.";
    copies = "Who was asked to sign what";
    practice_entry = "Documents to sign";
    hash = "Fingerprint of the exact text (SHA-256)";
    end = "End this document";
    end_text = "It stays as it is, with its signature. Both sides read the reason.";
    ask_title = "Ask a client to sign";
    ask = "Ask";
    client = "Client";
    choose = "Choose";
    state_label = "State";
    since = "Since";
    write_title = "Write a text";
    version_of = "Next version of";
    a_new_one = "None: a new text";
    kind_label = "Kind";
    title_label = "Title";
    body_label = "Text";
    body_hint = "An empty line begins a paragraph.";
    save = "Save";
}

pub fn kind(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::Consent => "Consent",
        DocumentKind::Financial => "Financial agreement",
        DocumentKind::Assignment => "Assignment",
    }
}

pub fn state(state: DocumentState) -> &'static str {
    match state {
        DocumentState::Requested => "to sign",
        DocumentState::Signed => "signed",
        DocumentState::Ended => "ended",
    }
}

pub fn versioned(text: &TextView) -> String {
    format!("{}, version {}", text.title, text.version)
}

/// `Consent, version 2, asked on 22 November 2026, 09:15`
pub fn about(document: &DocumentView) -> String {
    let asked = moment(document.requested);
    format!("{}, version {}, asked on {asked}", kind(document.text.kind), document.text.version)
}

/// `22 November 2026, 09:15`
pub fn moment(at: NaiveDateTime) -> String {
    at.format("%-d %B %Y, %H:%M").to_string()
}
