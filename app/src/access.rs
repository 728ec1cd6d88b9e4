//! The access matrix (T1): who may do what with what, for every page and every server function.
//!
//! Guarantee: closed unless a row opens it; the server answers 404 for a page or function without one, and `Ctx` opens
//! no transaction for a role that the row does not name. Which client's data it reaches is decided in the database.
//! To add an endpoint: one row, then write the snapshot anew (see `access_tests`).

mod kinds;

pub use kinds::{Action, Role, Rule, Status};

use contract::grant::ReadKind;
use kinds::rule;

use Action::{Change, Create, Delete, Read};
use Role::{Admin, Anyone, Client, FrontDesk, Practitioner};
use Status::{Care, Emergency, Grant, GrantMarks, House, Own, Paused};

/// Everybody who is signed in: their own account.
const SIGNED_IN: &[Role] = &[Client, Practitioner, FrontDesk, Admin];

pub const RULES: &[Rule] = &[
    rule("/", "landing", Read, &[Anyone]),
    rule("/sign-in", "session", Read, &[Anyone]),
    rule("/me", "journal", Read, &[Client]).under(&[Own]),
    rule("/me/day/{date}", "journal", Read, &[Client]).under(&[Own]),
    rule("/me/meal", "journal", Read, &[Client]).under(&[Own]),
    rule("/me/meal/{id}", "journal", Read, &[Client]).under(&[Own]),
    rule("/me/symptom", "journal", Read, &[Client]).under(&[Own]),
    rule("/me/symptom/{id}", "journal", Read, &[Client]).under(&[Own]),
    rule("/me/entry/{id}/history", "journal", Read, &[Client]).under(&[Own]),
    rule("/api/journal/search_foods", "food", Read, &[Client]),
    rule("/api/journal/continue_meal", "journal", Read, &[Client]).under(&[Own]),
    rule("/api/journal/save_meal", "journal", Create, &[Client]).under(&[Own]),
    rule("/api/journal/repeat_meal", "journal", Create, &[Client]).under(&[Own]),
    rule("/api/journal/save_symptom", "journal", Create, &[Client]).under(&[Own]),
    rule("/api/journal/delete_entry", "journal", Delete, &[Client]).under(&[Own]),
    rule("/api/journal/restore_entry", "journal", Change, &[Client]).under(&[Own]),
    rule("/me/book", "appointment", Read, &[Client]).under(&[Own]),
    rule("/me/appointments", "appointment", Read, &[Client]).under(&[Own]),
    rule("/me/appointments/{appointment}", "appointment", Read, &[Client]).under(&[Own]),
    // Stripe sends people here without their session; neither shows anything of anybody.
    rule("/paid/{appointment}", "payment", Read, &[Anyone]),
    rule("/paid/{appointment}/left/{code}", "payment", Read, &[Anyone]),
    rule("/api/booking/leave", "payment", Change, &[Anyone]),
    rule("/clinic/agenda", "appointment", Read, &[FrontDesk, Admin]).under(&[House]).looking(&[ReadKind::Agenda]),
    rule("/clinic/money", "payment", Read, &[FrontDesk, Admin]),
    rule("/api/booking/refund_again", "payment", Change, &[Admin]).under(&[House]),
    rule("/api/booking/settle_another_way", "payment", Change, &[Admin]).under(&[House]),
    rule("/api/booking/conclude_team", "appointment", Change, &[FrontDesk, Admin]).under(&[House]),
    rule("/api/booking/book", "appointment", Create, &[Client]).under(&[Own]),
    rule("/api/booking/pay", "payment", Create, &[Client]).under(&[Own]),
    rule("/api/booking/give_back", "appointment", Delete, &[Client]).under(&[Own]),
    rule("/api/booking/cancel", "appointment", Delete, &[Client]).under(&[Own]),
    rule("/practice/agenda", "appointment", Read, &[Practitioner]).under(&[Care]).looking(&[ReadKind::Agenda]),
    rule("/api/booking/conclude", "appointment", Change, &[Practitioner]).under(&[Care]),
    rule("/practice/services", "service", Read, &[Practitioner]),
    rule("/practice/services/{service}", "service", Read, &[Practitioner]),
    rule("/api/booking/save_own_service", "service", Change, &[Practitioner]),
    rule("/practice/availability", "availability", Read, &[Practitioner]),
    rule("/api/booking/save_own_week", "availability", Change, &[Practitioner]),
    rule("/clinic/services", "service", Read, &[Admin]),
    rule("/clinic/services/{practitioner}/{service}", "service", Read, &[Admin]),
    rule("/api/booking/save_team_service", "service", Change, &[Admin]),
    rule("/clinic/availability/{practitioner}", "availability", Read, &[Admin]),
    rule("/api/booking/save_team_week", "availability", Change, &[Admin]),
    rule("/practice", "caseload", Read, &[Practitioner]).under(&[Care]).looking(&[ReadKind::List, ReadKind::Names]),
    rule("/practice/clients/{client_id}", "review", Read, &[Practitioner])
        .under(&[Care, Paused, Grant, GrantMarks, Emergency])
        .looking(&[ReadKind::Review, ReadKind::Names]),
    rule("/api/caseload/search_clients", "caseload", Read, &[Practitioner]).under(&[Care]),
    rule("/api/review/choose_rows", "chart rows", Read, &[Practitioner]),
    rule("/api/review/mark_viewed", "seen mark", Change, &[Practitioner])
        .under(&[Care, GrantMarks])
        .looking(&[ReadKind::Review]),
    rule("/api/review/change_care", "care relationship", Change, &[Practitioner]).under(&[Care, Paused]),
    rule("/sign-up", "account", Read, &[Anyone]),
    rule("/sign-up/sent", "account", Read, &[Anyone]),
    rule("/confirm/{token}", "account", Read, &[Anyone]),
    rule("/forgotten", "account", Read, &[Anyone]),
    rule("/forgotten/sent", "account", Read, &[Anyone]),
    rule("/reset/{token}", "account", Read, &[Anyone]),
    rule("/invitation/{token}", "invitation", Read, &[Anyone]),
    // Leads on into a portal, which decides by itself.
    rule("/go/{seal}/{*path}", "link in a letter", Read, &[Anyone]),
    rule("/choose", "session", Read, &[Anyone]),
    // Development only: elsewhere it is not there.
    rule("/dev/mailbox", "mailbox", Read, &[Anyone]),
    rule("/api/identity/sign_in", "session", Create, &[Anyone]),
    rule("/api/identity/sign_out", "session", Delete, &[Anyone]),
    rule("/api/identity/choose_place", "session", Change, &[Anyone]),
    rule("/api/identity/sign_up", "account", Create, &[Anyone]),
    rule("/api/identity/confirm_email", "account", Change, &[Anyone]),
    rule("/api/identity/resend_confirmation", "account", Create, &[Anyone]),
    rule("/api/identity/request_reset", "account", Create, &[Anyone]),
    rule("/api/identity/reset_password", "account", Change, &[Anyone]),
    rule("/api/identity/judge_password", "account", Read, &[Anyone]),
    rule("/api/identity/accept_invitation", "invitation", Change, &[Anyone]),
    rule("/practice/clients/invite", "invitation", Read, &[Practitioner]),
    rule("/api/team/invite_client", "invitation", Create, &[Practitioner]),
    rule("/api/team/withdraw_client", "invitation", Delete, &[Practitioner]),
    rule("/api/team/resend_client", "invitation", Create, &[Practitioner]),
    rule("/clinic", "organisation", Read, &[FrontDesk, Admin]),
    rule("/clinic/team", "membership", Read, &[FrontDesk, Admin]),
    rule("/clinic/team/{member}", "membership", Read, &[Admin]),
    rule("/api/team/change_role", "membership", Change, &[Admin]),
    rule("/api/team/suspend_member", "membership", Change, &[Admin]),
    rule("/api/team/resume_member", "membership", Change, &[Admin]),
    rule("/api/team/remove_member", "membership", Delete, &[Admin]),
    rule("/api/team/offer_ownership", "ownership", Create, &[Admin]),
    rule("/api/team/end_offer", "ownership", Delete, &[Admin]),
    rule("/api/team/accept_ownership", "ownership", Change, &[Admin]),
    rule("/api/team/invite_member", "invitation", Create, &[Admin]),
    rule("/api/team/withdraw_member", "invitation", Delete, &[Admin]),
    rule("/api/team/resend_member", "invitation", Create, &[Admin]),
    // The second step of signing in: somebody half signed in has no role yet, and can do nothing but this.
    rule("/sign-in/factor", "session", Read, &[Anyone]),
    rule("/api/account/prove_password", "session", Change, &[Anyone]),
    rule("/api/account/prove_totp", "session", Change, &[Anyone]),
    rule("/api/account/prove_email", "session", Change, &[Anyone]),
    rule("/api/account/prove_recovery", "session", Change, &[Anyone]),
    rule("/api/account/prove_passkey", "session", Change, &[Anyone]),
    rule("/api/account/send_code", "session", Create, &[Anyone]),
    rule("/api/account/challenge_passkey", "session", Create, &[Anyone]),
    rule("/api/account/sign_in_by_passkey", "session", Create, &[Anyone]),
    rule("/account/security", "account", Read, SIGNED_IN),
    rule("/me/access", "access", Read, &[Client]).under(&[Own]),
    rule("/api/grants/give_mine", "access", Create, &[Client]).under(&[Own]),
    rule("/api/grants/end_mine", "access", Delete, &[Client]).under(&[Own]),
    rule("/api/grants/end_care", "care relationship", Delete, &[Client]).under(&[Own]),
    rule("/api/grants/note_emergencies", "access", Change, &[Client]).under(&[Own]),
    rule("/practice/access", "access", Read, &[Practitioner]).looking(&[ReadKind::Names]),
    rule("/api/grants/open_emergency", "emergency", Create, &[Practitioner]),
    rule("/api/grants/end_own", "access", Delete, &[Practitioner]),
    rule("/clinic/access", "access", Read, &[Admin]).under(&[House]).looking(&[ReadKind::Access, ReadKind::Names]),
    rule("/api/grants/give", "access", Create, &[Admin]).under(&[House]),
    rule("/api/grants/end", "access", Delete, &[Admin]).under(&[House]).looking(&[ReadKind::Access]),
    rule("/api/grants/find_client", "membership", Read, &[Admin]),
    rule("/account/prove", "session", Read, SIGNED_IN),
    rule("/account/app", "factor", Read, SIGNED_IN),
    rule("/account/passkey", "factor", Read, SIGNED_IN),
    rule("/account/recovery", "factor", Read, SIGNED_IN),
    rule("/api/account/start_totp", "factor", Create, SIGNED_IN),
    rule("/api/account/confirm_totp", "factor", Change, SIGNED_IN),
    rule("/api/account/add_passkey", "factor", Create, SIGNED_IN),
    rule("/api/account/add_email", "factor", Create, SIGNED_IN),
    rule("/api/account/remove_factor", "factor", Delete, SIGNED_IN),
    rule("/api/account/renew_recovery", "factor", Create, SIGNED_IN),
    rule("/api/account/keep_recovery", "factor", Change, SIGNED_IN),
    rule("/clinic/security", "organisation", Read, &[Admin]),
    rule("/api/account/require_factor", "organisation", Change, &[Admin]),
    rule("/account/profile", "account", Read, SIGNED_IN),
    rule("/api/account/change_name", "account", Change, SIGNED_IN),
    rule("/api/account/change_reading", "account", Change, SIGNED_IN),
    rule("/clinic/settings", "organisation", Read, &[Admin]),
    rule("/api/account/rename_clinic", "organisation", Change, &[Admin]),
    rule("/account/sessions", "session", Read, SIGNED_IN),
    rule("/account/password", "account", Read, SIGNED_IN),
    rule("/account/email", "account", Read, SIGNED_IN),
    rule("/new-address/{token}", "account", Read, &[Anyone]),
    rule("/old-address/{token}", "account", Read, &[Anyone]),
    rule("/api/identity/change_password", "account", Change, SIGNED_IN),
    rule("/api/identity/change_email", "account", Change, SIGNED_IN),
    rule("/api/identity/confirm_new_email", "account", Change, &[Anyone]),
    rule("/api/identity/undo_new_email", "account", Change, &[Anyone]),
    rule("/api/identity/end_session", "session", Delete, SIGNED_IN),
    rule("/api/identity/end_other_sessions", "session", Delete, SIGNED_IN),
    rule("/api/appearance/choose", "appearance", Change, &[Anyone]),
    // Consent and documents to sign.
    rule("/me/consents", "consent", Read, &[Client]).under(&[Own]),
    rule("/me/consents/receipt", "consent", Read, &[Client]).under(&[Own]),
    rule("/api/consent/decide", "consent", Change, &[Client]).under(&[Own]),
    rule("/api/consent/change", "consent", Change, &[Client]).under(&[Own]),
    rule("/clinic/consents", "consent", Read, &[Admin]).under(&[House]).looking(&[ReadKind::Consents]),
    rule("/clinic/consents/{client}", "consent", Read, &[Admin]).under(&[House]).looking(&[ReadKind::Consents]),
    rule("/api/consent/record_paper", "consent", Change, &[Admin]).under(&[House]),
    rule("/me/documents", "document", Read, &[Client]).under(&[Own]),
    rule("/me/documents/{document}", "document", Read, &[Client]).under(&[Own]),
    rule("/api/signing/sign", "document", Change, &[Client]).under(&[Own]),
    rule("/api/signing/end_mine", "document", Change, &[Client]).under(&[Own]),
    rule("/clinic/documents", "document", Read, &[Admin])
        .under(&[House])
        .looking(&[ReadKind::Documents, ReadKind::Names]),
    rule("/clinic/documents/{document}", "document", Read, &[Admin]).under(&[House]).looking(&[ReadKind::Documents]),
    // Opening it is an entry in the log: more than a look.
    rule("/clinic/documents/{document}/address", "address of a signature", Read, &[Admin])
        .under(&[House])
        .looking(&[ReadKind::Documents]),
    rule("/me/ai", "AI service", Read, &[Client]).under(&[Own]),
    rule("/clinic/ai", "AI service", Read, &[Admin]).under(&[House]).looking(&[ReadKind::Ai]),
    rule("/api/signing/write_text", "document", Create, &[Admin]),
    rule("/api/signing/request", "document", Create, &[Admin]).under(&[House]),
    rule("/api/signing/end", "document", Change, &[Admin]).under(&[House]),
    rule("/practice/clients/{client_id}/documents", "document", Read, &[Practitioner])
        .under(&[Care])
        .looking(&[ReadKind::Documents]),
    rule("/practice/clients/{client_id}/documents/{document}", "document", Read, &[Practitioner])
        .under(&[Care])
        .looking(&[ReadKind::Documents]),
    rule("/api/signing/write_for_client", "document", Create, &[Practitioner])
        .under(&[Care])
        .looking(&[ReadKind::Documents]),
    rule("/api/signing/request_from_client", "document", Create, &[Practitioner])
        .under(&[Care])
        .looking(&[ReadKind::Documents]),
    rule("/api/signing/end_of_client", "document", Change, &[Practitioner]).under(&[Care]),
    // Exports.
    rule("/me/export", "export", Read, &[Client]).under(&[Own]),
    rule("/account/export", "export", Read, &[Practitioner, FrontDesk, Admin]),
    rule("/clinic/exports", "export", Read, &[Admin]).under(&[House]).looking(&[ReadKind::Exports, ReadKind::Names]),
    rule("/api/export/ask_mine", "export", Create, &[Client]).under(&[Own]),
    rule("/api/export/cancel_mine", "export", Delete, &[Client]).under(&[Own]),
    rule("/api/export/ask_own", "export", Create, &[Practitioner, FrontDesk, Admin]),
    rule("/api/export/cancel_own", "export", Delete, &[Practitioner, FrontDesk, Admin]),
    rule("/api/export/ask_for_client", "export", Create, &[Admin]).under(&[House]),
    rule("/api/export/ask_house", "export", Create, &[Admin]).under(&[House]),
    rule("/api/export/ask_move", "move", Create, &[Admin]).under(&[House]),
    rule("/api/export/agree_move", "move", Change, &[Admin]).under(&[House]),
    rule("/api/export/find_client", "membership", Read, &[Admin]),
    rule("/api/export/cancel_asked", "export", Delete, &[Admin]).under(&[House]).looking(&[ReadKind::Exports]),
    // Answers a file to whom it belongs to, whatever their role.
    rule("/api/export/download", "export", Read, SIGNED_IN),
    // Retention and erasure.
    rule("/me/privacy", "erasure", Read, &[Client]).under(&[Own]),
    rule("/me/privacy/what-we-keep", "data register", Read, &[Client]),
    rule("/what-we-keep", "data register", Read, &[Anyone]),
    rule("/clinic/privacy", "privacy", Read, &[Admin]),
    rule("/clinic/retention", "retention", Read, &[Admin]).under(&[House]),
    rule("/clinic/holds", "legal hold", Read, &[Admin]).under(&[House]).looking(&[ReadKind::Holds, ReadKind::Names]),
    rule("/clinic/data-requests", "erasure", Read, &[Admin]).under(&[House]).looking(&[ReadKind::Requests]),
    rule("/api/privacy/ask_erasure", "erasure", Create, &[Client]).under(&[Own]),
    rule("/api/privacy/undo_erasure", "erasure", Delete, &[Client]).under(&[Own]),
    rule("/api/privacy/save_retention", "retention", Change, &[Admin]),
    rule("/api/privacy/try_retention", "retention", Read, &[Admin]).under(&[House]),
    rule("/api/privacy/place_hold", "legal hold", Create, &[Admin]).under(&[House]),
    rule("/api/privacy/release_hold", "legal hold", Delete, &[Admin])
        .under(&[House])
        .looking(&[ReadKind::Holds, ReadKind::Names]),
    rule("/api/privacy/find_client", "membership", Read, &[Admin]),
    // The audit viewer and incidents.
    rule("/me/who-saw", "access", Read, &[Client]).under(&[Own]),
    rule("/me/activity", "activity", Read, &[Client]).under(&[Own]),
    rule("/practice/activity", "activity", Read, &[Practitioner]).looking(&[ReadKind::Names]),
    rule("/practice/clients/{client_id}/activity", "activity", Read, &[Practitioner])
        .under(&[Care])
        .looking(&[ReadKind::Timeline]),
    rule("/clinic/audit", "activity", Read, &[Admin]).under(&[House]).looking(&[ReadKind::Log]),
    rule("/clinic/audit/integrity", "activity", Read, &[Admin]),
    rule("/clinic/audit/copy/{ticket}", "activity", Read, &[Admin]).under(&[House]).looking(&[ReadKind::Log]),
    rule("/api/audit/filter", "activity", Read, &[Admin]),
    rule("/api/audit/verify", "evidence", Change, &[Admin]).under(&[House]),
    rule("/api/audit/export", "activity", Create, &[Admin]).under(&[House]),
    rule("/clinic/incidents", "incident", Read, &[Admin]),
    rule("/clinic/incidents/{incident}", "incident", Read, &[Admin]),
    rule("/clinic/incidents/{incident}/affected", "incident", Read, &[Admin])
        .under(&[House])
        .looking(&[ReadKind::Incident]),
    rule("/clinic/incidents/{incident}/letters", "incident", Read, &[Admin]),
    rule("/api/incidents/open", "incident", Create, &[Admin]),
    rule("/api/incidents/note", "incident", Change, &[Admin]),
    rule("/api/incidents/scope", "incident", Change, &[Admin]),
    rule("/api/incidents/contain", "incident", Change, &[Admin]),
    rule("/api/incidents/assess", "incident", Change, &[Admin]),
    rule("/api/incidents/notify", "incident", Change, &[Admin]),
    rule("/api/incidents/dismiss", "incident", Change, &[Admin]),
    rule("/api/incidents/close", "incident", Change, &[Admin]),
    // Checkpoints and proofs.
    rule("/me/evidence", "evidence", Read, &[Client]).under(&[Own]),
    rule("/me/evidence/{seq}", "evidence", Read, &[Client]).under(&[Own]),
    rule("/me/evidence/{seq}/proof", "evidence", Read, &[Client]).under(&[Own]),
    rule("/me/evidence/checkpoint", "evidence", Read, &[Client]).under(&[Own]),
    rule("/me/evidence/path/{old}/{size}", "evidence", Read, &[Client]).under(&[Own]),
    rule("/api/evidence/ask", "evidence", Create, &[Client]).under(&[Own]),
    // Registers, reviews and the trust page.
    rule("/trust", "trust", Read, &[Anyone]),
    rule("/clinic/registers", "register", Read, &[Admin]),
    rule("/clinic/registers/reviews", "register", Read, &[Admin]),
    rule("/clinic/registers/reviews/{review}", "register", Read, &[Admin]),
    rule("/clinic/registers/controls", "register", Read, &[Admin]),
    rule("/clinic/registers/controls/{number}", "register", Read, &[Admin]),
    rule("/clinic/registers/{register}", "register", Read, &[Admin]),
    rule("/clinic/registers/{register}/{entry}", "register", Read, &[Admin]),
    rule("/api/registers/save_entry", "register", Change, &[Admin]),
    rule("/api/registers/retire_entry", "register", Change, &[Admin]),
    rule("/api/registers/save_control", "register", Change, &[Admin]),
    rule("/api/registers/begin_reviews", "register", Create, &[Admin]),
    rule("/api/registers/hold_review", "register", Change, &[Admin]),
    // Keys of clients.
    rule("/clinic/keys", "keys", Read, &[Admin]).under(&[House]),
    rule("/me/keys", "keys", Read, &[Client]).under(&[Own]),
    rule("/api/keys/replace", "keys", Change, &[Admin]).under(&[House]),
    // Recovery of an account.
    rule("/clinic/recovery", "factor", Read, &[Admin]).looking(&[ReadKind::Requests]),
    rule("/api/recovery/ask", "factor", Delete, &[Admin]),
    rule("/api/recovery/withdraw", "factor", Change, &[Admin]),
    // By the secret of a letter.
    rule("/keep-factor/{token}", "factor", Read, &[Anyone]),
    rule("/api/recovery/refuse", "factor", Change, &[Anyone]),
];

/// The row of an endpoint.
pub fn find_rule(endpoint: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.endpoint == endpoint)
}

/// The matrix as the committed file shows it.
pub fn markdown() -> String {
    let mut rows: Vec<_> = RULES
        .iter()
        .map(|rule| {
            format!(
                "| `{}` | {} | {:?} | {:?} | {:?} | {:?} |\n",
                rule.endpoint, rule.resource, rule.action, rule.roles, rule.opens, rule.looks
            )
            .replace(['[', ']'], "")
        })
        .collect();
    rows.sort();
    format!(
        "# Access matrix\n\nWritten by the tests from `app/src/access.rs`; whatever has no row is closed.\n\n\
         | endpoint | resource | action | roles | a client's record opens by | the look in their log |\n|---|---|---|---|---|---|\n{}{}",
        rows.concat(),
        crate::doors::markdown()
    )
}

#[cfg(test)]
#[path = "access_tests.rs"]
mod tests;
