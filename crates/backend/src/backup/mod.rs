//! Backups of everything: taken, verified, kept, restored, and restored for practice.
//!
//! Guarantees (M9, P16): no plain text ever lies on a disk (the dump runs through `secret::stream` as it is made, and on
//! its way back); a file under a final name is whole, since it gets that name only after it was read back, opened and
//! understood by pg_restore; a restore is one database transaction, so half of one leaves nothing, and what came back is
//! counted and compared with what was there; nobody is signed in afterwards. Clients' keys lie beside the backups, in
//! one file that each run replaces (`client_keys`), so that what was destroyed is gone from older backups too. Older backups are removed only after a
//! newer one was verified.
//!
//! A database dump is made by the login `ns_backup`, which can read everything and change nothing, in one snapshot with
//! the counts in the manifest. To back up another folder: a line in `Config::folders`.

mod client_keys;
pub mod container;
mod drill;
mod folder;
mod keep;
mod queries;
mod restore;
mod take;
mod tools;

use std::path::PathBuf;

use secrecy::SecretString;

pub use container::Manifest;
pub use drill::{Check, Drill, drill};
pub use folder::{Kept, list};
pub use keep::Keep;
pub use restore::{Restored, restore};
pub use take::{Taken, take, verify};

use crate::clock::Clock;
use crate::refusal::Refusal;
use crate::secret::MasterKeys;

/// What a backup's stream is sealed for.
const PURPOSE: &str = "backup";

/// The folder with checkpoints and the ledger of erasures, by its name among `Config::folders`.
pub const EVIDENCE: &str = "evidence";

/// What the commands need to know.
#[derive(Clone)]
pub struct Config {
    /// Where backups lie.
    pub dir: PathBuf,
    /// The address of the `ns_backup` login.
    pub database: SecretString,
    pub masters: MasterKeys,
    /// Folders that belong to the data: a name within the backup, and where it lies.
    pub folders: Vec<(String, PathBuf)>,
    pub keep: Keep,
    /// Where pg_dump and pg_restore are looked for first.
    pub postgres_bin: Option<PathBuf>,
    pub clock: Clock,
}

/// What went wrong, for the operator at the terminal. Names places and programs, never content.
fn fault(what: &str, error: impl std::fmt::Display) -> Refusal {
    Refusal::Fault(format!("{what}: {error}"))
}

/// Runs what waits for disks and processes where it may wait.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, Refusal> + Send + 'static) -> Result<T, Refusal> {
    tokio::task::spawn_blocking(work).await.map_err(|_| Refusal::Fault("it was interrupted".into()))?
}
