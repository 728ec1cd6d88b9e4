//! What the forms of this feature post to. Each answers a known and an unknown address alike.

use contract::{AppError, Done, identity::Judgement};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::{
    ctx::Ctx,
    identity::session::{self, destination},
};
#[cfg(feature = "ssr")]
use contract::{
    Code, Notice,
    identity::{AcceptInput, SignUpInput},
};

/// Signs in; with several places to go, `/choose` comes next.
///
/// # Errors
/// `Invalid` for a wrong password or unknown address; `Conflict(EmailNotConfirmed)`; `TooMany`.
#[server(endpoint = "identity/sign_in")]
pub async fn sign_in(email: String, password: String, next: Option<String>) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let signed_in = ctx.check(ctx.backend().sign_in(&email, &password, ctx.arrival().clone()).await)?;
    let only = match signed_in.places.as_slice() {
        [place] => Some(place.membership),
        _ => None,
    };
    session::open(&ctx, signed_in.proof, only, &signed_in.ticket).await?;
    let onward = session::onward(&ctx, next.as_deref()).await?;
    Ok(Done::goto(onward.ok_or(AppError::Unavailable)?))
}

/// Ends the session, wherever it is. Whoever leaves it for an invitation (`next`) goes on there.
///
/// # Errors
/// `Unavailable` when the database is.
#[server(endpoint = "identity/sign_out")]
pub async fn sign_out(next: Option<String>) -> Result<Done, AppError> {
    session::end(&Ctx::current()?).await?;
    let next = next.as_deref().and_then(crate::local::next_path).filter(|next| next.starts_with(session::INVITATION));
    if let Some(next) = next {
        return Ok(Done::goto(next));
    }
    Ok(Done::goto("/sign-in").with(Notice::SignedOut))
}

/// Ends one other session of one's own.
///
/// # Errors
/// `NotSignedIn`; `NotFound` when it is over or not one's own.
#[server(endpoint = "identity/end_session")]
pub async fn end_session(session: uuid::Uuid) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.account().await?;
    ctx.check(ctx.backend().end_session(&ctx.token()?, session).await)?;
    Ok(Done::goto("/account/sessions").with(Notice::SessionEnded))
}

/// Ends every session of one's own but this one.
///
/// # Errors
/// `NotSignedIn`.
#[server(endpoint = "identity/end_other_sessions")]
pub async fn end_other_sessions() -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.account().await?;
    ctx.check(ctx.backend().end_other_sessions(&ctx.token()?, ctx.arrival()).await)?;
    session::renew(&ctx).await?;
    Ok(Done::goto("/account/sessions").with(Notice::SessionsEnded))
}

/// A new password, for whoever gives the present one. The session goes on under a new id, all others end.
///
/// # Errors
/// `NotSignedIn`; `Invalid`; `TooMany`.
#[server(endpoint = "identity/change_password")]
pub async fn change_password(password: String, new_password: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.proved_account().await?;
    ctx.check(ctx.backend().change_password(&ctx.token()?, ctx.arrival(), &password, &new_password).await)?;
    session::renew(&ctx).await?;
    Ok(Done::goto("/account/security").with(Notice::PasswordChanged))
}

/// Asks for another address, for whoever gives the present password.
///
/// # Errors
/// `NotSignedIn`; `Invalid`; `TooMany`.
#[server(endpoint = "identity/change_email")]
pub async fn change_email(email: String, password: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.proved_account().await?;
    ctx.check(ctx.backend().change_email(&ctx.token()?, ctx.arrival(), &password, &email).await)?;
    Ok(Done::goto("/account/security").with(Notice::EmailChangeSent))
}

/// Confirms a new address by the secret of its link.
///
/// # Errors
/// `Gone`; `TooMany`.
#[server(endpoint = "identity/confirm_new_email")]
pub async fn confirm_new_email(token: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.check(ctx.backend().confirm_new_email(&token, ctx.arrival()).await)?;
    Ok(Done::goto("/sign-in").with(Notice::EmailChanged))
}

/// The old address stays, by the secret of its link.
///
/// # Errors
/// `Gone`; `TooMany`.
#[server(endpoint = "identity/undo_new_email")]
pub async fn undo_new_email(token: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.check(ctx.backend().undo_new_email(&token, ctx.arrival()).await)?;
    Ok(Done::goto("/forgotten").with(Notice::EmailKept))
}

/// Goes to one of the person's places, under a new session id.
///
/// # Errors
/// `NotSignedIn`; `NotFound` for a place that is not theirs.
#[server(endpoint = "identity/choose_place")]
pub async fn choose_place(membership: String, next: Option<String>) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let places = ctx.check(ctx.backend().list_places(&ctx.token()?).await)?.ok_or(AppError::NotSignedIn)?;
    let chosen = places.iter().find(|place| place.membership.to_string() == membership);
    let chosen = chosen.ok_or(AppError::NotFound)?;
    session::enter(&ctx, chosen.membership).await?;
    let onward = session::onward(&ctx, next.as_deref()).await?;
    Ok(Done::goto(onward.unwrap_or_else(|| destination(chosen.role, next.as_deref()))))
}

