//! The whole judgement over a proof, as a browser or the command line makes it.

use crate::checkpoint::MOST_BYTES;
use crate::{
    Checkpoint, Entry, Proof, SignedNote, VerifierKey, fingerprint, leaf_hash, parse_hashes, verify_consistency,
    verify_inclusion,
};

/// A checkpoint the reader kept, and what the server says to connect it with the proof's.
#[derive(Debug, Clone, Copy)]
pub struct Older<'a> {
    pub checkpoint: &'a str,
    /// One base64 hash per line.
    pub path: &'a str,
}

/// What holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub entry: Entry,
    pub checkpoint: Checkpoint,
    /// Of the key that signed it.
    pub fingerprint: String,
    /// The size of the older checkpoint that it continues.
    pub continues: Option<u64>,
}

/// Why something does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// The proof cannot be read.
    Proof(&'static str),
    /// The checkpoint in it cannot be read.
    Checkpoint(&'static str),
    /// No known key signed the checkpoint, or the signature is not over it.
    Signature,
    /// The entry cannot be read.
    Entry(&'static str),
    /// The entry is of another organisation, or of another place in the log.
    Elsewhere,
    /// The entry is not in the log the checkpoint was made of.
    NotInLog,
    /// The older checkpoint cannot be read, or is of another log.
    Older(&'static str),
    OlderSignature,
    /// The older checkpoint is the newer one.
    OlderIsNewer,
    /// The log the proof speaks of does not continue the one the older checkpoint was made of: history was changed.
    NotContinued,
}

/// Judges a proof by keys the reader believes and, where they kept one, an older checkpoint.
///
/// # Errors
/// The first thing that does not hold.
pub fn check(proof: &str, keys: &[VerifierKey], older: Option<Older<'_>>) -> Result<Checked, Doubt> {
    if proof.len() > MOST_BYTES {
        return Err(Doubt::Proof("it is too long"));
    }
    let proof = Proof::parse(proof).map_err(|why| Doubt::Proof(why.0))?;
    let (checkpoint, key) = believe(&proof.checkpoint, keys, Doubt::Checkpoint, Doubt::Signature)?;
    let opening = std::str::from_utf8(&proof.extra).map_err(|_| Doubt::Entry("it is not text"))?;
    let (entry, salt) = Entry::parse(opening).map_err(|why| Doubt::Entry(why.0))?;
    let log = checkpoint.origin.rsplit('/').next().unwrap_or_default();
    if entry.organisation != log || entry.seq.checked_sub(1) != Some(proof.index) {
        return Err(Doubt::Elsewhere);
    }
    let leaf = leaf_hash(&entry.commitment(&entry.veil(&salt)));
    if !verify_inclusion(&leaf, proof.index, checkpoint.size, &proof.path, &checkpoint.root) {
        return Err(Doubt::NotInLog);
    }
    let continues = older.map(|older| continues(&checkpoint, keys, older)).transpose()?;
    Ok(Checked { entry, checkpoint, fingerprint: fingerprint(&key.public_key), continues })
}

fn continues(now: &Checkpoint, keys: &[VerifierKey], older: Older<'_>) -> Result<u64, Doubt> {
    let (then, _) = believe(older.checkpoint, keys, Doubt::Older, Doubt::OlderSignature)?;
    if then.origin != now.origin {
        return Err(Doubt::Older("it is of another log"));
    }
    if then.size > now.size {
        return Err(Doubt::OlderIsNewer);
    }
    let path = parse_hashes(older.path).map_err(|why| Doubt::Older(why.0))?;
    let holds = verify_consistency(then.size, now.size, &path, &then.root, &now.root);
    if holds { Ok(then.size) } else { Err(Doubt::NotContinued) }
}

fn believe<'a>(
    note: &str,
    keys: &'a [VerifierKey],
    unreadable: fn(&'static str) -> Doubt,
    unsigned: Doubt,
) -> Result<(Checkpoint, &'a VerifierKey), Doubt> {
    if note.len() > MOST_BYTES {
        return Err(unreadable("it is too long"));
    }
    let note = SignedNote::parse(note).map_err(|why| unreadable(why.0))?;
    let key = note.signed_by(keys).ok_or(unsigned)?;
    let checkpoint = Checkpoint::parse(&note.text).map_err(|why| unreadable(why.0))?;
    // A key speaks for its own log.
    if key.name == checkpoint.origin { Ok((checkpoint, key)) } else { Err(unsigned) }
}

impl std::fmt::Display for Doubt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Proof(why) => write!(f, "the proof cannot be read: {why}"),
            Self::Checkpoint(why) => write!(f, "the checkpoint in it cannot be read: {why}"),
            Self::Signature => f.write_str("the checkpoint is not signed by the log's key, or was changed"),
            Self::Entry(why) => write!(f, "the entry cannot be read: {why}"),
            Self::Elsewhere => f.write_str("the entry belongs to another place or another log"),
            Self::NotInLog => f.write_str("the entry is not in the log that was signed: it or the path was changed"),
            Self::Older(why) => write!(f, "the older checkpoint cannot be used: {why}"),
            Self::OlderSignature => f.write_str("the older checkpoint is not signed by the log's key, or was changed"),
            Self::OlderIsNewer => f.write_str("the checkpoint you kept is newer than this proof: ask for a new proof"),
            Self::NotContinued => {
                f.write_str("the log does not continue the one you kept a checkpoint of: its past was changed")
            }
        }
    }
}
