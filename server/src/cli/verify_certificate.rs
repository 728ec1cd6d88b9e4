//! `nutriscope verify-certificate FILE`: whether a certificate of destroyed keys is unchanged, and by whom it was made.
//! Needs no database. With `--key`, or this installation's master keys in the environment, it also says whether the key
//! that signed it is the one that was expected; without, it names that key for a comparison by hand.

use std::path::Path;

use anyhow::{Context, Result, bail};
use backend::client_keys::certificate::{Worth, verify};
use backend::secret::{Keys, Signing};

use super::say;
use crate::config;

pub fn run(file: &Path, key: Option<&str>) -> Result<()> {
    let text = std::fs::read_to_string(file).context("the file cannot be read")?;
    let trusted: Vec<[u8; 32]> = match key {
        Some(key) => {
            let mut bytes = [0; 32];
            hex::decode_to_slice(key.trim(), &mut bytes).context("--key is not 64 hexadecimal digits")?;
            vec![bytes]
        }
        None => config::master_keys().map_or_else(
            |_| vec![],
            |masters| {
                let keys = Keys::derive(&masters).public_keys(Signing::ErasureCertificate);
                keys.into_iter().map(|(_, key)| key).collect()
            },
        ),
    };
    match (verify(&text, &trusted)?, trusted.is_empty()) {
        (Worth::Ours, _) => say("unchanged, and signed with the expected key"),
        (Worth::Unknown, true) => {
            say("unchanged; compare the public key in its last line with the one the clinic publishes");
        }
        (Worth::Unknown, false) => bail!("unchanged, but signed with another key than the expected one"),
    }
    Ok(())
}
