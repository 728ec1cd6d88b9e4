//! Ids in Stripe's form: a prefix and letters and digits. Unique within and, by the seed, between runs; not secret.

use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

#[derive(Debug)]
pub struct Ids {
    seed: u128,
    count: u64,
}

impl Ids {
    pub fn new(seed: u128) -> Self {
        Self { seed, count: 0 }
    }

    /// `prefix` followed by `length` letters and digits.
    pub fn next(&mut self, prefix: &str, length: usize) -> String {
        self.count += 1;
        let mut id = String::from(prefix);
        let mut block = 0_u8;
        while id.len() < prefix.len() + length {
            let mut hash = Sha256::new();
            hash.update(self.seed.to_be_bytes());
            hash.update(u128::from(std::process::id()).to_be_bytes());
            hash.update(self.count.to_be_bytes());
            hash.update([block]);
            let missing = prefix.len() + length - id.len();
            id.extend(hash.finalize().iter().take(missing).map(|byte| char::from(ALPHABET[usize::from(byte % 62)])));
            block = block.wrapping_add(1);
        }
        id
    }
}
