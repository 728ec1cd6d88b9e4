//! Giving and ending access, breaking the glass, saying that one knows.

use contract::{AppError, Done};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::ctx::Ctx;
#[cfg(feature = "ssr")]
use backend::db::{Client, Clinic, HouseLook, Portal, Practice};
#[cfg(feature = "ssr")]
use contract::{
    Notice,
    grant::{Emergency, GrantInput, ReadKind},
};

#[cfg(feature = "ssr")]
pub(super) const MINE: &str = "/me/access";
#[cfg(feature = "ssr")]
pub(super) const CLINIC: &str = "/clinic/access";
#[cfg(feature = "ssr")]
pub(super) const OWN: &str = "/practice/access";

/// An administrator opens a client's record to a colleague.
///
/// # Errors
/// `Invalid` naming fields; `NotFound` for anyone who is not an administrator.
#[server(endpoint = "grants/give")]
pub async fn give(
    key: uuid::Uuid,
    #[server(default)] client: String,
    #[server(default)] practitioner: String,
    #[server(default)] marks: String,
    #[server(default)] appointments: String,
    #[server(default)] reason: String,
    #[server(default)] days: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let input = GrantInput { client, practitioner, marks, appointments, reason, days };
    let (grant, client) = match (input.parse(), input.parse_client()) {
        (Ok(grant), Ok(client)) => (grant, client),
        (Err(AppError::Invalid(mut fields)), Err(AppError::Invalid(more))) => {
            fields.splice(0..0, more);
            return Err(AppError::Invalid(fields));
        }
        (Err(error), _) | (_, Err(error)) => return Err(error),
    };
    ctx.check(ctx.backend().give_access(tx, key, client, &grant).await)?;
    Ok(Done::goto(CLINIC).with(Notice::AccessGiven))
}

/// A client opens their own record.
///
/// # Errors
/// `Invalid` naming fields.
#[server(endpoint = "grants/give_mine")]
pub async fn give_mine(
    key: uuid::Uuid,
    #[server(default)] practitioner: String,
    #[server(default)] marks: String,
    #[server(default)] appointments: String,
    #[server(default)] reason: String,
    #[server(default)] days: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Client>().await?;
    let grant = GrantInput { client: String::new(), practitioner, marks, appointments, reason, days }.parse()?;
    ctx.check(ctx.backend().give_my_access(tx, key, &grant).await)?;
    Ok(Done::goto(MINE).with(Notice::AccessGiven))
}

#[cfg(feature = "ssr")]
async fn end_in<P: Portal>(grant: &str, next: &str) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<P>().await?;
    let id = grant.parse().map_err(|_| AppError::NotFound)?;
    ctx.check(ctx.backend().end_access(tx, id).await)?;
    Ok(Done::goto(next).with(Notice::AccessEnded))
}

/// # Errors
/// `NotFound` when there is no such running grant of this clinic.
#[server(endpoint = "grants/end")]
pub async fn end(grant: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let id: contract::id::GrantId = grant.parse().map_err(|_| AppError::NotFound)?;
    let tx = ctx.change_house(&[HouseLook::at_one(ReadKind::Access, id.0)]).await?;
    ctx.check(ctx.backend().end_access(tx, id).await)?;
    Ok(Done::goto(CLINIC).with(Notice::AccessEnded))
}

/// # Errors
/// `NotFound` when it does not open the client's own record, or is over.
#[server(endpoint = "grants/end_mine")]
pub async fn end_mine(grant: String) -> Result<Done, AppError> {
    end_in::<Client>(&grant, MINE).await
}

/// # Errors
/// `NotFound` when it is not the reader's own, or is over.
#[server(endpoint = "grants/end_own")]
pub async fn end_own(grant: String) -> Result<Done, AppError> {
    end_in::<Practice>(&grant, OWN).await
}

/// The client ends their care with a practitioner.
///
/// # Errors
/// `NotFound` without such care; `Conflict` while appointments with them lie ahead.
#[server(endpoint = "grants/end_care")]
pub async fn end_care(practitioner: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Client>().await?;
    let practitioner = practitioner.parse().map_err(|_| AppError::NotFound)?;
    ctx.check(ctx.backend().end_my_care(tx, practitioner).await)?;
    Ok(Done::goto(MINE).with(Notice::MyCareEnded))
}

/// The client knows of the emergency.
///
/// # Errors
/// `NotSignedIn`.
#[server(endpoint = "grants/note_emergencies")]
pub async fn note_emergencies() -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Client>().await?;
    ctx.check(ctx.backend().note_emergencies(tx).await)?;
    Ok(Done::goto(MINE).with(Notice::AccessNoted))
}

/// Breaks the glass: the record of one client of this clinic, for an hour.
///
/// # Errors
/// `Invalid` naming fields; `TooMany` after five tries in an hour.
#[server(endpoint = "grants/open_emergency")]
pub async fn open_emergency(
    key: uuid::Uuid,
    #[server(default)] whom: String,
    #[server(default)] reason: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Practice>().await?;
    let emergency = Emergency::parse(&whom, &reason)?;
    let opened = ctx.check(ctx.backend().open_emergency(tx, key, &emergency).await)?;
    let notice = if opened.is_new { Notice::EmergencyOpened } else { Notice::RecordOpenAlready };
    Ok(Done::goto(format!("/practice/clients/{}", opened.client)).with(notice))
}

/// Shows the clinic's form again with the clients whose name holds `search` (N8: no name enters an address).
///
/// # Errors
/// `Continue`, always: that is how the page is shown again.
#[server(endpoint = "grants/find_client")]
pub async fn find_client(#[server(default)] search: String) -> Result<Done, AppError> {
    Ctx::current()?.read::<Clinic>().await?;
    contract::text::SEARCH.optional(&search).map_err(|code| AppError::field("search", code))?;
    Err(AppError::Continue)
}
