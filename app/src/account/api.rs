//! Proving who is there, and turning factors on and off. What may be changed by whom, and how fresh the proof must be,
//! the database decides.

use contract::{AppError, Done, account::PasskeyChallenge};
use leptos::prelude::*;
use uuid::Uuid;

#[cfg(feature = "ssr")]
use super::onward::Rule;
#[cfg(feature = "ssr")]
use crate::{ctx::Ctx, identity::session, local};
#[cfg(feature = "ssr")]
use backend::factor::{PasskeyPurpose, Ticket};
#[cfg(feature = "ssr")]
use contract::Notice;

#[cfg(feature = "ssr")]
const HUB: &str = "/account/security";
#[cfg(feature = "ssr")]
const SHEET: &str = "/account/recovery";

/// After a proof: a session under a new id, and on to where it wanted.
#[cfg(feature = "ssr")]
async fn proved(ctx: &Ctx, ticket: &Ticket, next: Option<&str>) -> Result<Done, AppError> {
    session::reopen(ctx, ticket).await?;
    // A step-up goes back to the very page that asked; signing in goes where its role may.
    let back = next.and_then(local::next_path).filter(|next| *next != "/" && ctx.path().starts_with("/account/prove"));
    match back {
        Some(back) => Ok(Done::goto(back)),
        None => Ok(Done::goto(session::onward(ctx, next).await?.ok_or(AppError::NotSignedIn)?)),
    }
}

/// After a factor was added: the new session, and recovery codes for who has none.
#[cfg(feature = "ssr")]
async fn added(ctx: &Ctx, ticket: &Ticket, rule: &Rule) -> Result<Done, AppError> {
    session::reopen(ctx, ticket).await?;
    let made = ctx.check(ctx.backend().first_recovery(&ctx.token()?).await)?;
    let next = if made { rule.on(SHEET) } else { rule.end(HUB) };
    Ok(Done::goto(next).with(Notice::FactorAdded))
}

/// # Errors
/// `NotSignedIn`; `Invalid` for `password`; `TooMany`.
#[server(endpoint = "account/prove_password")]
pub async fn prove_password(password: String, next: Option<String>) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let ticket = ctx.check(ctx.backend().prove_password(&ctx.token()?, &password, ctx.address()).await)?;
    proved(&ctx, &ticket, next.as_deref()).await
}

/// # Errors
/// `NotSignedIn`; `Invalid` for `code`; `TooMany`.
#[server(endpoint = "account/prove_totp")]
pub async fn prove_totp(code: String, next: Option<String>) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let ticket = ctx.check(ctx.backend().prove_totp(&ctx.token()?, &code).await)?;
    proved(&ctx, &ticket, next.as_deref()).await
}

/// # Errors
/// `NotSignedIn`; `Invalid` for `mailed_code`; `TooMany`.
#[server(endpoint = "account/prove_email")]
pub async fn prove_email(mailed_code: String, next: Option<String>) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let ticket = ctx.check(ctx.backend().prove_email(&ctx.token()?, &mailed_code).await)?;
    proved(&ctx, &ticket, next.as_deref()).await
}

/// # Errors
/// `NotSignedIn`; `Invalid` for `recovery_code`; `TooMany`.
#[server(endpoint = "account/prove_recovery")]
pub async fn prove_recovery(recovery_code: String, next: Option<String>) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let ticket = ctx.check(ctx.backend().prove_recovery(&ctx.token()?, &recovery_code).await)?;
    proved(&ctx, &ticket, next.as_deref()).await
}

/// Sends a code to the address of the account.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for who has no codes by e-mail; `TooMany`.
#[server(endpoint = "account/send_code")]
pub async fn send_code() -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.check(ctx.backend().send_code(&ctx.token()?, ctx.address()).await)?;
    Ok(Done::goto(ctx.path().to_owned()).with(Notice::CodeSent))
}

/// What a browser is to sign. `purpose` is `register`, `prove` or `sign_in`.
///
/// # Errors
/// `NotSignedIn`; `ProofNeeded` to register; `NotFound` where there are no passkeys.
#[server(endpoint = "account/challenge_passkey")]
pub async fn challenge_passkey(purpose: String) -> Result<PasskeyChallenge, AppError> {
    let ctx = Ctx::current()?;
    let purpose = PasskeyPurpose::parse(&purpose).ok_or(AppError::NotFound)?;
    let token = ctx.token().ok().filter(|_| purpose != PasskeyPurpose::SignIn);
    ctx.check(ctx.backend().challenge_passkey(token.as_ref(), purpose).await)
}

/// # Errors
/// `NotSignedIn`; `Invalid` for `passkey`.
#[server(endpoint = "account/prove_passkey")]
pub async fn prove_passkey(ceremony: Uuid, passkey: String, next: Option<String>) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let ticket = ctx.check(ctx.backend().prove_passkey(&ctx.token()?, ceremony, &passkey).await)?;
    proved(&ctx, &ticket, next.as_deref()).await
}

/// Signs in by a passkey alone.
///
/// # Errors
/// `Invalid` for `passkey`.
#[server(endpoint = "account/sign_in_by_passkey")]
pub async fn sign_in_by_passkey(ceremony: Uuid, passkey: String, next: Option<String>) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let signed_in = ctx.check(ctx.backend().sign_in_by_passkey(ceremony, &passkey).await)?;
    let only = signed_in.places.first().filter(|_| signed_in.places.len() == 1).map(|place| place.membership);
    session::open(&ctx, signed_in.proof, only, &signed_in.ticket).await?;
    Ok(Done::goto(session::onward(&ctx, next.as_deref()).await?.ok_or(AppError::Unavailable)?))
}