/// Sets up an organisation and its first person.
///
/// # Errors
/// `Invalid` naming the fields; `TooMany`.
#[server(endpoint = "identity/sign_up")]
pub async fn sign_up(
    organisation: String,
    zone: String,
    currency: String,
    name: String,
    email: String,
    new_password: String,
    sees_clients: Option<String>,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let (password, sees_clients) = (new_password, sees_clients.is_some());
    let input = SignUpInput { name, email, password, organisation, zone, currency, sees_clients };
    ctx.check(ctx.backend().sign_up(&input, ctx.address()).await)?;
    Ok(Done::goto("/sign-up/sent"))
}

/// Confirms an address by the secret of its link.
///
/// # Errors
/// `Gone`; `TooMany`.
#[server(endpoint = "identity/confirm_email")]
pub async fn confirm_email(token: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.check(ctx.backend().confirm_email(&token, ctx.address()).await)?;
    Ok(Done::goto("/sign-in").with(Notice::EmailConfirmed))
}

/// Sends the confirmation letter again.
///
/// # Errors
/// `Invalid`; `TooMany`.
#[server(endpoint = "identity/resend_confirmation")]
pub async fn resend_confirmation(email: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.check(ctx.backend().request_confirmation(&email, ctx.address()).await)?;
    Ok(Done::goto("/sign-up/sent"))
}

/// Sends a link for a new password.
///
/// # Errors
/// `Invalid`; `TooMany`.
#[server(endpoint = "identity/request_reset")]
pub async fn request_reset(email: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.check(ctx.backend().request_reset(&email, ctx.address()).await)?;
    Ok(Done::goto("/forgotten/sent"))
}

/// Sets a new password by the secret of a link. Every session of the person ends, this browser's included.
///
/// # Errors
/// `Invalid`; `Gone`; `TooMany`.
#[server(endpoint = "identity/reset_password")]
pub async fn reset_password(token: String, new_password: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let device = ctx.check(ctx.backend().reset_password(&token, &new_password, ctx.address()).await)?;
    session::end(&ctx).await?;
    session::know(&ctx, &device)?;
    Ok(Done::goto("/sign-in").with(Notice::PasswordChanged))
}

/// Joins an organisation and signs in there.
///
/// # Errors
/// `Invalid`; `Gone`; `TooMany`.
#[server(endpoint = "identity/accept_invitation")]
pub async fn accept_invitation(
    token: String,
    name: Option<String>,
    zone: Option<String>,
    new_password: Option<String>,
    password: Option<String>,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let [name, zone, new_password, password] = [name, zone, new_password, password].map(Option::unwrap_or_default);
    let input = AcceptInput { name, zone, new_password, password };
    // A form that was opened before somebody signed in here: the page now says who it is, and asks.
    if (!input.password.is_empty() || !input.new_password.is_empty())
        && let Ok(mine) = ctx.token()
        && let Some(invitation) = ctx.check(ctx.backend().find_invitation(&token).await)?
        && ctx.check(ctx.backend().whose_session(&mine, &invitation).await)?.is_some_and(|mine| !mine.is_theirs)
    {
        return Ok(Done::goto(format!("{}{token}", session::INVITATION)));
    }
    // A cookie whose session is over is no cookie.
    let mine = match ctx.token() {
        Ok(mine) if ctx.check(ctx.backend().find_gate(&mine).await)?.is_some() => Some(mine),
        _ => None,
    };
    let joined = match mine {
        // Whoever has just proved everything comes back without a password.
        Some(mine) if input.password.is_empty() && input.new_password.is_empty() => {
            ctx.check(ctx.backend().accept_invitation_as(&mine, &token, ctx.arrival().clone()).await)?
        }
        _ => match ctx.check(ctx.backend().accept_invitation(&token, &input, ctx.arrival().clone()).await) {
            // The password was right and there is a second factor: it comes first, and then one is led back here.
            Err(AppError::ProofNeeded) => return prove_first(&ctx, &token, &input.password).await,
            joined => joined?,
        },
    };
    session::open(&ctx, joined.proof, Some(joined.membership), &joined.ticket).await?;
    let onward = session::onward(&ctx, None).await?;
    Ok(Done::goto(onward.unwrap_or_else(|| joined.role.home().to_owned())).with(Notice::Joined))
}

/// Half signed in, on the way back to the invitation.
#[cfg(feature = "ssr")]
async fn prove_first(ctx: &Ctx, token: &str, password: &str) -> Result<Done, AppError> {
    let invitation = ctx.check(ctx.backend().find_invitation(token).await)?.ok_or(AppError::NotFound)?;
    let signed_in = ctx.check(ctx.backend().sign_in(&invitation.email, password, ctx.arrival().clone()).await)?;
    session::open(ctx, signed_in.proof, None, &signed_in.ticket).await?;
    let next = format!("{}{token}", session::INVITATION);
    Ok(Done::goto(session::onward(ctx, Some(&next)).await?.unwrap_or(next)))
}

/// What a new password is worth, for the field where it is being chosen. `about` is what the form says of its owner,
/// one thing a line. Nothing of it is kept or logged.
///
/// # Errors
/// `TooMany`.
#[server(endpoint = "identity/judge_password")]
pub async fn judge_password(new_password: String, about: String) -> Result<Judgement, AppError> {
    let ctx = Ctx::current()?;
    ctx.check(ctx.backend().judge_password(&new_password, &about, ctx.address()).await)
}

/// Whether a refusal of sign-in means that only the address is unconfirmed.
#[cfg(feature = "ssr")]
pub(crate) fn is_unconfirmed(error: &AppError) -> bool {
    matches!(error, AppError::Conflict(Code::EmailNotConfirmed))
}
