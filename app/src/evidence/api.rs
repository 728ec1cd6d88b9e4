//! Asking for a signed head over what waits.

use contract::{AppError, Done};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::ctx::Ctx;
#[cfg(feature = "ssr")]
use backend::db::Client;

/// # Errors
/// `NotSignedIn`.
#[server(endpoint = "evidence/ask")]
pub async fn ask() -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Client>().await?;
    ctx.check(ctx.backend().ask_checkpoint(tx).await)?;
    Ok(Done::goto("/me/evidence"))
}