/// Makes the secret of an app; its picture is on the page this leads to.
///
/// # Errors
/// `NotSignedIn`; `ProofNeeded`.
#[server(endpoint = "account/start_totp")]
pub async fn start_totp(rule: Option<String>) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.account_to_enrol().await?;
    ctx.check(ctx.backend().start_totp(&ctx.token()?).await)?;
    Ok(Done::goto(Rule::posted(rule.as_deref()).on("/account/app")))
}

/// # Errors
/// `NotSignedIn`; `ProofNeeded`; `Invalid` for `code`; `Gone`.
#[server(endpoint = "account/confirm_totp")]
pub async fn confirm_totp(code: String, rule: Option<String>) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.account_to_enrol().await?;
    let ticket = ctx.check(ctx.backend().confirm_totp(&ctx.token()?, &code).await)?;
    added(&ctx, &ticket, &Rule::posted(rule.as_deref())).await
}

/// # Errors
/// `NotSignedIn`; `ProofNeeded`; `Invalid` for `passkey` or `label`.
#[server(endpoint = "account/add_passkey")]
pub async fn add_passkey(
    ceremony: Uuid,
    passkey: String,
    label: Option<String>,
    rule: Option<String>,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.account_to_enrol().await?;
    let label = label.unwrap_or_default();
    let ticket = ctx.check(ctx.backend().add_passkey(&ctx.token()?, ceremony, &passkey, &label).await)?;
    added(&ctx, &ticket, &Rule::posted(rule.as_deref())).await
}

/// Codes by e-mail, for clients.
///
/// # Errors
/// `NotSignedIn`; `ProofNeeded`; `NotFound` for staff.
#[server(endpoint = "account/add_email")]
pub async fn add_email() -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.account().await?;
    let ticket = ctx.check(ctx.backend().add_email(&ctx.token()?).await)?;
    added(&ctx, &ticket, &Rule::default()).await
}

/// # Errors
/// `NotSignedIn`; `ProofNeeded`; `NotFound`.
#[server(endpoint = "account/remove_factor")]
pub async fn remove_factor(factor: Uuid) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.account().await?;
    ctx.check(ctx.backend().remove_factor(&ctx.token()?, factor).await)?;
    Ok(Done::goto(HUB).with(Notice::FactorRemoved))
}

/// Ten new recovery codes; those of before are over.
///
/// # Errors
/// `NotSignedIn`; `ProofNeeded`; `NotFound` without a factor.
#[server(endpoint = "account/renew_recovery")]
pub async fn renew_recovery() -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.account().await?;
    ctx.check(ctx.backend().renew_recovery(&ctx.token()?).await)?;
    Ok(Done::goto(SHEET))
}

/// They are kept somewhere: they are not shown again.
///
/// # Errors
/// `NotSignedIn`.
#[server(endpoint = "account/keep_recovery")]
pub async fn keep_recovery(rule: Option<String>) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.account().await?;
    ctx.check(ctx.backend().drop_recovery_sheet(&ctx.token()?).await)?;
    Ok(Done::goto(Rule::posted(rule.as_deref()).end(HUB)).with(Notice::RecoveryKept))
}

/// From which day the staff needs a strong factor; an empty day takes the rule away.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for who does not administer; `ProofNeeded`; `Invalid` for `from`.
#[server(endpoint = "account/require_factor")]
pub async fn require_factor(from: Option<String>) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let from = from.unwrap_or_default();
    ctx.check(ctx.backend().save_factor_rule(&ctx.token()?, ctx.request_id(), &from).await)?;
    Ok(Done::goto("/clinic/security").with(Notice::FactorRuleSaved))
}

/// A new name for whoever is signed in, in every place they belong to.
///
/// # Errors
/// `NotSignedIn`; `ProofNeeded`; `Invalid` for `name`.
#[server(endpoint = "account/change_name")]
pub async fn change_name(#[server(default)] name: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.proved_account().await?;
    ctx.check(ctx.backend().change_name(&ctx.token()?, &name).await)?;
    Ok(Done::goto("/account/profile").with(Notice::NameChanged))
}

/// Zone and language of the place the session is in.
///
/// # Errors
/// `NotSignedIn`; `Invalid` for `zone` or `language`.
#[server(endpoint = "account/change_reading")]
pub async fn change_reading(
    #[server(default)] zone: String,
    #[server(default)] language: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.account().await?;
    ctx.check(ctx.backend().change_reading(&ctx.token()?, &zone, &language).await)?;
    Ok(Done::goto("/account/profile").with(Notice::ProfileSaved))
}

/// A new name for the clinic.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for who does not administer; `ProofNeeded`; `Invalid` for `organisation`.
#[server(endpoint = "account/rename_clinic")]
pub async fn rename_clinic(#[server(default)] organisation: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.check(ctx.backend().rename_clinic(&ctx.token()?, ctx.request_id(), &organisation).await)?;
    Ok(Done::goto("/clinic/settings").with(Notice::ClinicRenamed))
}
