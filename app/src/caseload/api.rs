//! What the caseload's form posts to.

use contract::{AppError, Done};
use leptos::prelude::*;

/// Shows the list again for what was typed (N8: a name enters no address).
///
/// # Errors
/// `Invalid` when it is too long; else `Continue`, always: that is how the page is shown again.
#[server(endpoint = "caseload/search_clients")]
pub async fn search_clients(#[server(default)] search: String) -> Result<Done, AppError> {
    crate::ctx::Ctx::current()?.read::<backend::db::Practice>().await?;
    contract::caseload::Search::parse(&search)?;
    Err(AppError::Continue)
}
