//! `nutriscope reset-factors ADDRESS`: for a lone owner who has lost every second factor. The password stays; every
//! session ends; it is in the log of each of their organisations and they are told by letter.

use anyhow::{Context, Result, bail};
use backend::Backend;
use backend::clock::Clock;

use super::say;
use crate::config;

pub async fn run(email: &str) -> Result<()> {
    let database = config::secret("NS_MIGRATOR_URL")?
        .context("NS_MIGRATOR_URL is missing: the address of the ns_migrator login")?;
    let backend = Backend::new(config::backend()?, Clock::System)?;
    match backend::recovery::reset_factors(&backend, &database, email).await? {
        None => bail!("no account of this address has a second factor"),
        Some(told) => say(format_args!(
            "taken off; {told} organisations have it in their log, and the letter about it is posted. They sign in with their password"
        )),
    }
    Ok(())
}
