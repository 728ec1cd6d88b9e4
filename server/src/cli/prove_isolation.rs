//! `nutriscope prove-isolation`: asks the database in use for its promises, one by one; changes nothing, shows nobody's
//! data, and fails when one does not hold.

use anyhow::{Context, Result, bail};
use backend::Backend;
use backend::clock::Clock;

use super::say;
use crate::config;

pub async fn run() -> Result<()> {
    let migrator = config::secret("NS_MIGRATOR_URL")?
        .context("NS_MIGRATOR_URL is missing: the address of the ns_migrator login")?;
    let backend = Backend::new(config::backend()?, Clock::System)?;
    let checks = backend.prove_isolation(&migrator).await?;
    backend.close().await;
    let mut of = "";
    for check in &checks {
        if check.of != of {
            say(format_args!("\n{}", check.of));
        }
        of = &check.of;
        let mark = if check.holds() { "pass" } else { "FAIL" };
        say(format_args!("  {mark}  {}", check.what));
        for wrong in &check.wrong {
            say(format_args!("        at {wrong}"));
        }
    }
    let failed = checks.iter().filter(|check| !check.holds()).count();
    say(format_args!("\n{} promises asked, {failed} broken", checks.len()));
    if failed > 0 {
        bail!("{failed} of {} promises of isolation do not hold", checks.len());
    }
    Ok(())
}
