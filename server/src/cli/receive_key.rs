//! `nutriscope receive-key`: makes the key pair that an organisation which moves here seals its data for, and prints the
//! public half. The private half lies in the file that `NS_RECEIVE_KEY_FILE` names, readable by its owner alone, and is
//! printed nowhere. Run again it says the same key, and never makes another in its place.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;

use anyhow::{Context, Result, bail};
use backend::secret::ReceiveKey;
use secrecy::ExposeSecret;

use super::say;
use crate::config;

const NAME: &str = "NS_RECEIVE_KEY";

pub fn run() -> Result<()> {
    let file = std::env::var(format!("{NAME}_FILE")).ok().filter(|file| !file.is_empty());
    if let Some(file) = file {
        make(&file)?;
    } else if config::secret(NAME)?.is_none() {
        bail!("{NAME}_FILE is missing: the file that is to hold the private half, on this machine");
    }
    let recipient = read()?.recipient();
    say("Give this to the owner of the organisation that moves here; it is public:");
    say(format_args!("  {recipient}"));
    say("Read these to each other by another way than you sent it (a call): they must be the same there.");
    say(format_args!("  {}", recipient.fingerprint()));
    Ok(())
}

/// Writes a new private half, if there is none.
fn make(path: &str) -> Result<()> {
    let mut file = match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(()),
        Err(error) => bail!("{NAME}_FILE cannot be written: {}", error.kind()),
    };
    let text = ReceiveKey::generate().to_text();
    let written = writeln!(file, "{}", text.expose_secret()).and_then(|()| file.sync_all());
    written.context("the private half cannot be written")
}

/// The private half of this installation.
pub fn read() -> Result<ReceiveKey> {
    let text = config::secret(NAME)?.with_context(|| {
        format!("{NAME}_FILE is missing: the private half of the key the file is sealed for (nutriscope receive-key makes one)")
    })?;
    ReceiveKey::parse(&text)
        .with_context(|| format!("{NAME}_FILE holds no private half that nutriscope receive-key made"))
}
