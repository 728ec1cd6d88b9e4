//! `nutriscope import-organisation FILE`: everything of an organisation, as it moved out of another installation, sealed
//! for this one's key (`receive-key`), into this one, which must be empty. All of it or nothing; each table must come out with its old hash.

use std::path::Path;

use anyhow::{Context, Result};
use backend::evidence::Outside;
use backend::export;

use super::{receive_key, say};
use crate::config;

pub async fn run(file: &Path) -> Result<()> {
    let masters = config::master_keys()?;
    let superuser = config::secret("NS_BOOTSTRAP_URL")?
        .context("NS_BOOTSTRAP_URL is missing: a superuser's address, as for a new database")?;
    let receive = receive_key::read()?;
    let brought =
        export::import(&superuser, &masters, &receive, file).await.map_err(|refusal| anyhow::anyhow!("{refusal}"))?;
    let mut rows = 0;
    for table in &brought.tables {
        say(format_args!("{}: {} rows, sha256 {}", table.table, table.rows, table.sha256));
        rows += table.rows;
    }
    if brought.ledger > 0 {
        say(format_args!("the ledger of payments: {} entries, held to what they are from now on", brought.ledger));
    }
    match &brought.statement {
        None => say("  nothing in the file vouches for the ledger: it came without a signed statement"),
        Some(statement) => {
            say(format_args!("  as signed where it came from by the key {}", statement.fingerprint()));
            say("  compare it with the one that nutriscope verify-audit printed there");
            // The heads of its log are believed by the keys that signed them there.
            match config::evidence(config::mode()?)?.dir {
                Some(dir) => {
                    for key in &statement.checkpoint_keys {
                        Outside::add_key(&dir, key).context("the keys that signed its log cannot be kept")?;
                    }
                }
                None => {
                    say("  NS_EVIDENCE_DIR is not set: the signed heads of its log will be believed by nobody here")
                }
            }
        }
    }
    say(format_args!(
        "{rows} rows were brought, each table with the hash it had. People choose new passwords at /forgotten."
    ));
    Ok(())
}
