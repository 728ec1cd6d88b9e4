//! `nutriscope verify-receipt FILE`: whether a receipt says what was signed, and by whom. Needs no database and no server.

use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use backend::consent::verify_receipt;

use super::say;
use crate::config;

pub fn run(file: &Path) -> Result<()> {
    let text = std::fs::read_to_string(file).context("the file cannot be read")?;
    let keys = match config::secret("NS_MASTER_KEY")? {
        Some(_) => Some(config::master_keys()?),
        None => None,
    };
    let verdict = verify_receipt(&text, keys.as_ref()).map_err(|why| anyhow!(why))?;
    say(format_args!(
        "The receipt is whole. {}, client of {}, {}",
        verdict.client, verdict.organisation, verdict.issued_at
    ));
    for claim in &verdict.decisions {
        let (at, kind, version, decision) = (&claim.at, &claim.kind, claim.version, &claim.decision);
        say(format_args!(
            "  {at}  {kind} (version {version}, {}): {decision}, text {}",
            claim.language, claim.text_sha256
        ));
    }
    say(format_args!("Signed with the key {}", verdict.public_key));
    match verdict.is_ours {
        Some(true) => say("That is a key of this installation."),
        Some(false) => bail!("that is no key of this installation: somebody else signed it, or the key is gone"),
        None => say("Whose key that is cannot be told here: compare it with the one the clinic names."),
    }
    Ok(())
}
