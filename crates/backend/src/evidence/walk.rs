//! Walking a log from its first entry to its head, and naming the first one that is not what it was.

use std::collections::VecDeque;

use evidence::{Growing, Hash, leaf_hash};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::rows::EntryRow;

/// How far an entry is looked for that was moved.
const REACH: u64 = 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Log {
    Activity,
    Ledger,
}

/// What is wrong with an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Its columns are not what its commitment was made of.
    Edited,
    /// It stood at another place.
    Moved { from: u64 },
    /// There is none with this number.
    Missing,
    /// Two have this number.
    Twice,
    /// It does not follow from the one before.
    Unchained,
    /// The log ends before its own head.
    Truncated,
    /// The log's own head is not the last entry's.
    Head,
    /// The log ends before a checkpoint that was signed.
    RolledBack { checkpoint: u64, from: From },
    /// It holds together, but is not what the copy outside, or a checkpoint, was made of. With a range when only a
    /// checkpoint is at hand: the first changed entry is between this one and `until`.
    Rewritten { until: u64, from: From },
    /// A checkpoint of this size is not signed by a key of this installation, or cannot be read.
    Unsigned { from: From },
    /// A checkpoint of this size lies outside and is gone from the database.
    CheckpointGone,
    /// A payment is not in the state that the ledger last said.
    Disagrees { payment: Uuid },
    /// The key that seals the ledger is gone or does not open.
    KeyGone,
    /// A witness's signature is kept with a checkpoint of this size, and does not hold.
    Cosignature,
}

/// Where a checkpoint was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    Table,
    Outside,
    /// Handed in by who asks.
    Given,
    /// What was brought from another installation, on the day it was.
    Brought,
}

/// The first number that is wrong, and what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub log: Log,
    pub seq: u64,
    pub wrong: Wrong,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (log, seq) = (if self.log == Log::Ledger { "ledger entry" } else { "entry" }, self.seq);
        match &self.wrong {
            Wrong::Edited => write!(f, "{log} {seq} was edited"),
            Wrong::Moved { from } => write!(f, "{log} {seq} stood at {from}: entries were reordered"),
            Wrong::Missing => write!(f, "{log} {seq} is missing"),
            Wrong::Twice => write!(f, "{log} {seq} is there twice"),
            Wrong::Unchained => write!(f, "{log} {seq} does not follow from the one before"),
            Wrong::Truncated => write!(f, "the log was truncated: {log} {seq} and what followed is gone"),
            Wrong::Head => write!(f, "the head of the log does not fit its last entry, from {log} {seq} on"),
            Wrong::RolledBack { checkpoint, from } => write!(
                f,
                "the log was rolled back: {log} {seq} and what followed is gone, and {from} of size {checkpoint} was signed over it"
            ),
            Wrong::Rewritten { until, from } if until == &self.seq => {
                write!(f, "{log} {seq} was rewritten: {from} says otherwise")
            }
            Wrong::Rewritten { until, from } => {
                write!(f, "the log was rewritten between {log} {seq} and {until}: {from} says otherwise")
            }
            Wrong::Unsigned { from } => write!(f, "{from} of size {seq} is not signed by a key of this installation"),
            Wrong::CheckpointGone => {
                write!(f, "the checkpoint of size {seq} is kept outside and gone from the database")
            }
            Wrong::Disagrees { payment } => {
                write!(f, "payment {payment} is not in the state of its last {log} ({seq})")
            }
            Wrong::Cosignature => {
                write!(f, "the witness's signature kept with the checkpoint of size {seq} does not hold")
            }
            Wrong::KeyGone => write!(f, "the ledger's key is gone or does not open: nothing of it can be believed"),
        }
    }
}

impl std::fmt::Display for From {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Table => "a checkpoint in the database",
            Self::Outside => "the copy outside",
            Self::Given => "the checkpoint handed in",
            Self::Brought => "what was brought from another installation",
        })
    }
}

/// A checkpoint whose signature was believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    pub size: u64,
    pub root: Hash,
    pub ledger: Option<(u64, Hash)>,
    pub from: From,
}

/// The log's own head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub seq: u64,
    pub hash: Vec<u8>,
}

