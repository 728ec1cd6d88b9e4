//! Filtering the log and taking a copy of it.

use contract::{AppError, Done};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::ctx::Ctx;
#[cfg(feature = "ssr")]
use backend::db::Clinic;
#[cfg(feature = "ssr")]
use contract::{
    Notice,
    audit::{FilterInput, Format},
};

#[cfg(feature = "ssr")]
pub(super) const VIEWER: &str = "/clinic/audit";

/// Leads to the log as it was asked for. The client is found by name here, so that no name enters an address (N8).
///
/// # Errors
/// `Invalid` naming fields.
#[server(endpoint = "audit/filter")]
pub async fn filter(
    #[server(default)] from: String,
    #[server(default)] until: String,
    #[server(default)] person: String,
    #[server(default)] client: String,
    #[server(default)] action: String,
    #[server(default)] kind: String,
) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let mut tx = ctx.read::<Clinic>().await?;
    let (mut filter, name) = FilterInput { from, until, person, client, action, kind }.parse()?;
    if let Some(name) = name {
        filter.client = Some(ctx.check(ctx.backend().find_audited_client(&mut tx, &name).await)?.0);
    }
    Ok(Done::goto(format!("{VIEWER}?{}", filter.to_query()).trim_end_matches('?')))
}

/// Writes into the log that a copy is taken, and leads back to the log, which hands the file over: so whoever was asked
/// for a proof on the way does not stay on the page that asked. `asked` is the query of the log as it was shown.
///
/// # Errors
/// `ProofNeeded`; `NotFound` for a query that cannot be.
#[server(endpoint = "audit/export")]
pub async fn export(#[server(default)] asked: String, #[server(default)] format: String) -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    let format = Format::parse(&format).ok_or(AppError::NotFound)?;
    let filter = super::viewer::read_query(&asked)?.0;
    let ticket = ctx.check(ctx.backend().export_audit(tx, &filter, format).await)?;
    let query = [filter.to_query(), format!("copy={ticket}&format={}", format.as_str())];
    let query = query.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("&");
    Ok(Done::goto(format!("{VIEWER}?{query}")).with(Notice::CopyTaken))
}

/// The clinic's log is verified in the background.
///
/// # Errors
/// `NotFound` for anyone who is not an administrator.
#[server(endpoint = "audit/verify")]
pub async fn verify() -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    ctx.check(ctx.backend().ask_verification(tx).await)?;
    Ok(Done::goto("/clinic/audit/integrity"))
}
