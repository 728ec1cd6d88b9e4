//! The tree of RFC 6962, section 2.1: hashes, proofs and their verification (the algorithms of RFC 9162, section 2.1).
//!
//! A leaf's data is never needed here, only its hash. Complete blocks of 256 leaves may be known by their hash alone, so
//! that a proof in a tree of millions needs a few hundred leaves.

use sha2::{Digest, Sha256};

pub type Hash = [u8; 32];

/// Leaves under one cached node.
pub const BLOCK: u64 = 256;

/// The root of a tree without a leaf.
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

pub fn leaf_hash(data: &[u8]) -> Hash {
    Sha256::new().chain_update([0]).chain_update(data).finalize().into()
}

pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

/// What is known of a tree's leaves.
pub trait Source {
    /// The hash of a leaf.
    fn leaf(&self, index: u64) -> Option<Hash>;

    /// The hash of a complete block of [`BLOCK`] leaves, where it is known without them.
    fn block(&self, _index: u64) -> Option<Hash> {
        None
    }
}

/// Every leaf's hash, in order.
pub struct Leaves<'a>(pub &'a [Hash]);

impl Source for Leaves<'_> {
    fn leaf(&self, index: u64) -> Option<Hash> {
        self.0.get(usize::try_from(index).ok()?).copied()
    }
}

/// The root over the leaves `start..end`; none where a leaf is unknown.
pub fn range_hash(source: &impl Source, start: u64, end: u64) -> Option<Hash> {
    match end.checked_sub(start)? {
        0 => Some(empty_root()),
        1 => source.leaf(start),
        BLOCK if start.is_multiple_of(BLOCK) && source.block(start / BLOCK).is_some() => source.block(start / BLOCK),
        length => {
            let middle = start + split(length);
            Some(node_hash(&range_hash(source, start, middle)?, &range_hash(source, middle, end)?))
        }
    }
}

/// The hash of one complete block from its leaves' hashes.
pub fn block_hash(leaves: &[Hash]) -> Option<Hash> {
    (leaves.len() as u64 == BLOCK).then(|| range_hash(&Leaves(leaves), 0, BLOCK))?
}

/// That the leaf at `index` is in the tree of the first `size`: from its sibling up to the root's child.
pub fn inclusion_proof(source: &impl Source, index: u64, size: u64) -> Option<Vec<Hash>> {
    (index < size).then_some(())?;
    let (mut start, mut end, mut proof) = (0, size, Vec::new());
    while end - start > 1 {
        let middle = start + split(end - start);
        if index < middle {
            proof.push(range_hash(source, middle, end)?);
            end = middle;
        } else {
            proof.push(range_hash(source, start, middle)?);
            start = middle;
        }
    }
    proof.reverse();
    Some(proof)
}

/// That the tree of the first `old` leaves is the beginning of the tree of the first `size`.
pub fn consistency_proof(source: &impl Source, old: u64, size: u64) -> Option<Vec<Hash>> {
    (old <= size).then_some(())?;
    if old == 0 || old == size {
        return Some(Vec::new());
    }
    let (mut start, mut end, mut whole, mut proof) = (0, size, true, Vec::new());
    while old < end {
        let middle = start + split(end - start);
        if old <= middle {
            proof.push(range_hash(source, middle, end)?);
            end = middle;
        } else {
            proof.push(range_hash(source, start, middle)?);
            (start, whole) = (middle, false);
        }
    }
    if !whole {
        proof.push(range_hash(source, start, end)?);
    }
    proof.reverse();
    Some(proof)
}

pub fn verify_inclusion(leaf: &Hash, index: u64, size: u64, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut place, mut last, mut hash) = (index, size - 1, *leaf);
    for sibling in proof {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            hash = node_hash(sibling, &hash);
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            hash = node_hash(&hash, sibling);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    last == 0 && hash == *root
}

pub fn verify_consistency(old: u64, size: u64, proof: &[Hash], old_root: &Hash, root: &Hash) -> bool {
    if old > size {
        return false;
    }
    if old == size {
        return proof.is_empty() && old_root == root;
    }
    if old == 0 {
        return proof.is_empty() && *old_root == empty_root();
    }
    let (mut place, mut last) = (old - 1, size - 1);
    while place & 1 == 1 {
        (place, last) = (place >> 1, last >> 1);
    }
    let mut rest = proof.iter();
    // Where the old tree is a complete one, its root is where the proof begins.
    let first = if old.is_power_of_two() { Some(old_root) } else { rest.next() };
    let Some(first) = first else { return false };
    let (mut small, mut large) = (*first, *first);
    for hash in rest {
        if last == 0 {
            return false;
        }
        if place & 1 == 1 || place == last {
            (small, large) = (node_hash(hash, &small), node_hash(hash, &large));
            while place & 1 == 0 && place != 0 {
                (place, last) = (place >> 1, last >> 1);
            }
        } else {
            large = node_hash(&large, hash);
        }
        (place, last) = (place >> 1, last >> 1);
    }
    last == 0 && small == *old_root && large == *root
}

/// The largest power of two below `length`, which is 2 or more.
fn split(length: u64) -> u64 {
    1 << (63 - (length - 1).leading_zeros())
}

/// A tree that grows leaf by leaf and knows its root at any moment, in the memory of its height.
#[derive(Debug, Clone, Default)]
pub struct Growing {
    size: u64,
    /// Roots of complete subtrees, the largest first.
    peaks: Vec<Hash>,
}

impl Growing {
    pub fn size(&self) -> u64 {
        self.size
    }

    pub fn push(&mut self, leaf: Hash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node_hash(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    pub fn root(&self) -> Hash {
        self.peaks.iter().rev().copied().reduce(|right, left| node_hash(&left, &right)).unwrap_or_else(empty_root)
    }
}
