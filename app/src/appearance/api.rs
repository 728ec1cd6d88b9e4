//! Keeps the choice for a year.

use contract::{AppError, Done};
use leptos::prelude::*;

/// `theme` is `system`, `light` or `dark`; answers with the page the form stood on.
///
/// # Errors
/// `Invalid` for anything else.
#[server(endpoint = "appearance/choose")]
pub async fn choose(theme: String, back: String) -> Result<Done, AppError> {
    let ctx = crate::ctx::Ctx::current()?;
    if !["system", "light", "dark"].contains(&theme.as_str()) {
        return Err(AppError::field("theme", contract::Code::Unknown));
    }
    ctx.set_cookie("theme", &theme, 365 * 24 * 3600)?;
    Ok(Done::goto(if crate::local::is_local(&back) { back } else { "/".to_owned() }))
}
