//! Changing a register, a control; beginning and holding reviews.

use contract::{AppError, Done};
use leptos::prelude::*;
use std::collections::BTreeMap;

#[cfg(feature = "ssr")]
use crate::ctx::Ctx;
#[cfg(feature = "ssr")]
use backend::db::Clinic;
#[cfg(feature = "ssr")]
use contract::{
    Notice,
    registers::{ControlInput, Register, ReviewInput},
};

#[cfg(feature = "ssr")]
const REVIEWS: &str = "/clinic/registers/reviews";

/// Adds a line to a register, or changes the one named by `entry`. Which fields count, the register says.
///
/// # Errors
/// `Invalid` naming fields; `NotFound` for a register or line that is none.
#[server(endpoint = "registers/save_entry")]
pub async fn save_entry(
    key: uuid::Uuid,
    #[server(default)] register: String,
    #[server(default)] entry: String,
    #[server(default)] fields: BTreeMap<String, String>,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let register = Register::parse(&register).ok_or(AppError::NotFound)?;
    let entry = match entry.as_str() {
        "" => None,
        id => Some(id.parse().map_err(|_| AppError::NotFound)?),
    };
    let fields = register.check(&fields)?;
    ctx.check(ctx.backend().save_entry(tx, key, register, entry, &fields).await)?;
    Ok(Done::goto(format!("/clinic/registers/{}", register.as_str())).with(Notice::RegisterSaved))
}

/// Says that a line is no longer so (`retired` is "yes"), or is again.
///
/// # Errors
/// `NotFound` when there is no such line.
#[server(endpoint = "registers/retire_entry")]
pub async fn retire_entry(
    #[server(default)] entry: String,
    #[server(default)] retired: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let id = entry.parse().map_err(|_| AppError::NotFound)?;
    let register = ctx.check(ctx.backend().retire_entry(tx, id, retired == "yes").await)?;
    Ok(Done::goto(format!("/clinic/registers/{}", register.as_str())).with(Notice::RegisterSaved))
}

/// Says how far one control is.
///
/// # Errors
/// `Invalid` naming fields; `NotFound` for a number that is none.
#[server(endpoint = "registers/save_control")]
pub async fn save_control(
    #[server(default)] number: String,
    #[server(default)] status: String,
    #[server(default)] reason: String,
    #[server(default)] owner: String,
    #[server(default)] evidence: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let control = ControlInput { number, status, reason, owner, evidence }.parse()?;
    ctx.check(ctx.backend().save_control(tx, &control).await)?;
    Ok(Done::goto("/clinic/registers/controls").with(Notice::RegisterSaved))
}

/// Opens the first reviews.
///
/// # Errors
/// `NotFound` for anyone who is not an administrator.
#[server(endpoint = "registers/begin_reviews")]
pub async fn begin_reviews() -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    ctx.check(ctx.backend().begin_reviews(tx).await)?;
    Ok(Done::goto(REVIEWS).with(Notice::ReviewsBegun))
}

/// Records a review that was held; each ticked item of its list comes as `ticked[item]`.
///
/// # Errors
/// `Invalid` naming fields; `NotFound` when no such review is open.
#[server(endpoint = "registers/hold_review")]
pub async fn hold_review(
    #[server(default)] review: String,
    #[server(default)] signed: String,
    #[server(default)] note: String,
    #[server(default)] ticked: BTreeMap<String, String>,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let id = review.parse().map_err(|_| AppError::NotFound)?;
    let ticked = ticked.into_iter().filter(|(_, is)| !is.is_empty()).map(|(item, _)| item).collect();
    ctx.check(ctx.backend().hold_review(tx, id, &ReviewInput { ticked, signed, note }).await)?;
    Ok(Done::goto(REVIEWS).with(Notice::ReviewHeld))
}
