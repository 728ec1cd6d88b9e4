//! Evidence that can be checked by anybody: Merkle trees (RFC 6962), signed notes, checkpoints and proofs (the formats of
//! C2SP), and what an entry of the activity log commits to.
//!
//! Guarantees: no input or output, no clock, no randomness, nothing that WASM lacks; whatever text is handed in, the
//! answer is a value and never a panic. The server, the command line and the browser judge with this one crate.
//! To commit to another kind of entry: its text in `entry`, under a first line of its own.

mod check;
mod checkpoint;
mod cosignature;
mod entry;
mod merkle;
mod note;
mod proof;
#[cfg(test)]
mod tests;

pub use check::{Checked, Doubt, Older, check};
pub use checkpoint::{Checkpoint, MOST_BYTES, split_notes};
pub use cosignature::{Cosignature, Unconfirmed, WitnessKey};
pub use entry::{Entry, Through, commitment_v1, veil_line};
pub use merkle::{
    BLOCK, Growing, Hash, Leaves, Source, block_hash, consistency_proof, empty_root, inclusion_proof, leaf_hash,
    node_hash, range_hash, verify_consistency, verify_inclusion,
};
pub use note::{SignedNote, VerifierKey, fingerprint, key_id};
pub use proof::{Proof, parse_hashes, write_hashes};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A text that is not of its format; says what was expected, and quotes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Malformed(pub &'static str);

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Malformed {}

pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

pub(crate) fn decode_hash(text: &str) -> Option<Hash> {
    decode(text)?.try_into().ok()
}

/// A number as these formats write it: digits, no leading nought.
pub(crate) fn decode_number(text: &str) -> Option<u64> {
    let plain = text == "0" || (text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0'));
    text.parse().ok().filter(|_| plain)
}
