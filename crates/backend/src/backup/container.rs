//! What lies inside a sealed backup: named parts one after another, then a manifest that lists them.
//!
//! A part is written as it comes, its length unknown before: `P` name, any number of `D` block, `E`. The manifest is `M`
//! and JSON, and nothing follows it. Lengths are big-endian.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const BLOCK: usize = 64 * 1024;
/// Room for the row counts of some thousand tables and the heads of some hundred thousand clinics.
const LONGEST_MANIFEST: u32 = 64 * 1024 * 1024;

/// The database's dump, in pg_dump's custom format.
pub const DATABASE: &str = "database";

/// One part as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    pub name: String,
    pub bytes: u64,
    /// SHA-256, hexadecimal.
    pub hash: String,
}

/// What the backup says of itself; authenticated with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub made_at: DateTime<Utc>,
    /// The newest migration of the database.
    pub migration: i64,
    /// Postgres' own number, like 150018.
    pub server: i32,
    pub tables: BTreeMap<String, Held>,
    /// The end of each organisation's activity log.
    pub heads: Vec<Head>,
    pub parts: Vec<Part>,
}

/// What a table held: how many rows, and a hash over its newest rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub rows: i64,
    pub newest: String,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, sqlx::FromRow)]
pub struct Head {
    pub organisation_id: uuid::Uuid,
    pub seq: i64,
    pub hash: String,
}

pub struct Packer<W: Write> {
    to: W,
    pub parts: Vec<Part>,
}

impl<W: Write> Packer<W> {
    pub fn new(to: W) -> Self {
        Self { to, parts: Vec::new() }
    }

    /// # Errors
    /// Of reading or writing.
    pub fn part(&mut self, name: &str, from: &mut dyn Read) -> io::Result<()> {
        let length = u16::try_from(name.len()).map_err(|_| io::Error::other("a name longer than 64 KiB"))?;
        self.to.write_all(b"P")?;
        self.to.write_all(&length.to_be_bytes())?;
        self.to.write_all(name.as_bytes())?;
        let (mut hash, mut bytes, mut block) = (Sha256::new(), 0u64, vec![0; BLOCK]);
        loop {
            let amount = match from.read(&mut block) {
                Ok(0) => break,
                Ok(amount) => amount,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let read = &block[..amount];
            self.to.write_all(b"D")?;
            self.to.write_all(&u32::try_from(amount).unwrap_or(u32::MAX).to_be_bytes())?;
            self.to.write_all(read)?;
            hash.update(read);
            bytes += amount as u64;
        }
        self.to.write_all(b"E")?;
        self.parts.push(Part { name: name.to_owned(), bytes, hash: hex::encode(hash.finalize()) });
        Ok(())
    }

    /// Writes the manifest, whose `parts` must be this packer's.
    ///
    /// # Errors
    /// Of writing.
    pub fn finish(mut self, manifest: &Manifest) -> io::Result<W> {
        let json = serde_json::to_vec(manifest)?;
        self.to.write_all(b"M")?;
        self.to.write_all(&u32::try_from(json.len()).unwrap_or(u32::MAX).to_be_bytes())?;
        self.to.write_all(&json)?;
        Ok(self.to)
    }
}

/// Reads everything, handing each part to `on_part` (which need not read to its end), and answers the manifest once all
/// of it was there and is what the manifest says.
///
/// # Errors
/// Of reading, of `on_part`, or naming the part that is not what the manifest says.
pub fn unpack(
    from: &mut dyn Read,
    mut on_part: impl FnMut(&str, &mut dyn Read) -> io::Result<()>,
) -> io::Result<Manifest> {
    let mut parts = Vec::new();
    loop {
        match byte(from)? {
            b'P' => {
                let mut length = [0; 2];
                from.read_exact(&mut length)?;
                let mut name = vec![0; usize::from(u16::from_be_bytes(length))];
                from.read_exact(&mut name)?;
                let name = String::from_utf8(name).map_err(|_| wrong("a part's name"))?;
                let mut reader = PartReader { from, left: 0, bytes: 0, hash: Sha256::new(), is_over: false };
                on_part(&name, &mut reader)?;
                io::copy(&mut reader, &mut io::sink())?;
                parts.push(Part { name, bytes: reader.bytes, hash: hex::encode(reader.hash.finalize()) });
            }
            b'M' => {
                let mut length = [0; 4];
                from.read_exact(&mut length)?;
                let length = u32::from_be_bytes(length);
                if length > LONGEST_MANIFEST {
                    return Err(wrong("the manifest's length"));
                }
                let mut json = Vec::new();
                from.take(u64::from(length)).read_to_end(&mut json)?;
                let manifest: Manifest = serde_json::from_slice(&json).map_err(|_| wrong("the manifest"))?;
                if from.read(&mut [0])? != 0 {
                    return Err(wrong("what follows the manifest"));
                }
                let same = manifest.parts == parts;
                return if same { Ok(manifest) } else { Err(wrong("a part that the manifest tells otherwise")) };
            }
            _ => return Err(wrong("its structure")),
        }
    }
}

struct PartReader<'a> {
    from: &'a mut dyn Read,
    /// Of the block under way.
    left: usize,
    bytes: u64,
    hash: Sha256,
    is_over: bool,
}

impl Read for PartReader<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.left == 0 && !self.is_over {
            match byte(self.from)? {
                b'D' => {
                    let mut length = [0; 4];
                    self.from.read_exact(&mut length)?;
                    self.left = u32::from_be_bytes(length) as usize;
                }
                b'E' => self.is_over = true,
                _ => return Err(wrong("its structure")),
            }
        }
        let wanted = self.left.min(into.len());
        let amount = self.from.read(&mut into[..wanted])?;
        if amount == 0 && wanted > 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.hash.update(&into[..amount]);
        self.left -= amount;
        self.bytes += amount as u64;
        Ok(amount)
    }
}

fn byte(from: &mut dyn Read) -> io::Result<u8> {
    let mut byte = [0];
    from.read_exact(&mut byte)?;
    Ok(byte[0])
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the backup is damaged: {what}"))
}
