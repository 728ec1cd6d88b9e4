//! The clients' keys, beside the backups and not in them (M9).
//!
//! A backup holds what clients wrote, sealed, but not the keys that open it. Those lie in one file of their own, sealed
//! under the master key, which every run replaces: a key that was destroyed is gone from it with the next backup, and
//! with it what that client wrote in every older backup. A key that was only replaced by a newer one stays in the file as
//! long as a backup is kept that needs it.

use std::collections::HashMap;
use std::fs::{File, OpenOptions};
use std::io::{BufReader, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::fault;
use crate::refusal::Refusal;
use crate::secret::MasterKeys;
use crate::secret::stream::{OpenReader, SealWriter};

const FILE: &str = "client-keys.sealed";
const PURPOSE: &str = "backup client keys";

/// A row of `app.client_key`: what decides about it, and all of it as the database writes it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct KeyRow {
    pub organisation: Uuid,
    pub client: Uuid,
    pub version: i32,
    /// `rotated` or `destroyed`; nothing while it lives.
    pub ended_why: Option<String>,
    pub ended_at: Option<DateTime<Utc>>,
    pub row: Value,
}

impl KeyRow {
    fn key(&self) -> (Uuid, Uuid, i32) {
        (self.organisation, self.client, self.version)
    }
}

/// Where the keys of the backups in `dir` lie.
pub(super) fn place(dir: &Path) -> PathBuf {
    dir.join(FILE)
}

/// What the file holds from now on: what there is, and of what was there before the replaced keys that backups since
/// `oldest` need.
pub(super) fn merge(now: Vec<KeyRow>, before: Vec<KeyRow>, oldest: DateTime<Utc>) -> Vec<KeyRow> {
    let is = |row: &KeyRow, why: &str| row.ended_why.as_deref() == Some(why);
    // A destroyed version: everything of that client goes up to there. What came after it is another journal's.
    let mut destroyed: HashMap<_, i32> = HashMap::new();
    for row in now.iter().filter(|row| is(row, "destroyed")) {
        let upto = destroyed.entry((row.organisation, row.client)).or_default();
        *upto = row.version.max(*upto);
    }
    let replace = |row: KeyRow| {
        let needed = is(&row, "rotated") && row.ended_at.is_none_or(|at| at >= oldest);
        let upto = destroyed.get(&(row.organisation, row.client)).copied().unwrap_or(0);
        if !needed || row.version <= upto {
            return row;
        }
        let living = before.iter().find(|old| old.key() == row.key() && old.ended_why.is_none());
        living.cloned().unwrap_or(row)
    };
    now.into_iter().map(replace).collect()
}

/// The file's rows; none where there is no file.
pub(super) fn read(path: &Path, masters: &MasterKeys) -> Result<Option<Vec<KeyRow>>, Refusal> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(fault("the clients' keys cannot be read", error)),
    };
    let mut plain = zeroize::Zeroizing::new(Vec::new());
    let read =
        OpenReader::new(masters, PURPOSE, BufReader::new(file)).and_then(|mut from| from.read_to_end(&mut plain));
    read.map_err(|error| fault("the clients' keys do not open", error))?;
    serde_json::from_slice(&plain).map(Some).map_err(|_| Refusal::Fault("the clients' keys are damaged".into()))
}

/// Writes the file anew under an unfinished name and reads it back; the answer gives it its name.
pub(super) fn write(
    dir: &Path,
    masters: &MasterKeys,
    rows: &[KeyRow],
) -> Result<impl FnOnce() -> Result<(), Refusal>, Refusal> {
    let failed = |error: std::io::Error| fault("writing the clients' keys", error);
    let (to, new) = (place(dir), dir.join(format!("{FILE}.partial")));
    let json = zeroize::Zeroizing::new(serde_json::to_vec(rows).map_err(|error| failed(error.into()))?);
    let file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&new).map_err(failed)?;
    let mut sealed = SealWriter::new(masters, PURPOSE, file).map_err(failed)?;
    sealed.write_all(&json).map_err(failed)?;
    sealed.finish().and_then(|file| file.sync_all()).map_err(failed)?;
    if read(&new, masters)?.as_deref() != Some(rows) {
        return Err(Refusal::Fault("the clients' keys do not come back as they were written".into()));
    }
    Ok(move || std::fs::rename(new, to).map_err(failed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: u32) -> DateTime<Utc> {
        format!("2026-11-{day:02}T00:00:00Z").parse().unwrap()
    }

    fn row(client: u128, version: i32, ended: Option<(&str, u32)>) -> KeyRow {
        let (ended_why, ended_at) = ended.map(|(why, day)| (why.to_owned(), at(day))).unzip();
        let row = Value::String(if ended_why.is_none() { "living".into() } else { "ended".into() });
        KeyRow { organisation: Uuid::nil(), client: Uuid::from_u128(client), version, ended_why, ended_at, row }
    }

    // M9: what was destroyed goes at once; what was replaced stays while a backup needs it.
    #[test]
    fn destroyed_keys_go_and_replaced_ones_stay_as_long_as_needed() {
        let before =
            vec![row(1, 1, None), row(2, 1, None), row(3, 1, None), row(4, 1, None), row(5, 1, None), row(6, 2, None)];
        let now = vec![
            row(1, 1, Some(("rotated", 20))),
            row(1, 2, None),
            row(2, 1, Some(("destroyed", 20))),
            row(3, 1, Some(("rotated", 3))),
            row(4, 1, Some(("rotated", 19))),
            row(4, 2, Some(("destroyed", 20))),
            // A journal was erased, and the key since then replaced.
            row(6, 1, Some(("destroyed", 18))),
            row(6, 2, Some(("rotated", 20))),
            row(6, 3, None),
        ];
        let kept: Vec<_> = merge(now, before, at(10))
            .into_iter()
            .map(|kept| (kept.client.as_u128(), kept.version, kept.row == Value::String("living".into())))
            .collect();
        let expected = [
            (1, 1, true),
            (1, 2, true),
            (2, 1, false),
            (3, 1, false),
            (4, 1, false),
            (4, 2, false),
            (6, 1, false),
            (6, 2, true),
            (6, 3, true),
        ];
        assert_eq!(kept, expected);
    }
}
