//! What the forms about a member post to.

use contract::{AppError, Done};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::ctx::Ctx;
#[cfg(feature = "ssr")]
use backend::db::Clinic;
#[cfg(feature = "ssr")]
use contract::{
    Code, Notice,
    id::{MembershipId, OfferId},
    team::MemberRole,
};

#[cfg(feature = "ssr")]
const TEAM: &str = "/clinic/team";

#[cfg(feature = "ssr")]
fn member_of(typed: &str) -> Result<MembershipId, AppError> {
    typed.parse().map_err(|_| AppError::NotFound)
}

/// # Errors
/// `NotFound`; `Conflict` for a caseload not handed over, or a role they have already.
#[server(endpoint = "team/change_role")]
pub async fn change_role(member: String, #[server(default)] role: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let role = MemberRole::parse(&role).ok_or_else(|| AppError::field("role", Code::Unknown))?;
    ctx.check(ctx.backend().change_role(tx, member_of(&member)?, role).await)?;
    Ok(Done::goto(TEAM).with(Notice::MemberChanged))
}

/// # Errors
/// `NotFound`; `Conflict` for the last owner.
#[server(endpoint = "team/suspend_member")]
pub async fn suspend_member(member: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    ctx.check(ctx.backend().suspend_member(tx, member_of(&member)?, true).await)?;
    Ok(Done::goto(TEAM).with(Notice::MemberSuspended))
}

/// # Errors
/// `NotFound`.
#[server(endpoint = "team/resume_member")]
pub async fn resume_member(member: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    ctx.check(ctx.backend().suspend_member(tx, member_of(&member)?, false).await)?;
    Ok(Done::goto(TEAM).with(Notice::MemberResumed))
}

/// `heir` takes over the clients of a practitioner.
///
/// # Errors
/// `NotFound`; `Invalid` on `heir` when clients would be left alone; `Conflict` for the last owner.
#[server(endpoint = "team/remove_member")]
pub async fn remove_member(member: String, #[server(default)] heir: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let heir = match heir.as_str() {
        "" => None,
        heir => Some(heir.parse().map_err(|_| AppError::field("heir", Code::Unknown))?),
    };
    ctx.check(ctx.backend().remove_member(tx, ctx.request_id(), member_of(&member)?, heir).await)?;
    Ok(Done::goto(TEAM).with(Notice::MemberRemoved))
}

/// # Errors
/// `NotFound` for who does not own the clinic; `Conflict` while another offer stands.
#[server(endpoint = "team/offer_ownership")]
pub async fn offer_ownership(key: uuid::Uuid, member: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    ctx.check(ctx.backend().offer_ownership(tx, key, member_of(&member)?).await)?;
    Ok(Done::goto(TEAM).with(Notice::OwnershipOffered))
}

/// Withdraws or declines an offer.
///
/// # Errors
/// `NotFound`.
#[server(endpoint = "team/end_offer")]
pub async fn end_offer(offer: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let id: OfferId = offer.parse().map_err(|_| AppError::NotFound)?;
    ctx.check(ctx.backend().end_offer(tx, id).await)?;
    Ok(Done::goto(TEAM).with(Notice::OwnershipOfferOver))
}

/// # Errors
/// `NotFound` for an offer that is somebody else's, or over.
#[server(endpoint = "team/accept_ownership")]
pub async fn accept_ownership(offer: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let id: OfferId = offer.parse().map_err(|_| AppError::NotFound)?;
    ctx.check(ctx.backend().accept_ownership(tx, id).await)?;
    Ok(Done::goto(TEAM).with(Notice::OwnershipAccepted))
}
