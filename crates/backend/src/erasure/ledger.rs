//! The ledger of erasures outside of the database: one line each, ids and times, nothing of anybody.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::refusal::Refusal;

/// The file in `NS_EVIDENCE_DIR`.
const FILE: &str = "erasures.jsonl";

/// One erasure that has begun, and so must be done in every copy of the database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    pub request: Uuid,
    pub organisation: Uuid,
    pub client: Uuid,
    pub category: String,
    pub asked_at: DateTime<Utc>,
}

/// Appends an entry that is not there yet, and comes back when it is on the disk.
pub(super) fn append(dir: &Path, entry: &Entry) -> Result<(), Refusal> {
    if read(dir)?.iter().any(|known| known.request == entry.request) {
        return Ok(());
    }
    let line = serde_json::to_string(entry).map_err(|_| fault("an entry of the ledger cannot be written"))?;
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(dir)?;
        let mut file = OpenOptions::new().create(true).append(true).open(dir.join(FILE))?;
        // One write: two processes at once append two lines, not a mixture. A torn line before it is ended first.
        file.write_all(format!("{}{line}\n", if ends_whole(dir)? { "" } else { "\n" }).as_bytes())?;
        file.sync_all()?;
        // The name of a new file is on the disk when its folder is.
        File::open(dir)?.sync_all()
    };
    write().map_err(|_| fault("the ledger of erasures cannot be written"))
}

/// Every entry, oldest first. A line that was torn when the machine died was never acted on; any other that cannot be
/// read is a fault: an erasure must not be forgotten.
pub(super) fn read(dir: &Path) -> Result<Vec<Entry>, Refusal> {
    let file = match File::open(dir.join(FILE)) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(_) => return Err(fault("the ledger of erasures cannot be read")),
    };
    let mut entries = Vec::new();
    for line in BufReader::new(file).lines() {
        let line = line.map_err(|_| fault("the ledger of erasures cannot be read"))?;
        match serde_json::from_str::<Entry>(&line) {
            Ok(entry) => entries.push(entry),
            Err(error) if error.is_eof() || line.is_empty() => {}
            Err(_) => return Err(fault("a line of the ledger of erasures cannot be read")),
        }
    }
    Ok(entries)
}

fn ends_whole(dir: &Path) -> std::io::Result<bool> {
    let text = std::fs::read(dir.join(FILE))?;
    Ok(text.last().is_none_or(|last| *last == b'\n'))
}

fn fault(what: &str) -> Refusal {
    Refusal::Fault(what.to_owned())
}
