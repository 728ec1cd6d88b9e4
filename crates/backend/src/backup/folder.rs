//! The folder backups lie in: one writer at a time, unfinished files under another name, names that sort by time.

use std::fs::{self, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};

use super::fault;
use crate::refusal::Refusal;

const FORM: &str = "nutriscope-%Y%m%dT%H%M%S%3fZ.backup";
const PARTIAL: &str = ".partial";
const LOCK: &str = ".lock";

/// A finished backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub path: PathBuf,
    pub made_at: DateTime<Utc>,
}

/// Held while a backup is made.
pub(super) struct Lock(#[expect(dead_code, reason = "held, not read")] File);

/// Takes the folder for oneself, making it if need be, and clears away what a killed backup left.
pub(super) fn lock(dir: &Path) -> Result<Lock, Refusal> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(|e| fault("the folder for backups", e))?;
    let path = dir.join(LOCK);
    let file = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path);
    let file = file.map_err(|error| fault("the folder for backups", error))?;
    if !is_ours(&file) {
        return Err(Refusal::Fault("another backup is being made".into()));
    }
    for entry in fs::read_dir(dir).map_err(|error| fault("the folder for backups", error))?.flatten() {
        if entry.file_name().to_string_lossy().ends_with(PARTIAL) {
            fs::remove_file(entry.path()).map_err(|error| fault("what an earlier backup left", error))?;
        }
    }
    Ok(Lock(file))
}

/// Tries for half a second: a program that is just being started holds the files of whoever started it until it runs.
fn is_ours(file: &File) -> bool {
    for _ in 0..10 {
        if file.try_lock().is_ok() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    false
}

/// A file that has no final name yet. Removed when dropped.
pub(super) struct Partial {
    pub path: PathBuf,
    to: PathBuf,
    is_done: bool,
}

impl Partial {
    pub(super) fn create(dir: &Path, made_at: DateTime<Utc>) -> Result<(Self, File), Refusal> {
        let to = dir.join(insight::clock::written(&chrono::Utc, made_at, FORM));
        if to.exists() {
            return Err(Refusal::Fault("there is a backup of this very moment already".into()));
        }
        let mut name = to.clone().into_os_string();
        name.push(PARTIAL);
        let path = PathBuf::from(name);
        let file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(&path);
        let file = file.map_err(|error| fault("the backup's file", error))?;
        Ok((Self { path, to, is_done: false }, file))
    }

    /// Gives it its name, so that it is there after a power cut too.
    pub(super) fn finish(mut self) -> Result<PathBuf, Refusal> {
        fs::rename(&self.path, &self.to).map_err(|error| fault("the backup's name", error))?;
        self.is_done = true;
        if let Some(dir) = self.to.parent() {
            File::open(dir).and_then(|dir| dir.sync_all()).map_err(|error| fault("the folder for backups", error))?;
        }
        Ok(self.to.clone())
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.is_done {
            _ = fs::remove_file(&self.path);
        }
    }
}

/// The finished backups, the newest first. Files of other names are not ours.
///
/// # Errors
/// When the folder cannot be read; one that is not there holds none.
pub fn list(dir: &Path) -> Result<Vec<Kept>, Refusal> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(fault("the folder for backups", error)),
    };
    let mut kept: Vec<Kept> = entries
        .flatten()
        .filter_map(|entry| {
            let made_at = NaiveDateTime::parse_from_str(entry.file_name().to_str()?, FORM).ok()?.and_utc();
            Some(Kept { path: entry.path(), made_at })
        })
        .collect();
    kept.sort_by_key(|kept| std::cmp::Reverse(kept.made_at));
    Ok(kept)
}
