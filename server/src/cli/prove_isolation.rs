//! `nutriscope prove-isolation`: asks the database in use for its promises, one by one; changes nothing, shows nobody's
//! data, records when it was and how many held, and fails when one does not hold.

use anyhow::{Context, Result, bail};
use backend::Backend;
use backend::clock::Clock;
use backend::prove::{Extent, Proof};
use backend::trust::status::{Isolation, Status};
use secrecy::ExposeSecret;

use super::say;
use crate::config;

pub async fn run() -> Result<()> {
    let migrator = config::secret("NS_MIGRATOR_URL")?
        .context("NS_MIGRATOR_URL is missing: the address of the ns_migrator login")?;
    let backend = Backend::new(config::backend()?, Clock::System)?;
    let began = std::time::Instant::now();
    let mut proof = backend.prove_isolation(&migrator, Extent::default()).await?;
    if let Some(cookie) = config::secret("NS_PROOF_COOKIE")? {
        let token = cookie.expose_secret().trim().parse();
        let token = token.map_err(|_| anyhow::anyhow!("NS_PROOF_COOKIE is not the value of a session's cookie"))?;
        proof.checks.push(backend.prove_session(&token).await);
    }
    let at = backend.clock.now();
    backend.close().await;
    let mut of = "";
    for check in &proof.checks {
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
    say(format_args!(""));
    for (fact, times) in &proof.decided {
        say(format_args!("  {times} pairs were decided by one fact alone: {fact}"));
    }
    for missing in &proof.missing {
        say(format_args!("  not covered: there is no example of {missing} here"));
    }
    let (failed, checks) = (proof.broken(), proof.checks.len());
    let Proof { pairs, allowed, people, tables, things, .. } = proof;
    say(format_args!(
        "\n{pairs} pairs compared under {people} sessions in {tables} tables, {allowed} of them allowed; {things} things compared with what was shipped; {} s",
        began.elapsed().as_secs()
    ));
    say(format_args!("{checks} promises asked, {failed} broken"));
    // Also a bad result: the trust page must not go on showing an older good one.
    Status::update(&config::status_dir(), |status| {
        let uncovered = proof.missing.len();
        status.isolation = Some(Isolation { at, checks, broken: failed, pairs, things, uncovered });
    })?;
    if failed > 0 {
        bail!("{failed} of {checks} promises of isolation do not hold");
    }
    Ok(())
}
