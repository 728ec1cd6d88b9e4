//! Proofs as text (c2sp.org/tlog-proof): an entry's place, the path to the root, and the checkpoint. What the entry
//! commits to travels as the extra data.

use crate::{Hash, Malformed, decode, decode_hash, decode_number, encode};

const FIRST: &str = "c2sp.org/tlog-proof@v1";
/// A path in a tree of 2⁶³ leaves.
const MOST_HASHES: usize = 63;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    pub extra: Vec<u8>,
    /// Counts from nought.
    pub index: u64,
    pub path: Vec<Hash>,
    /// The signed note, as it was signed.
    pub checkpoint: String,
}

impl Proof {
    /// # Errors
    /// What is not as a proof is written.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let rest = text.strip_prefix(FIRST).and_then(|rest| rest.strip_prefix('\n'));
        let rest = rest.ok_or(Malformed("a proof begins with c2sp.org/tlog-proof@v1"))?;
        let (head, checkpoint) = rest.split_once("\n\n").ok_or(Malformed("a proof ends with its checkpoint"))?;
        let mut lines = head.split('\n').peekable();
        let extra = match lines.next_if(|line| line.starts_with("extra ")) {
            Some(line) => {
                decode(line.trim_start_matches("extra ")).ok_or(Malformed("a proof's extra data is base64"))?
            }
            None => Vec::new(),
        };
        let index = lines.next().and_then(|line| line.strip_prefix("index ")).and_then(decode_number);
        let index = index.ok_or(Malformed("a proof says its entry's index"))?;
        let path = hashes(lines)?;
        Ok(Self { extra, index, path, checkpoint: checkpoint.to_owned() })
    }

    pub fn write(&self) -> String {
        let extra = if self.extra.is_empty() { String::new() } else { format!("extra {}\n", encode(&self.extra)) };
        format!("{FIRST}\n{extra}index {}\n{}\n{}", self.index, write_hashes(&self.path), self.checkpoint)
    }
}

/// One base64 hash per line.
pub fn write_hashes(hashes: &[Hash]) -> String {
    hashes.iter().map(|hash| encode(hash) + "\n").collect()
}

/// # Errors
/// When a line is no hash, or there are more than any tree needs.
pub fn parse_hashes(text: &str) -> Result<Vec<Hash>, Malformed> {
    hashes(text.lines().map(str::trim).filter(|line| !line.is_empty()))
}

fn hashes<'a>(lines: impl Iterator<Item = &'a str>) -> Result<Vec<Hash>, Malformed> {
    let found: Option<Vec<Hash>> = lines.take(MOST_HASHES + 1).map(decode_hash).collect();
    let found = found.ok_or(Malformed("a line of a path is not a hash in base64"))?;
    if found.len() > MOST_HASHES { Err(Malformed("a path is longer than any tree is high")) } else { Ok(found) }
}
