//! `nutriscope reapply-erasures`: after a restore, erases again what was erased since the backup was made. Safe to stop
//! and to repeat; `serve` does not start before it is done.

use anyhow::{Context, Result};
use backend::Backend;
use backend::clock::Clock;

use super::say;
use crate::config;

pub async fn run() -> Result<()> {
    let migrator = config::secret("NS_MIGRATOR_URL")?
        .context("NS_MIGRATOR_URL is missing: the address of the ns_migrator login")?;
    let config = config::backend()?;
    config.evidence.dir.as_ref().context("NS_EVIDENCE_DIR is missing: the folder with the ledger of erasures")?;
    let backend = Backend::new(config, Clock::System)?;
    let applied = backend.reapply_erasures(&migrator).await?;
    backend.close().await;
    say(format_args!("{applied} erasures applied again; nothing is left to do"));
    Ok(())
}
