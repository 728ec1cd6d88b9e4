//! Asking, withdrawing, refusing.

use contract::{AppError, Done};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::ctx::Ctx;
#[cfg(feature = "ssr")]
use backend::db::Clinic;
#[cfg(feature = "ssr")]
use contract::{Notice, recovery as asked};

#[cfg(feature = "ssr")]
pub(super) const PAGE: &str = "/clinic/recovery";

/// An administrator asks that somebody's second factors be taken off.
///
/// # Errors
/// `ProofNeeded`; `Invalid` naming fields; `TooMany`.
#[server(endpoint = "recovery/ask")]
pub async fn ask(
    key: uuid::Uuid,
    #[server(default)] whom: String,
    #[server(default)] reason: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let ask = asked::Ask::parse(&whom, &reason)?;
    ctx.check(ctx.backend().ask_factor_reset(tx, key, &ask).await)?;
    Ok(Done::goto(PAGE).with(Notice::ResetAsked))
}

/// # Errors
/// `NotFound` when there is no such open request here.
#[server(endpoint = "recovery/withdraw")]
pub async fn withdraw(reset: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let id = reset.parse().map_err(|_| AppError::NotFound)?;
    ctx.check(ctx.backend().withdraw_factor_reset(tx, id).await)?;
    Ok(Done::goto(PAGE).with(Notice::ResetWithdrawn))
}

/// The person refuses, with the secret of their letter.
///
/// # Errors
/// `Gone` when it is over; `TooMany`.
#[server(endpoint = "recovery/refuse")]
pub async fn refuse(token: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    ctx.check(ctx.backend().refuse_factor_reset(&token, ctx.address()).await)?;
    Ok(Done::goto("/sign-in").with(Notice::ResetRefused))
}
