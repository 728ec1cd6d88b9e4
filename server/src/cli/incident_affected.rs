//! `nutriscope incident-affected`: which records an incident reached, as a folder of files with hashes. Reads only;
//! holds ids and times, nobody's name.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use backend::clock::Clock;
use backend::incident::{Question, write_bundle};
use chrono::{DateTime, Utc};
use clap::Args;
use contract::incident::ScopeKind;
use uuid::Uuid;

use super::say;
use crate::config;

/// One of incident, session, network, account, or a time.
#[derive(Args)]
pub struct Asked {
    /// Whose logs: the organisation's id.
    #[arg(long)]
    organisation: Uuid,
    /// An incident of the register, whose scope is asked.
    #[arg(long)]
    incident: Option<Uuid>,
    /// A sign-in, by the number the log gives it; all it became.
    #[arg(long)]
    session: Option<Uuid>,
    /// Every sign-in from the network that this one came from.
    #[arg(long)]
    network_of: Option<Uuid>,
    /// A member's account.
    #[arg(long)]
    account: Option<Uuid>,
    /// From then on, such as 2026-11-22T09:00:00Z.
    #[arg(long)]
    from: Option<DateTime<Utc>>,
    #[arg(long)]
    until: Option<DateTime<Utc>>,
    /// The folder to make; it must not be there yet.
    #[arg(long)]
    out: PathBuf,
}

pub async fn run(asked: Asked) -> Result<()> {
    let database = config::secret("NS_MIGRATOR_URL")?
        .context("NS_MIGRATOR_URL is missing: the address of the ns_migrator login")?;
    let started = std::time::Instant::now();
    let question = question(&asked)?;
    let bundle = write_bundle(&database, asked.organisation, question, &asked.out, Clock::System.now()).await?;
    say(format_args!("{} lines, {} clients, {:.1} s", bundle.lines, bundle.clients, started.elapsed().as_secs_f64()));
    say(format_args!("{}", bundle.manifest.display()));
    say(format_args!("sha256 {}: write it down elsewhere", bundle.sha256));
    Ok(())
}

fn question(asked: &Asked) -> Result<Question> {
    let (since, until) = (asked.from, asked.until);
    let scope = |kind, id| Question::Scope { kind, id, since, until };
    let named = [
        asked.incident.map(Question::Incident),
        asked.session.map(|id| scope(ScopeKind::Session, Some(id))),
        asked.network_of.map(|id| scope(ScopeKind::Network, Some(id))),
        asked.account.map(|id| scope(ScopeKind::Account, Some(id))),
    ];
    let mut named = named.into_iter().flatten();
    match (named.next(), named.next()) {
        (Some(question), None) => Ok(question),
        (None, None) if since.is_some() && until.is_some() => Ok(scope(ScopeKind::Range, None)),
        _ => bail!("ask about one of --incident, --session, --network-of, --account, or about --from and --until"),
    }
}
