//! Inviting, withdrawing, sending again: once for a practitioner's clients, once for an administrator's team.

use contract::{AppError, Done};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::ctx::Ctx;
#[cfg(feature = "ssr")]
use backend::db::{Clinic, Practice};
#[cfg(feature = "ssr")]
use contract::{Notice, id::InvitationId, team::InviteInput};

#[cfg(feature = "ssr")]
const CLIENTS: &str = "/practice/clients/invite";
#[cfg(feature = "ssr")]
const TEAM: &str = "/clinic/team";

/// An id that cannot be read names nothing.
#[cfg(feature = "ssr")]
fn id_of(typed: &str) -> Result<InvitationId, AppError> {
    typed.parse().map_err(|_| AppError::NotFound)
}

/// # Errors
/// `NotSignedIn`; `Invalid` naming fields.
#[server(endpoint = "team/invite_client")]
pub async fn invite_client(name: String, email: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let input = InviteInput { name, email, role: String::new() };
    ctx.check(ctx.backend().invite_client(&ctx.token()?, ctx.asked(), &input).await)?;
    Ok(Done::goto(CLIENTS).with(Notice::InvitationSent))
}

/// # Errors
/// `NotSignedIn`; `NotFound`.
#[server(endpoint = "team/withdraw_client")]
pub async fn withdraw_client(invitation: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let id = id_of(&invitation)?;
    ctx.check(ctx.backend().withdraw_invitation::<Practice>(&ctx.token()?, ctx.request_id(), id).await)?;
    Ok(Done::goto(CLIENTS).with(Notice::InvitationWithdrawn))
}

/// # Errors
/// `NotSignedIn`; `NotFound`.
#[server(endpoint = "team/resend_client")]
pub async fn resend_client(invitation: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let id = id_of(&invitation)?;
    ctx.check(ctx.backend().resend_invitation::<Practice>(&ctx.token()?, ctx.asked(), id).await)?;
    Ok(Done::goto(CLIENTS).with(Notice::InvitationSent))
}

/// # Errors
/// `NotSignedIn`; `NotFound` for front desk; `Invalid` naming fields.
#[server(endpoint = "team/invite_member")]
pub async fn invite_member(name: String, email: String, role: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let input = InviteInput { name, email, role };
    ctx.check(ctx.backend().invite_member(&ctx.token()?, ctx.asked(), &input).await)?;
    Ok(Done::goto(TEAM).with(Notice::InvitationSent))
}

/// # Errors
/// `NotSignedIn`; `NotFound`.
#[server(endpoint = "team/withdraw_member")]
pub async fn withdraw_member(invitation: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let id = id_of(&invitation)?;
    ctx.check(ctx.backend().withdraw_invitation::<Clinic>(&ctx.token()?, ctx.request_id(), id).await)?;
    Ok(Done::goto(TEAM).with(Notice::InvitationWithdrawn))
}

/// # Errors
/// `NotSignedIn`; `NotFound`.
#[server(endpoint = "team/resend_member")]
pub async fn resend_member(invitation: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let id = id_of(&invitation)?;
    ctx.check(ctx.backend().resend_invitation::<Clinic>(&ctx.token()?, ctx.asked(), id).await)?;
    Ok(Done::goto(TEAM).with(Notice::InvitationSent))
}
