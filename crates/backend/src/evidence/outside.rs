//! The copy outside the database: a folder with two files per organisation, appended to and never rewritten. One holds
//! every signed checkpoint, the other the commitments of all entries they cover, 32 bytes each: random to who reads them,
//! and enough to name the first entry that was rewritten. A third file, `keys`, lists the public keys that ever signed.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use evidence::{Checkpoint, Growing, Hash, SignedNote, VerifierKey, leaf_hash, split_notes};
use uuid::Uuid;

use super::walk::{Anchor, From};

/// A note that cannot be read, or that no known key signed; its size where it says one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unbelievable(pub u64);

/// Reads a checkpoint and judges its signature. Its origin must be of this organisation, whatever address the
/// installation had when it was made.
pub(super) fn believe(note: &str, organisation: Uuid, keys: &[[u8; 32]]) -> Result<Checkpoint, Unbelievable> {
    let signed = SignedNote::parse(note).map_err(|_| Unbelievable(0))?;
    let checkpoint = Checkpoint::parse(&signed.text).map_err(|_| Unbelievable(0))?;
    let known: Vec<_> =
        keys.iter().map(|key| VerifierKey { name: checkpoint.origin.clone(), public_key: *key }).collect();
    let ours = checkpoint.origin.ends_with(&format!("/evidence/{organisation}")) && signed.signed_by(&known).is_some();
    if ours { Ok(checkpoint) } else { Err(Unbelievable(checkpoint.size)) }
}

impl Anchor {
    pub(super) fn of(checkpoint: &Checkpoint, from: From) -> Self {
        Self { size: checkpoint.size, root: checkpoint.root, ledger: checkpoint.ledger, from }
    }
}

/// One organisation's files.
#[derive(Debug, Clone, Default)]
pub struct Outside {
    pub notes: Vec<String>,
    pub commitments: Vec<Hash>,
}

impl Outside {
    /// What lies there; nothing yet is no error.
    ///
    /// # Errors
    /// When a file is there and cannot be read.
    pub fn read(dir: &Path, organisation: Uuid) -> std::io::Result<Self> {
        let bytes = read(&leaves_file(dir, organisation))?;
        let text = String::from_utf8(read(&notes_file(dir, organisation))?).unwrap_or_default();
        Ok(Self { notes: split_notes(&text), commitments: bytes.as_chunks().0.to_vec() })
    }

    /// The newest checkpoint that was believed, with those that were not, and the commitments up to the last checkpoint
    /// that they lead to: a copy that contradicts itself proves nothing beyond there.
    pub fn anchors(&self, organisation: Uuid, keys: &[[u8; 32]]) -> (Vec<Anchor>, Vec<Unbelievable>, Vec<Hash>) {
        let judged = self.notes.iter().map(|note| believe(note, organisation, keys));
        let (mut anchors, mut not) = (Vec::new(), Vec::new());
        for one in judged {
            match one {
                Ok(checkpoint) => anchors.push(Anchor::of(&checkpoint, From::Outside)),
                Err(why) => not.push(why),
            }
        }
        anchors.sort_by_key(|anchor| anchor.size);
        let (mut tree, mut good) = (Growing::default(), 0);
        let mut due = anchors.iter().peekable();
        for commitment in &self.commitments {
            tree.push(leaf_hash(commitment));
            while let Some(anchor) = due.next_if(|anchor| anchor.size <= tree.size()) {
                if anchor.root != tree.root() {
                    return (anchors.clone(), not, self.commitments.iter().take(good).copied().collect());
                }
                good = usize::try_from(anchor.size).unwrap_or(0);
            }
        }
        (anchors, not, self.commitments.iter().take(good).copied().collect())
    }

    /// Appends a checkpoint and the commitments that it adds, durably, the commitments first: what a process leaves
    /// half-written is completed by the next call.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn append(
        dir: &Path,
        organisation: Uuid,
        first: u64,
        commitments: &[Hash],
        note: &str,
        public_key: &[u8; 32],
    ) -> std::io::Result<()> {
        Self::add_key(dir, public_key)?;
        let path = leaves_file(dir, organisation);
        let there = std::fs::metadata(&path).map_or(0, |meta| meta.len());
        if !there.is_multiple_of(32) {
            OpenOptions::new().write(true).open(&path)?.set_len(there / 32 * 32)?;
        }
        let skip = usize::try_from((there / 32 + 1).saturating_sub(first)).unwrap_or(usize::MAX);
        append(&path, &commitments.iter().skip(skip).flatten().copied().collect::<Vec<u8>>())?;
        append(&notes_file(dir, organisation), format!("{note}\n").as_bytes())
    }

    /// Adds a public key whose signatures are believed from now on, if it is not among them.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn add_key(dir: &Path, public_key: &[u8; 32]) -> std::io::Result<()> {
        std::fs::create_dir_all(dir)?;
        let key = hex::encode(public_key);
        if !String::from_utf8_lossy(&read(&dir.join(KEYS))?).lines().any(|line| line == key) {
            append(&dir.join(KEYS), format!("{key}\n").as_bytes())?;
        }
        Ok(())
    }

    /// Public keys that signed here before.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn keys(dir: &Path) -> std::io::Result<Vec<[u8; 32]>> {
        let text = String::from_utf8_lossy(&read(&dir.join(KEYS))?).into_owned();
        Ok(text.lines().filter_map(|line| hex::decode(line.trim()).ok()?.try_into().ok()).collect())
    }
}

const KEYS: &str = "keys";

fn notes_file(dir: &Path, organisation: Uuid) -> PathBuf {
    dir.join(format!("{organisation}.checkpoints"))
}

fn leaves_file(dir: &Path, organisation: Uuid) -> PathBuf {
    dir.join(format!("{organisation}.commitments"))
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    match std::fs::read(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        other => other,
    }
}

fn append(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file: File = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
