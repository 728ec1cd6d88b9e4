//! What was last proved, backed up and practised: a small file beside the database, so that it survives a restore.
//!
//! Guarantees: written whole or not at all, by one command at a time; what cannot be read counts as never having
//! happened, since a claim needs its ground. Holds times and counts, nothing of anybody, no place and no version.

use std::fs::OpenOptions;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::file;
use crate::refusal::Refusal;

const FILE: &str = "status.json";
/// Far more than it ever holds.
const MOST: u64 = 64 * 1024;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Status {
    pub isolation: Option<Isolation>,
    /// The last good one.
    pub backup: Option<BackupDone>,
    /// When one failed, if that was later than the last good one.
    pub backup_failed_at: Option<DateTime<Utc>>,
    pub drill: Option<DrillDone>,
}

/// `nutriscope prove-isolation`
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Isolation {
    pub at: DateTime<Utc>,
    pub checks: usize,
    pub broken: usize,
    /// Pairs of somebody and a row that were compared with the model.
    pub pairs: usize,
    /// Roles, grants, policies, functions … that were compared with what was shipped.
    pub things: usize,
    /// Situations of which this database has no example, so that nothing was shown about them.
    pub uncovered: usize,
}

/// `nutriscope backup`: made, read back and understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupDone {
    pub at: DateTime<Utc>,
    pub bytes: u64,
}

/// `nutriscope restore-drill`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrillDone {
    pub at: DateTime<Utc>,
    pub checks: usize,
    pub broken: usize,
    pub seconds: u64,
    pub backup_made_at: DateTime<Utc>,
    /// Erasures that were applied again or looked for; none where nobody could ask.
    #[serde(default)]
    pub erasures: Option<usize>,
}

impl Status {
    /// What the file in `dir` says; nothing where there is none, or one that cannot be read.
    pub fn read(dir: &Path) -> Self {
        file::read(&dir.join(FILE), MOST)
    }

    /// Changes the file in `dir`, making it if need be.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn update(dir: &Path, change: impl FnOnce(&mut Self)) -> Result<(), Refusal> {
        file::make_folder(dir)?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(dir.join(".status.lock"));
        let lock = lock.map_err(file::failed)?;
        lock.lock().map_err(file::failed)?;
        let mut status = Self::read(dir);
        change(&mut status);
        file::write(dir, FILE, &status)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn it_comes_back_and_a_damaged_one_claims_nothing() {
        let dir = std::env::temp_dir().join(format!("ns_status_{}", crate::random::link_token()));
        assert_eq!(Status::read(&dir), Status::default());
        let at = "2026-11-22T10:00:00Z".parse().unwrap();
        Status::update(&dir, |status| status.isolation = Some(Isolation { at, checks: 59, ..Isolation::default() }))
            .unwrap();
        Status::update(&dir, |status| status.backup = Some(BackupDone { at, bytes: 10 })).unwrap();
        let status = Status::read(&dir);
        assert_eq!((status.isolation.unwrap().checks, status.backup.unwrap().bytes), (59, 10));
        fs::write(dir.join(FILE), "{\"isolation\": 3").unwrap();
        assert_eq!(Status::read(&dir), Status::default());
        fs::remove_dir_all(dir).unwrap();
    }
}
