//! `nutriscope migrate`: safe to repeat, and to run while the old version serves.

use anyhow::{Context, Result};
use backend::db::setup;

use super::say;
use crate::config;

pub async fn run() -> Result<()> {
    if let Some(superuser) = config::secret("NS_BOOTSTRAP_URL")? {
        setup::bootstrap(&superuser).await.context("roles and privileged functions")?;
        say("roles and privileged functions are up to date");
    }
    let migrator = config::secret("NS_MIGRATOR_URL")?
        .context("NS_MIGRATOR_URL is missing: the address of the ns_migrator login")?;
    setup::migrate(&migrator)
        .await
        .context("schema (a new database needs NS_BOOTSTRAP_URL, a superuser's address, once)")?;
    say("schema and reference data are up to date");
    Ok(())
}
