//! Asking for a copy of data and stopping one.

use contract::{AppError, Done};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::ctx::Ctx;
#[cfg(feature = "ssr")]
use backend::db::{Client, Clinic, HouseLook, Portal, Practice};
#[cfg(feature = "ssr")]
use contract::{Notice, export::parse_reason, grant::ReadKind, team::MemberRole};

#[cfg(feature = "ssr")]
pub(super) const MINE: &str = "/me/export";
#[cfg(feature = "ssr")]
pub(super) const OWN: &str = "/account/export";
#[cfg(feature = "ssr")]
pub(super) const CLINIC: &str = "/clinic/exports";

/// A client asks for their own record.
///
/// # Errors
/// `Conflict` while one is being put together.
#[server(endpoint = "export/ask_mine")]
pub async fn ask_mine(key: uuid::Uuid) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Client>().await?;
    ctx.check(ctx.backend().ask_my_export(tx, key).await)?;
    Ok(Done::goto(MINE).with(Notice::ExportAsked))
}

/// Somebody on the staff asks for their own account.
///
/// # Errors
/// As `ask_mine`.
#[server(endpoint = "export/ask_own")]
pub async fn ask_own(key: uuid::Uuid) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    if ctx.account().await?.role == MemberRole::Practitioner {
        let tx = ctx.write::<Practice>().await?;
        ctx.check(ctx.backend().ask_practice_export(tx, key).await)?;
    } else {
        let tx = ctx.write::<Clinic>().await?;
        ctx.check(ctx.backend().ask_clinic_export(tx, key).await)?;
    }
    Ok(Done::goto(OWN).with(Notice::ExportAsked))
}

/// An administrator asks on a client's behalf.
///
/// # Errors
/// `Invalid` naming fields; `ProofNeeded`; `NotFound` for anyone who is not an administrator.
#[server(endpoint = "export/ask_for_client")]
pub async fn ask_for_client(
    key: uuid::Uuid,
    #[server(default)] client: String,
    #[server(default)] reason: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let reason = parse_reason(&reason)?;
    let code = if client.trim().is_empty() { contract::Code::Required } else { contract::Code::Unknown };
    let client = client.trim().parse().map_err(|_| AppError::field("client", code))?;
    ctx.check(ctx.backend().ask_export_for(tx, key, client, &reason).await)?;
    Ok(Done::goto(CLINIC).with(Notice::ExportAsked))
}

/// The owner asks for a copy of the organisation to read.
///
/// # Errors
/// `NotFound` for anyone who is not an owner; `ProofNeeded`; `Conflict`.
#[server(endpoint = "export/ask_house")]
pub async fn ask_house(key: uuid::Uuid) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    ctx.check(ctx.backend().ask_house_export(tx, key).await)?;
    Ok(Done::goto(CLINIC).with(Notice::ExportAsked))
}

/// The owner asks to move everything to another installation. A second person has to agree.
///
/// # Errors
/// `Invalid` naming fields; `NotFound` for anyone who is not an owner; `ProofNeeded`; `Conflict`.
#[server(endpoint = "export/ask_move")]
pub async fn ask_move(
    key: uuid::Uuid,
    #[server(default)] recipient: String,
    #[server(default)] reason: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    ctx.check(ctx.backend().ask_move(tx, key, &recipient, &reason).await)?;
    Ok(Done::goto(CLINIC).with(Notice::MoveProposed))
}

/// A second administrator agrees to a move.
///
/// # Errors
/// `NotFound` where nothing waits; `ProofNeeded`; `Conflict` for who asked.
#[server(endpoint = "export/agree_move")]
pub async fn agree_move(export: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let id = export.parse().map_err(|_| AppError::NotFound)?;
    ctx.check(ctx.backend().agree_to_move(tx, id).await)?;
    Ok(Done::goto(CLINIC).with(Notice::MoveAgreed))
}

/// Shows the form again with the clients whose name holds `search` (N8: no name enters an address).
///
/// # Errors
/// `Continue`, always: that is how the page is shown again.
#[server(endpoint = "export/find_client")]
pub async fn find_client(#[server(default)] search: String) -> Result<Done, AppError> {
    Ctx::current()?.read::<Clinic>().await?;
    contract::text::SEARCH.optional(&search).map_err(|code| AppError::field("search", code))?;
    Err(AppError::Continue)
}

#[cfg(feature = "ssr")]
async fn cancel_in<P: Portal>(ctx: &Ctx, export: &str, next: &str) -> Result<Done, AppError> {
    let tx = ctx.write::<P>().await?;
    let id = export.parse().map_err(|_| AppError::NotFound)?;
    ctx.check(ctx.backend().cancel_export(tx, id).await)?;
    Ok(Done::goto(next).with(Notice::ExportCancelled))
}

/// # Errors
/// `NotFound` when there is no such one of the client's that is not over.
#[server(endpoint = "export/cancel_mine")]
pub async fn cancel_mine(export: String) -> Result<Done, AppError> {
    cancel_in::<Client>(&Ctx::current()?, &export, MINE).await
}

/// # Errors
/// `NotFound` when there is no such one of one's own that is not over.
#[server(endpoint = "export/cancel_own")]
pub async fn cancel_own(export: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    match ctx.account().await?.role {
        MemberRole::Practitioner => cancel_in::<Practice>(&ctx, &export, OWN).await,
        _ => cancel_in::<Clinic>(&ctx, &export, OWN).await,
    }
}

/// # Errors
/// `NotFound` when the administrator did not ask for it, or it is over.
#[server(endpoint = "export/cancel_asked")]
pub async fn cancel_asked(export: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.change_house(&[HouseLook::at(ReadKind::Exports)]).await?;
    let id = export.parse().map_err(|_| AppError::NotFound)?;
    ctx.check(ctx.backend().cancel_export(tx, id).await)?;
    Ok(Done::goto(CLINIC).with(Notice::ExportCancelled))
}
