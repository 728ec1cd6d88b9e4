//! What of an organisation's tree is needed for a root or a proof: complete blocks by their hash, a few blocks' leaves.

use std::collections::BTreeMap;

use evidence::{BLOCK, Hash, Source, block_hash, leaf_hash};
use sqlx::PgConnection;

use super::queries;
use crate::refusal::Refusal;

/// As many commitments as are fetched at once.
const PAGE: u64 = 8_192;

#[derive(Default)]
pub(super) struct Tree {
    blocks: BTreeMap<u64, Hash>,
    leaves: BTreeMap<u64, Hash>,
}

impl Source for Tree {
    fn leaf(&self, index: u64) -> Option<Hash> {
        self.leaves.get(&index).copied()
    }

    fn block(&self, index: u64) -> Option<Hash> {
        self.blocks.get(&index).copied()
    }
}

impl Tree {
    /// The cached blocks of a tree of `size`, and the leaves of what is not cached.
    pub(super) async fn load(c: &mut PgConnection, size: u64) -> Result<Self, Refusal> {
        let mut tree = Self::default();
        for (block, hash) in queries::list_blocks(c, signed(size / BLOCK)).await? {
            tree.blocks.insert(unsigned(block), hash32(&hash)?);
        }
        // Blocks are made in order; what follows the last of them has its leaves only.
        let cached = (0..).take_while(|block| tree.blocks.contains_key(block)).count() as u64;
        tree.load_leaves(c, cached * BLOCK, size).await?;
        Ok(tree)
    }

    /// The leaves of the block that `index` lies in.
    pub(super) async fn load_around(&mut self, c: &mut PgConnection, index: u64, size: u64) -> Result<(), Refusal> {
        let start = index / BLOCK * BLOCK;
        self.load_leaves(c, start, size.min(start + BLOCK)).await
    }

    async fn load_leaves(&mut self, c: &mut PgConnection, start: u64, end: u64) -> Result<(), Refusal> {
        let mut from = start;
        while from < end {
            let to = end.min(from + PAGE);
            for (seq, commitment) in queries::list_commitments(c, signed(from + 1), signed(to)).await? {
                self.leaves.insert(unsigned(seq) - 1, leaf_hash(&commitment));
            }
            from = to;
        }
        Ok(())
    }

    /// Complete blocks below `size` that are not cached yet: the first one's number and their hashes. From here on they
    /// count as known.
    pub(super) fn complete(&mut self, size: u64) -> (u64, Vec<Hash>) {
        let first = (0..).take_while(|block| self.blocks.contains_key(block)).count() as u64;
        let mut new = Vec::new();
        for block in first..size / BLOCK {
            let leaves: Vec<Hash> = (block * BLOCK..(block + 1) * BLOCK).filter_map(|index| self.leaf(index)).collect();
            let Some(hash) = block_hash(&leaves) else { break };
            self.blocks.insert(block, hash);
            new.push(hash);
        }
        (first, new)
    }
}

pub(super) fn hash32(bytes: &[u8]) -> Result<Hash, Refusal> {
    bytes.try_into().map_err(|_| Refusal::Fault("a stored hash has not 32 bytes".into()))
}

pub(super) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
