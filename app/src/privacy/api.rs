//! Asking for erasure and undoing it; times of retention; holds.

use contract::{AppError, Done};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::ctx::Ctx;
#[cfg(feature = "ssr")]
use backend::db::{Client, Clinic, HouseLook};
#[cfg(feature = "ssr")]
use contract::{
    Notice,
    grant::ReadKind,
    privacy::{Erasable, Hold, days},
};

#[cfg(feature = "ssr")]
pub(super) const SAVE: &str = "/api/privacy/save_retention";
#[cfg(feature = "ssr")]
pub(super) const TRY: &str = "/api/privacy/try_retention";
#[cfg(feature = "ssr")]
pub(super) const PLACE: &str = "/api/privacy/place_hold";
#[cfg(feature = "ssr")]
pub(super) const FIND: &str = "/api/privacy/find_client";
/// The fields of the page of times: the register's words.
#[cfg(feature = "ssr")]
pub(super) const PERIODS: [&str; 7] =
    ["removed_entries", "entries", "appointments", "payments", "invitations", "read_log", "grants"];

/// A client asks to have something of theirs erased.
///
/// # Errors
/// `Invalid` on `what`; `ProofNeeded` for the whole account; `Conflict` while appointments lie ahead.
#[server(endpoint = "privacy/ask_erasure")]
pub async fn ask_erasure(key: uuid::Uuid, #[server(default)] what: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Client>().await?;
    let what = Erasable::parse(&what)?;
    ctx.check(ctx.backend().ask_erasure(tx, key, what).await)?;
    Ok(Done::goto("/me/privacy").with(Notice::ErasureAsked))
}

/// # Errors
/// `NotFound` when there is no such request of the client's that has not begun.
#[server(endpoint = "privacy/undo_erasure")]
pub async fn undo_erasure(#[server(default)] request: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Client>().await?;
    let id = request.parse().map_err(|_| AppError::NotFound)?;
    ctx.check(ctx.backend().undo_erasure(tx, id).await)?;
    Ok(Done::goto("/me/privacy").with(Notice::ErasureUndone))
}

/// Saves the clinic's times.
///
/// # Errors
/// `Invalid` naming fields; `NotFound` for anyone who is not an administrator.
#[server(endpoint = "privacy/save_retention")]
pub async fn save_retention(
    #[server(default)] removed_entries: String,
    #[server(default)] entries: String,
    #[server(default)] appointments: String,
    #[server(default)] payments: String,
    #[server(default)] invitations: String,
    #[server(default)] read_log: String,
    #[server(default)] grants: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let typed = [removed_entries, entries, appointments, payments, invitations, read_log, grants];
    let typed: Vec<_> = PERIODS.iter().map(|period| (*period).to_owned()).zip(typed).collect();
    ctx.check(ctx.backend().save_retention(tx, &days(&typed)?).await)?;
    Ok(Done::goto("/clinic/retention").with(Notice::RetentionSaved))
}

/// Shows the page again with what would go under the times that were typed; nothing changes.
///
/// # Errors
/// `Continue`, always: that is how the page is shown again.
#[server(endpoint = "privacy/try_retention")]
pub async fn try_retention() -> Result<Done, AppError> {
    Ctx::current()?.read::<Clinic>().await?;
    Err(AppError::Continue)
}

/// Places a legal hold on a client's record.
///
/// # Errors
/// `Invalid` naming fields; `ProofNeeded`; `NotFound` for anyone who is not an administrator.
#[server(endpoint = "privacy/place_hold")]
pub async fn place_hold(
    key: uuid::Uuid,
    #[server(default)] client: String,
    #[server(default)] reason: String,
    #[server(default)] told: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let hold = Hold::parse(&client, &reason, &told)?;
    ctx.check(ctx.backend().place_hold(tx, key, &hold).await)?;
    Ok(Done::goto("/clinic/holds").with(Notice::HoldPlaced))
}

/// # Errors
/// `Invalid` on `released_why`; `ProofNeeded`; `NotFound` when there is no such hold in force.
#[server(endpoint = "privacy/release_hold")]
pub async fn release_hold(
    #[server(default)] hold: String,
    #[server(default)] released_why: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.change_house(&[HouseLook::at(ReadKind::Holds), HouseLook::at_silent_holds()]).await?;
    let id = hold.parse().map_err(|_| AppError::NotFound)?;
    ctx.check(ctx.backend().release_hold(tx, id, &released_why).await)?;
    Ok(Done::goto("/clinic/holds").with(Notice::HoldReleased))
}

/// Shows the form again with the clients whose name holds `search` (N8: no name enters an address).
///
/// # Errors
/// `Continue`, always: that is how the page is shown again.
#[server(endpoint = "privacy/find_client")]
pub async fn find_client(#[server(default)] search: String) -> Result<Done, AppError> {
    Ctx::current()?.read::<Clinic>().await?;
    contract::text::SEARCH.optional(&search).map_err(|code| AppError::field("search", code))?;
    Err(AppError::Continue)
}
