//! A small file in `NS_STATUS_DIR` that says what a command or job found.
//!
//! Guarantees: written whole or not at all, also by several at once; what cannot be read, or is far longer than it ever
//! is, counts as never having been written, since a claim needs its ground.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::random;
use crate::refusal::Refusal;

/// What the file says; the default where there is none, one that cannot be read, or one of more than `most` bytes.
pub(crate) fn read<T: DeserializeOwned + Default>(path: &Path, most: u64) -> T {
    match fs::metadata(path) {
        Ok(file) if file.len() <= most => {}
        _ => return T::default(),
    }
    fs::read(path).ok().and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default()
}

/// Makes the folder in which such files lie.
///
/// # Errors
/// When it cannot be made.
pub(crate) fn make_folder(dir: &Path) -> Result<(), Refusal> {
    fs::DirBuilder::new().recursive(true).mode(0o755).create(dir).map_err(failed)
}

/// Writes the file whole, its folder too.
///
/// # Errors
/// When it cannot be written.
pub(crate) fn write<T: Serialize>(dir: &Path, name: &str, value: &T) -> Result<(), Refusal> {
    make_folder(dir)?;
    let text = serde_json::to_vec_pretty(value).map_err(|error| failed(error.into()))?;
    let new = dir.join(format!(".{name}.{}", random::link_token()));
    let written = OpenOptions::new()
        .create_new(true)
        .write(true)
        .mode(0o644)
        .open(&new)
        .and_then(|mut file| file.write_all(&text).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&new, dir.join(name)));
    written.map_err(|error| {
        // Nothing half made stays; what cannot be removed either is the disk's trouble, which is told.
        drop(fs::remove_file(&new));
        failed(error)
    })
}

pub(super) fn failed(error: std::io::Error) -> Refusal {
    Refusal::Fault(format!("what was found cannot be recorded: {}", error.kind()))
}
