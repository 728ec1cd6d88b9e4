//! `nutriscope backup`, `restore` and `restore-drill`. What they found is recorded for metrics and the trust page, a
//! failure too.

use std::path::Path;

use anyhow::{Context, Result, bail};
use backend::Refusal;
use backend::backup;
use backend::clock::Clock;
use backend::trust::status::{BackupDone, DrillDone, Status};

use super::say;
use crate::config;

pub async fn take() -> Result<()> {
    let settings = config::backups()?;
    let status = config::status_dir();
    let taken = match backup::take(&settings).await {
        Ok(taken) => taken,
        Err(refusal) => {
            let at = Clock::System.now();
            Status::update(&status, |status| status.backup_failed_at = Some(at))?;
            return Err(said(refusal).context("no backup was made"));
        }
    };
    let done = BackupDone { at: taken.manifest.made_at, bytes: taken.bytes };
    Status::update(&status, |status| (status.backup, status.backup_failed_at) = (Some(done), None))?;
    let rows: i64 = taken.manifest.tables.values().map(|table| table.rows).sum();
    let (tables, files) = (taken.manifest.tables.len(), taken.manifest.parts.len() - 1);
    say(format_args!("{}: {} bytes, {rows} rows of {tables} tables, {files} files", taken.path.display(), taken.bytes));
    say("read back and understood");
    for removed in &taken.removed {
        say(format_args!("removed {}", removed.display()));
    }
    Ok(())
}

pub async fn restore(file: &Path, into: String) -> Result<()> {
    let masters = config::master_keys()?;
    let bin = std::env::var_os("NS_POSTGRES_BIN").map(std::path::PathBuf::from);
    let restored =
        backup::restore(file, &masters, &into.into(), &config::folders(), bin.as_deref()).await.map_err(said)?;
    let rows: i64 = restored.manifest.tables.values().map(|table| table.rows).sum();
    say(format_args!("the backup of {} is back: {rows} rows, {} files", restored.manifest.made_at, restored.files));
    for difference in &restored.differences {
        say(format_args!("  differs: {difference}"));
    }
    say(
        "everybody is signed out; next: nutriscope migrate, nutriscope reapply-erasures, nutriscope doctor, nutriscope prove-isolation",
    );
    match restored.differences.len() {
        0 => Ok(()),
        some => bail!("{some} differences from what was backed up"),
    }
}

pub async fn drill() -> Result<()> {
    let settings = config::backups()?;
    let superuser = config::secret("NS_BOOTSTRAP_URL")?
        .context("NS_BOOTSTRAP_URL is missing: a superuser's address, to make and drop a scratch database")?;
    let status = config::status_dir();
    let (drill, at) = (backup::drill(&settings, &superuser).await, Clock::System.now());
    let drill = match drill {
        Ok(drill) => drill,
        Err(refusal) => {
            // A drill that could not be held is one that failed: an older good one is no longer the last word.
            let done = DrillDone { at, checks: 1, broken: 1, seconds: 0, backup_made_at: at, erasures: None };
            Status::update(&status, |status| status.drill = Some(done))?;
            return Err(said(refusal).context("the drill failed"));
        }
    };
    let broken = drill.checks.iter().filter(|check| !check.wrong.is_empty()).count();
    let (checks, seconds) = (drill.checks.len(), drill.took.as_secs());
    let (backup_made_at, erasures) = (drill.backup_made_at, drill.erasures);
    let done = DrillDone { at, checks, broken, seconds, backup_made_at, erasures };
    Status::update(&status, |status| status.drill = Some(done))?;
    say(format_args!("the backup of {}: {} rows in {:.1?}", drill.backup_made_at, drill.rows, drill.took));
    for check in &drill.checks {
        say(format_args!("  {}  {}", if check.wrong.is_empty() { "pass" } else { "FAIL" }, check.what));
        for wrong in &check.wrong {
            say(format_args!("        {wrong}"));
        }
    }
    match drill.erasures {
        Some(erasures) => say(format_args!("  {erasures} erasures of the ledger were looked for")),
        None => say(
            "  not asked: whether somebody erased comes back; NS_EVIDENCE_DIR with the ledger of erasures is not set",
        ),
    }
    if broken > 0 {
        bail!("{broken} of {checks} checks of the restored backup do not hold");
    }
    Ok(())
}

/// Commands run by an operator may say more than an answer to a stranger.
fn said(refusal: Refusal) -> anyhow::Error {
    anyhow::Error::new(refusal)
}
