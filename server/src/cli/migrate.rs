//! `nutriscope migrate`: safe to repeat. It may run while the old version serves; what a new version changed in functions
//! that sign-in calls, the old one cannot call any more, so the server is restarted right afterwards.

use anyhow::{Context, Result};
use backend::client_keys::step;
use backend::db::setup;

use super::say;
use crate::config;

pub async fn run() -> Result<()> {
    if let Some(superuser) = config::secret("NS_BOOTSTRAP_URL")? {
        setup::bootstrap(&superuser).await.context("roles and privileged functions")?;
        say("roles and privileged functions are up to date");
    } else {
        say(
            "NS_BOOTSTRAP_URL is not set: roles and privileged functions stay as they are, which is right between updates only",
        );
    }
    let migrator = config::secret("NS_MIGRATOR_URL")?
        .context("NS_MIGRATOR_URL is missing: the address of the ns_migrator login")?;
    setup::migrate(&migrator)
        .await
        .context("schema (a new database, and each update, needs NS_BOOTSTRAP_URL, a superuser's address)")?;
    say("schema and reference data are up to date");
    // Under the keys the server has: without them nobody could sign in.
    let masters = config::master_keys().context("signing in is checked with keys derived from it")?;
    step::put(&migrator, &masters).await.context("the keys that signing in is checked with")?;
    say("the database knows the keys that signing in is checked with; every password's hash is sealed");
    Ok(())
}