/// A walk under way: `step` for each entry in the order of their numbers, then `finish`.
pub struct Walk {
    tree: Growing,
    link: Vec<u8>,
    anchors: VecDeque<Anchor>,
    /// Up to here a checkpoint has agreed.
    agreed: u64,
    /// Commitments as the copy outside has them.
    outside: Vec<Hash>,
    broken: bool,
    faults: Vec<Fault>,
    redacted: u64,
    /// Of the entry before.
    encoding: i16,
}

impl Walk {
    pub fn new(organisation: Uuid, mut anchors: Vec<Anchor>, outside: Vec<Hash>) -> Self {
        anchors.sort_by_key(|anchor| anchor.size);
        let link = Sha256::digest(organisation.to_string()).to_vec();
        let (tree, anchors) = (Growing::default(), anchors.into());
        Self { tree, link, anchors, agreed: 0, outside, broken: false, faults: Vec::new(), redacted: 0, encoding: 0 }
    }

    /// Takes the next entry. After one that breaks the order nothing behind it can be judged.
    pub fn step(&mut self, row: &EntryRow) {
        if self.broken {
            return;
        }
        let number = self.tree.size() + 1;
        if row.number() != number {
            let wrong = if row.number() > number { Wrong::Missing } else { Wrong::Twice };
            return self.end(number.min(row.number()), wrong);
        }
        let Ok(commitment) = Hash::try_from(row.commitment.as_slice()) else { return self.end(number, Wrong::Edited) };
        let index = usize::try_from(number - 1).unwrap_or(usize::MAX);
        // The older form stops where the newer began: one that says it is older among newer ones was made so.
        let is_late = row.encoding < self.encoding;
        self.encoding = row.encoding;
        if is_late {
            self.note(number, Wrong::Edited);
        } else if row.expected() != Some(commitment) {
            let around = number.saturating_sub(REACH).max(1)..=number + REACH;
            let moved = around.filter(|seq| *seq != number).find(|seq| row.expected_at(*seq) == Some(commitment));
            self.note(number, moved.map_or(Wrong::Edited, |from| Wrong::Moved { from }));
        } else if self.outside.get(index).is_some_and(|kept| *kept != commitment) {
            return self.end(number, Wrong::Rewritten { until: number, from: From::Outside });
        }
        let link = Sha256::new().chain_update(&self.link).chain_update(commitment).finalize().to_vec();
        if row.hash != link {
            return self.end(number, Wrong::Unchained);
        }
        self.link = link;
        self.redacted += u64::from(row.redacted);
        self.tree.push(leaf_hash(&commitment));
        while let Some(anchor) = self.anchors.pop_front_if(|anchor| anchor.size <= number) {
            if anchor.root == self.tree.root() {
                self.agreed = anchor.size;
            } else {
                let seq = self.agreed + 1;
                return self.end(seq, Wrong::Rewritten { until: anchor.size, from: anchor.from });
            }
        }
    }

    /// Everything that is wrong, the first entry first. `head` is the log's own.
    pub fn finish(mut self, head: Option<&Head>) -> Walked {
        let entries = self.tree.size();
        let next = entries + 1;
        if !self.broken {
            let (seq, hash) = head.map_or((0, None), |head| (head.seq, Some(&head.hash)));
            if let Some(anchor) = self.anchors.pop_front() {
                self.end(next, Wrong::RolledBack { checkpoint: anchor.size, from: anchor.from });
            } else if self.outside.len() as u64 > entries {
                self.end(next, Wrong::RolledBack { checkpoint: self.outside.len() as u64, from: From::Outside });
            } else if seq > entries {
                self.end(next, Wrong::Truncated);
            } else if seq < entries || entries > 0 && hash != Some(&self.link) {
                self.end((seq + 1).min(entries), Wrong::Head);
            }
        }
        self.faults.sort_by_key(|fault| fault.seq);
        Walked { entries, redacted: self.redacted, root: self.tree.root(), faults: self.faults }
    }

    fn note(&mut self, seq: u64, wrong: Wrong) {
        // A log with thousands of edits is not described better by thousands of lines.
        if self.faults.len() < 20 {
            self.faults.push(Fault { log: Log::Activity, seq, wrong });
        }
    }

    fn end(&mut self, seq: u64, wrong: Wrong) {
        self.broken = true;
        self.note(seq, wrong);
    }
}

/// What a walk found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Walked {
    pub entries: u64,
    /// Entries from which somebody was erased.
    pub redacted: u64,
    pub root: Hash,
    pub faults: Vec<Fault>,
}
