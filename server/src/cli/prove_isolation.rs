//! `nutriscope prove-isolation`: asks the database in use for its promises, one by one; changes nothing, shows nobody's
//! data, records when it was and how many held, and fails when one does not hold.

use anyhow::{Context, Result, bail};
use backend::Backend;
use backend::clock::Clock;
use backend::trust::status::{Isolation, Status};
use secrecy::ExposeSecret;

use super::say;
use crate::config;

pub async fn run() -> Result<()> {
    let migrator = config::secret("NS_MIGRATOR_URL")?
        .context("NS_MIGRATOR_URL is missing: the address of the ns_migrator login")?;
    let backend = Backend::new(config::backend()?, Clock::System)?;
    let mut checks = backend.prove_isolation(&migrator).await?;
    if let Some(cookie) = config::secret("NS_PROOF_COOKIE")? {
        let token = cookie.expose_secret().trim().parse();
        let token = token.map_err(|_| anyhow::anyhow!("NS_PROOF_COOKIE is not the value of a session's cookie"))?;
        checks.push(backend.prove_session(&token).await);
    }
    let at = backend.clock.now();
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
    // Also a bad result: the trust page must not go on showing an older good one.
    Status::update(&config::status_dir(), |status| {
        status.isolation = Some(Isolation { at, checks: checks.len(), broken: failed });
    })?;
    if failed > 0 {
        bail!("{failed} of {} promises of isolation do not hold", checks.len());
    }
    Ok(())
}
