//! Asking for new keys.

use contract::{AppError, Done};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::ctx::Ctx;
#[cfg(feature = "ssr")]
use backend::db::Clinic;
#[cfg(feature = "ssr")]
use contract::Notice;

/// Every client of the clinic gets a new key, in the background.
///
/// # Errors
/// `ProofNeeded`; `NotFound` for anyone who is not an administrator.
#[server(endpoint = "keys/replace")]
pub async fn replace() -> Result<Done, AppError> {
    let ctx = Ctx::current()?;
    let tx = ctx.write::<Clinic>().await?;
    ctx.check(ctx.backend().rotate_client_keys(tx).await)?;
    Ok(Done::goto("/clinic/keys").with(Notice::KeysReplacing))
}
