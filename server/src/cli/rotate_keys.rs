//! `nutriscope rotate-keys`: what lies sealed under older master keys is sealed anew under the current one, in small
//! transactions beside the running server. Fails when something does not open, and says where.

use anyhow::{Context, Result, bail};
use backend::client_keys::rotate;

use super::say;
use crate::config;

pub async fn run() -> Result<()> {
    let masters = config::master_keys()?;
    let database = config::secret("NS_MIGRATOR_URL")?
        .context("NS_MIGRATOR_URL is missing: the address of the ns_migrator login")?;
    let (current, _) = masters.current();
    say(format_args!("master keys {:?}, current {current}", masters.versions()));
    let progress = |column: &backend::secret::Column, moved: u64| {
        say(format_args!("{}.{}: {moved} moved", column.table, column.column));
    };
    let (mut stuck, mut older) = (0, 0);
    for done in rotate::rotate(&database, &masters, progress).await? {
        let place = format!("{}.{}", done.table, done.column);
        for (row, why) in &done.stuck {
            say(format_args!("{place}, row {row}: {why}"));
        }
        for (version, amount) in &done.stored {
            match version {
                Some(version) => say(format_args!("{place}: {amount} under key {version}")),
                None => say(format_args!("{place}: {amount} not sealed by this program")),
            }
            older += if *version == Some(current) { 0 } else { *amount };
        }
        stuck += done.stuck.len();
    }
    if stuck > 0 {
        bail!("{stuck} values do not open: keep the keys they were sealed under, and look at them");
    }
    if older > 0 {
        bail!("{older} values were written meanwhile by a server that has other keys: run this again");
    }
    say(format_args!("everything stored lies under key {current}; older keys can be removed, which signs people out"));
    Ok(())
}
