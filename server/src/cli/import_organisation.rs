//! `nutriscope import-organisation FILE`: everything of an organisation, as its owner took it along from another
//! installation, into this one, which must be empty. All of it or nothing; each table must come out with its old hash.

use std::path::Path;

use anyhow::{Context, Result};
use backend::export;

use super::say;
use crate::config;

pub async fn run(file: &Path) -> Result<()> {
    let masters = config::master_keys()?;
    let superuser = config::secret("NS_BOOTSTRAP_URL")?
        .context("NS_BOOTSTRAP_URL is missing: a superuser's address, as for a new database")?;
    let brought = export::import(&superuser, &masters, file).await.map_err(|refusal| anyhow::anyhow!("{refusal}"))?;
    let mut rows = 0;
    for table in brought {
        say(format_args!("{}: {} rows, sha256 {}", table.table, table.rows, table.sha256));
        rows += table.rows;
    }
    say(format_args!(
        "{rows} rows were brought, each table with the hash it had. People choose new passwords at /forgotten."
    ));
    Ok(())
}
