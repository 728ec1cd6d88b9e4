//! The restore drill: the newest backup, put back into a scratch database and asked whether it is sound. A backup that
//! was never restored is a hope.

use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use sqlx::PgConnection;

use super::{Config, EVIDENCE, fault, folder, queries, restore};
use crate::client_keys::closed;
use crate::db::{catalogue, setup};
use crate::erasure::rehearse;
use crate::evidence::{EvidenceConfig, verify_all};
use crate::random;
use crate::refusal::Refusal;
use crate::secret::Keys;

/// How scratch databases are called; 16 hexadecimal digits follow.
const SCRATCH: &str = "nutriscope_restore_drill_";

/// One thing that was asked of the restored database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub what: &'static str,
    /// Where it does not hold; empty means that it does.
    pub wrong: Vec<String>,
}

/// What a drill found.
#[derive(Debug, Clone)]
pub struct Drill {
    pub backup_made_at: DateTime<Utc>,
    /// From the first byte read to a database that could serve.
    pub took: Duration,
    pub rows: i64,
    pub checks: Vec<Check>,
    /// Erasures that were looked for; none where there is no ledger of them outside of the database.
    pub erasures: Option<usize>,
}

impl Drill {
    pub fn passed(&self) -> bool {
        self.checks.iter().all(|check| check.wrong.is_empty())
    }
}

/// Restores the newest backup into a database of its own beside the others of `superuser`'s cluster, asks, and drops it
/// again, whatever came out.
///
/// # Errors
/// When there is no backup, or it could not be restored at all.
pub async fn drill(config: &Config, superuser: &SecretString) -> Result<Drill, Refusal> {
    let newest = folder::list(&config.dir)?.into_iter().next();
    let newest = newest.ok_or_else(|| Refusal::Fault("there is no backup to restore".into()))?;
    // Locks belong to a database: all drills of a cluster meet in this one.
    let mut cluster = setup::connect(&beside(superuser, "postgres")?).await?;
    for abandoned in queries::list_abandoned(&mut cluster, SCRATCH).await? {
        queries::drop_scratch(&mut cluster, &abandoned).await?;
    }
    let name = format!("{SCRATCH}{}", hex::encode(random::bytes::<8>()));
    let scratch = beside(superuser, &name)?;
    queries::create_scratch(&mut cluster, &name).await?;
    let drilled = ask(config, &newest.path, &scratch).await;
    let dropped = drop_quietly(&mut cluster, &name).await;
    let drill = drilled?;
    dropped?;
    Ok(drill)
}

async fn drop_quietly(cluster: &mut PgConnection, name: &str) -> Result<(), Refusal> {
    queries::drop_scratch(cluster, name).await.map_err(|error| fault("the scratch database stays behind", error))
}

async fn ask(config: &Config, file: &Path, scratch: &SecretString) -> Result<Drill, Refusal> {
    let began = tokio::time::Instant::now();
    // Files are read through and authenticated; writing them needs no practice.
    let restored = restore(file, &config.masters, scratch, &[], config.postgres_bin.as_deref()).await?;
    let took = began.elapsed();
    let mut connection = setup::connect(scratch).await?;
    let broken = catalogue::breaches(scratch).await?;
    let broken = broken.into_iter().map(|rule| format!("{}: {}", rule.demands, rule.at.join(", "))).collect();
    let keys = Keys::derive(&config.masters);
    // Without the copy outside, which knows of later entries than the backup.
    let logs = verify_all(scratch, &keys, &EvidenceConfig::default(), &[], |_| ()).await?;
    let bad = logs.iter().flat_map(|log| log.faults.iter().map(|fault| format!("{}: {fault}", log.organisation)));
    let signed_in = queries::count_sessions(&mut connection).await?;
    let mut checks = vec![
        Check { what: "every row and every log is what it was", wrong: restored.differences },
        Check { what: "the rules of the catalogue hold", wrong: broken },
        Check { what: "every entry of the logs and ledgers is what was signed", wrong: bad.collect() },
        Check { what: "what was sealed opens", wrong: closed(scratch, &config.masters).await? },
        Check {
            what: "nobody is signed in",
            wrong: (signed_in > 0).then(|| format!("{signed_in} sessions live")).into_iter().collect(),
        },
    ];
    // Last, for it changes the copy.
    let erasures = match config.folders.iter().find(|(name, _)| name == EVIDENCE) {
        Some((_, dir)) => {
            let done = rehearse(scratch, &config.masters, dir.clone()).await?;
            checks.push(Check { what: "whoever was erased is erased again, and nowhere in it", wrong: done.wrong });
            Some(done.known)
        }
        None => None,
    };
    let rows = restored.manifest.tables.values().map(|table| table.rows).sum();
    Ok(Drill { backup_made_at: restored.manifest.made_at, took, rows, checks, erasures })
}

/// The same cluster and login, another database.
fn beside(superuser: &SecretString, name: &str) -> Result<SecretString, Refusal> {
    let mut address = url::Url::parse(superuser.expose_secret())
        .map_err(|_| Refusal::Fault("the database address cannot be read".into()))?;
    address.set_path(&format!("/{name}"));
    Ok(String::from(address).into())
}
