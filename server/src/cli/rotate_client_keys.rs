//! `nutriscope rotate-client-keys`: every client gets a new key, and what they wrote is sealed anew under it by the
//! running server, in the background. Says how far that is until it is through; stopping this command stops nothing.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use backend::client_keys::rotate;

use super::say;
use crate::config;

/// How often the progress is asked for.
const PAUSE: Duration = Duration::from_secs(2);

pub async fn run(only_look: bool) -> Result<()> {
    let database = config::secret("NS_MIGRATOR_URL")?
        .context("NS_MIGRATOR_URL is missing: the address of the ns_migrator login")?;
    if !only_look {
        say(format_args!("{} clients get a new key", rotate::ask_client_keys(&database).await?));
    }
    loop {
        let work = rotate::client_keys(&database).await?;
        let percent = if work.total > 0 { work.done * 100 / work.total } else { 100 };
        say(format_args!(
            "{percent} %: {} of {} clients, {} of {} values",
            work.finished, work.clients, work.done, work.total
        ));
        if work.stuck > 0 {
            bail!("{} values do not open and were left as they are: the server's log names them", work.stuck);
        }
        if only_look || work.finished >= work.clients {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
}
