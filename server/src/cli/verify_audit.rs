//! `nutriscope verify-audit`: what is stored against what was signed. `nutriscope verify-proof`: one entry, offline, with
//! the same judgement the browser makes.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use backend::clock::Clock;
use backend::evidence::{LastCheck, Report, Verified, Witnessed, verify_all};
use backend::secret::{Keys, Signing};
use evidence::{Older, VerifierKey, check, fingerprint, split_notes};

use super::say;
use crate::config;

pub async fn audit(files: &[PathBuf]) -> Result<()> {
    let migrator = config::secret("NS_MIGRATOR_URL")?
        .context("NS_MIGRATOR_URL is missing: the address of the ns_migrator login")?;
    let mut given = Vec::new();
    for file in files {
        let text = read(file)?;
        given.extend(split_notes(text.trim_start()));
    }
    let (keys, dir, began) = (Keys::derive(&config::master_keys()?), config::status_dir(), Instant::now());
    let reports = verify_all(&migrator, &keys, &config::evidence(config::mode()?)?, &given, show).await?;
    for report in &reports {
        // Where the administrators' page reads it.
        let last = Some(Verified::of(report, Clock::System.now(), began.elapsed()));
        LastCheck { last, ..LastCheck::default() }.write(&dir, report.organisation)?;
    }
    for (_, key) in keys.public_keys(Signing::LedgerStatement) {
        say(format_args!("statements about a ledger that is taken along are signed by {}", fingerprint(&key)));
    }
    let wrong = reports.iter().filter(|report| !report.is_sound()).count();
    if wrong > 0 {
        bail!("{wrong} of {} organisations have a log that is not what it was", reports.len());
    }
    say(format_args!("{} organisations: every entry is what it was", reports.len()));
    Ok(())
}

fn show(report: &Report) {
    let Report { organisation, entries, redacted, ledger_entries, checkpoints, .. } = report;
    let erased = if *redacted > 0 { format!(", {redacted} with names erased") } else { String::new() };
    say(format_args!(
        "{organisation}: {entries} entries{erased}, {ledger_entries} ledger entries, {checkpoints} checkpoints compared"
    ));
    if !report.has_outside && *entries > 0 {
        say(
            "  no copy outside the database is at hand (NS_EVIDENCE_DIR): a rewrite with the signing key would not show",
        );
    }
    if let Some((entries, vouched)) = report.brought {
        let whom = if vouched { "as their signed statement says" } else { "vouched for by nobody" };
        say(format_args!("  {entries} of the ledger's entries were brought from another installation, {whom}"));
    }
    match &report.witnessed {
        None => say("  no witness is configured (NS_WITNESS_URL, NS_WITNESS_KEY)"),
        Some(Witnessed { name, sizes, .. }) if sizes.is_empty() => {
            say(format_args!("  {name} confirmed no checkpoint yet"))
        }
        Some(Witnessed { name, sizes, at }) => {
            let newest: Vec<_> = sizes.iter().rev().take(20).map(u64::to_string).collect();
            let at = at.map(|at| format!(", the last at {at}")).unwrap_or_default();
            say(format_args!("  {name} confirmed {} checkpoints{at}: of size {}", sizes.len(), newest.join(", ")));
        }
    }
    for fault in &report.faults {
        say(format_args!("  WRONG  {fault}"));
    }
}

pub fn proof(proof: &Path, keys: &[String], older: Option<(PathBuf, PathBuf)>) -> Result<()> {
    let text = read(proof)?;
    let keys: Vec<VerifierKey> = keys.iter().map(|key| VerifierKey::parse(key)).collect::<Result<_, _>>()?;
    if keys.is_empty() {
        bail!("--key is missing: the key the log's page shows, which you should know from elsewhere too");
    }
    let older = older.map(|(note, path)| anyhow::Ok((read(&note)?, read(&path)?))).transpose()?;
    let older = older.as_ref().map(|(checkpoint, path)| Older { checkpoint, path });
    match check(&text, &keys, older) {
        Ok(checked) => {
            say(format_args!("{}", checked.entry.public_text().trim_end()));
            say(format_args!(
                "yes: entry {} is in the log of {} entries signed by key {}",
                checked.entry.seq, checked.checkpoint.size, checked.fingerprint
            ));
            if let Some(size) = checked.continues {
                say(format_args!("and that log continues the one of {size} entries"));
            }
            Ok(())
        }
        Err(doubt) => bail!("no: {doubt}"),
    }
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}
