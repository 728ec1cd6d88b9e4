//! Every page, one line each: the pattern of its path and its loader.

use crate::{
    account, ai, audit, booking, caseload, consent, ctx::Ctx, evidence, export, grants, identity, incidents, journal,
    keys, page::Page, privacy, public, recovery, registers, review, signing, team, trust,
};
use contract::AppError;
use std::pin::Pin;

/// A page under way.
pub type Loading = Pin<Box<dyn Future<Output = Result<Page, AppError>> + Send>>;

#[derive(Clone, Copy)]
pub struct Route {
    /// As axum writes it: `/me/{day}`.
    pub pattern: &'static str,
    pub load: fn(Ctx) -> Loading,
}

/// What is answered with a file: by the server itself, under the same rules as functions.
pub const FILES: &[&str] = &[crate::export::list::DOWNLOAD];

macro_rules! routes {
    ($($pattern:literal => $load:path,)+) => {
        &[$(Route { pattern: $pattern, load: |ctx| Box::pin($load(ctx)) }),+]
    };
}

pub const ROUTES: &[Route] = routes! {
    "/" => public::landing,
    "/sign-in" => identity::page::sign_in,
    "/me" => journal::day_page::today,
    "/me/day/{date}" => journal::day_page::day,
    "/me/meal" => journal::meal_page::new,
    "/me/meal/{id}" => journal::meal_page::edit,
    "/me/symptom" => journal::symptom_page::new,
    "/me/symptom/{id}" => journal::symptom_page::edit,
    "/practice" => caseload::page::clients,
    "/practice/clients/{client_id}" => review::page::client,
    "/me/entry/{id}/history" => journal::history_page::history,
    "/me/book" => booking::choose::page,
    "/me/appointments" => booking::list::page,
    "/me/appointments/{appointment}" => booking::appointment::page,
    "/paid/{appointment}" => booking::paid::done,
    "/paid/{appointment}/left/{code}" => booking::paid::left,
    "/practice/agenda" => booking::agenda::page,
    "/clinic/agenda" => booking::agenda::team,
    "/clinic/money" => booking::money::page,
    "/practice/services" => booking::services::own,
    "/practice/services/{service}" => booking::services::own_form,
    "/practice/availability" => booking::availability::own,
    "/clinic/services" => booking::services::team,
    "/clinic/services/{practitioner}/{service}" => booking::services::team_form,
    "/clinic/availability/{practitioner}" => booking::availability::team,
    "/sign-up" => identity::account_pages::sign_up,
    "/sign-up/sent" => identity::account_pages::sign_up_sent,
    "/confirm/{token}" => identity::account_pages::confirm,
    "/forgotten" => identity::account_pages::forgotten,
    "/forgotten/sent" => identity::account_pages::forgotten_sent,
    "/reset/{token}" => identity::account_pages::reset,
    "/invitation/{token}" => identity::invitation_page::invitation,
    "/go/{seal}/{*path}" => identity::link_page::page,
    "/choose" => identity::page::choose,
    "/dev/mailbox" => identity::mailbox_page::mailbox,
    "/sign-in/factor" => account::prove::sign_in,
    "/account/security" => account::hub::page,
    "/account/prove" => account::prove::again,
    "/account/app" => account::app_page::page,
    "/account/passkey" => account::passkey_page::page,
    "/account/recovery" => account::recovery_page::page,
    "/clinic/security" => account::rule_page::page,
    "/account/password" => account::change_pages::password,
    "/account/email" => account::change_pages::email,
    "/new-address/{token}" => account::change_pages::new_address,
    "/old-address/{token}" => account::change_pages::old_address,
    "/account/profile" => account::profile_page::page,
    "/clinic/settings" => account::profile_page::clinic,
    "/account/sessions" => account::sessions_page::page,
    "/practice/clients/invite" => team::page::invite_client,
    "/clinic" => team::page::overview,
    "/clinic/team" => team::page::team,
    "/clinic/team/{member}" => team::member_page::page,
    "/me/access" => grants::my_page::page,
    "/practice/access" => grants::practice_page::page,
    "/clinic/access" => grants::clinic_page::page,
    // Consent and documents to sign.
    "/me/consents" => consent::my_page::page,
    "/me/consents/receipt" => consent::receipt_page::page,
    "/clinic/consents" => consent::clinic_page::page,
    "/clinic/consents/{client}" => consent::client_page::page,
    "/me/documents" => signing::my_page::list,
    "/me/documents/{document}" => signing::my_page::one,
    "/clinic/documents" => signing::clinic_page::list,
    "/clinic/documents/{document}" => signing::clinic_page::one,
    "/clinic/documents/{document}/address" => signing::clinic_page::address,
    "/me/ai" => ai::my_page::page,
    "/clinic/ai" => ai::clinic_page::page,
    "/practice/clients/{client_id}/documents" => signing::practice_page::list,
    "/practice/clients/{client_id}/documents/{document}" => signing::practice_page::one,
    // Exports.
    "/me/export" => export::own_pages::mine,
    "/account/export" => export::own_pages::own,
    "/clinic/exports" => export::clinic_page::page,
    // Retention and erasure.
    "/me/privacy" => privacy::my_page::page,
    "/me/privacy/what-we-keep" => privacy::kept_page::mine,
    "/what-we-keep" => privacy::kept_page::public,
    "/clinic/privacy" => privacy::clinic_page::page,
    "/clinic/retention" => privacy::retention_page::page,
    "/clinic/holds" => privacy::holds_page::page,
    "/clinic/data-requests" => privacy::requests_page::page,
    // The audit viewer and incidents.
    "/me/who-saw" => audit::who_saw::page,
    "/me/activity" => audit::timelines::mine,
    "/practice/activity" => audit::timelines::own,
    "/practice/clients/{client_id}/activity" => audit::timelines::client,
    "/clinic/audit" => audit::viewer::page,
    "/clinic/audit/integrity" => audit::integrity::page,
    "/clinic/audit/copy/{ticket}" => audit::viewer::copy,
    "/clinic/incidents" => incidents::list_page::page,
    "/clinic/incidents/{incident}" => incidents::page::page,
    "/clinic/incidents/{incident}/affected" => incidents::affected_page::page,
    "/clinic/incidents/{incident}/letters" => incidents::letters_page::page,
    // Checkpoints and proofs.
    "/me/evidence" => evidence::list_page::page,
    "/me/evidence/{seq}" => evidence::proof_page::page,
    "/me/evidence/{seq}/proof" => evidence::files::proof,
    "/me/evidence/checkpoint" => evidence::files::checkpoint,
    "/me/evidence/path/{old}/{size}" => evidence::files::path,
    // Registers, reviews and the trust page.
    "/trust" => trust::page,
    "/clinic/registers" => registers::hub::page,
    "/clinic/registers/reviews" => registers::reviews::list,
    "/clinic/registers/reviews/{review}" => registers::reviews::one,
    "/clinic/registers/controls" => registers::controls::list,
    "/clinic/registers/controls/{number}" => registers::controls::one,
    "/clinic/registers/{register}" => registers::entries::list,
    "/clinic/registers/{register}/{entry}" => registers::entries::one,
    // Keys of clients.
    "/clinic/keys" => keys::clinic_page::page,
    "/me/keys" => keys::my_page::page,
    // Recovery of an account.
    "/clinic/recovery" => recovery::clinic_page::page,
    "/keep-factor/{token}" => recovery::keep_page::page,
};
