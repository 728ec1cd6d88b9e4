//! Checkpoints (c2sp.org/tlog-checkpoint): a tree's size and root under a signature. Ours say in two extension lines when
//! they were made and where the ledger of payments stood (`time` in seconds since 1970, `ledger` with count and head).

use crate::{Hash, Malformed, decode_hash, decode_number, encode};

/// More than any checkpoint with its cosignatures has.
pub const MOST_BYTES: usize = 64 * 1024;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: the installation's name and the organisation.
    pub origin: String,
    pub size: u64,
    pub root: Hash,
    /// Seconds since 1970.
    pub time: Option<i64>,
    /// Entries of the ledger and the last one's seal.
    pub ledger: Option<(u64, Hash)>,
}

impl Checkpoint {
    /// The text of a note as a checkpoint; lines beyond the third that are not ours are left alone.
    ///
    /// # Errors
    /// What is not as a checkpoint is written.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let body = text.strip_suffix('\n').ok_or(Malformed("a checkpoint ends with a newline"))?;
        let mut lines = body.split('\n');
        let origin = lines.next().filter(|line| !line.is_empty()).ok_or(Malformed("a checkpoint names its log"))?;
        let size = lines.next().and_then(decode_number).ok_or(Malformed("a checkpoint's second line is its size"))?;
        let root = lines.next().and_then(decode_hash).ok_or(Malformed("a checkpoint's third line is its root"))?;
        let mut checkpoint = Self { origin: origin.to_owned(), size, root, time: None, ledger: None };
        for line in lines {
            match line.split(' ').collect::<Vec<_>>().as_slice() {
                [""] => return Err(Malformed("a checkpoint has no empty lines")),
                ["time", seconds] => checkpoint.time = decode_number(seconds).and_then(|n| i64::try_from(n).ok()),
                ["ledger", count, head] => checkpoint.ledger = decode_number(count).zip(decode_hash(head)),
                _ => {}
            }
        }
        Ok(checkpoint)
    }

    /// The text to sign.
    pub fn write(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, encode(&self.root));
        if let Some(time) = self.time {
            text.push_str(&format!("time {time}\n"));
        }
        if let Some((count, head)) = &self.ledger {
            text.push_str(&format!("ledger {count} {}\n", encode(head)));
        }
        text
    }
}

/// Notes that stand one after another in a file, with or without empty lines between them.
pub fn split_notes(text: &str) -> Vec<String> {
    let (mut notes, mut note, mut signed) = (Vec::new(), String::new(), false);
    for line in text.lines() {
        let is_signature = line.starts_with("— ");
        if signed && !is_signature {
            notes.push(std::mem::take(&mut note));
            signed = false;
        }
        if note.is_empty() && line.is_empty() {
            continue;
        }
        signed |= is_signature;
        note.push_str(line);
        note.push('\n');
    }
    if !note.trim().is_empty() {
        notes.push(note);
    }
    notes
}
