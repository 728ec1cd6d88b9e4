//! A stream sealed in chunks with AES-256-GCM, for what is too large for memory: backups (M9).
//!
//! Guarantees: nothing of the plain text leaves `OpenReader` before its chunk was authenticated; a stream that was cut
//! off, reordered, changed or put together from two is refused. Each stream has a key of its own, derived from the
//! master key, the purpose and 16 random bytes of its header; a chunk's nonce is its number and whether it is the last.
//!
//! A stream is: magic (8 bytes), form (1), version of the master key (2), random id (16); then chunks of 64 KiB and 16
//! bytes of tag each, the last one shorter or as long. The header is authenticated with every chunk.

use std::io::{self, Read, Write};

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::{KeyVersion, MasterKeys, mac};
use crate::random;

const MAGIC: &[u8; 8] = b"NSSEALED";
const FORM: u8 = 1;
const HEADER: usize = 8 + 1 + 2 + 16;
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;

/// Why a stream does not open. Says what is known, never anything of its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    #[error("this is no sealed stream of ours")]
    NotOurs,
    #[error("it was sealed under master key {0}, which is not configured")]
    KeyMissing(KeyVersion),
    #[error("it was cut off: its end is missing")]
    CutOff,
    #[error("it was changed, is out of order, or was sealed under another key")]
    Changed,
}

impl From<NotOpened> for io::Error {
    fn from(why: NotOpened) -> Self {
        Self::new(io::ErrorKind::InvalidData, why)
    }
}

/// The reason inside an error of `OpenReader`, if it is one of ours.
pub fn why(error: &io::Error) -> Option<NotOpened> {
    error.get_ref().and_then(|inner| inner.downcast_ref::<NotOpened>()).copied()
}

/// Seals what is written to it. Without `finish` the stream has no end and does not open.
pub struct SealWriter<W: Write> {
    to: W,
    chunks: Chunks,
    pending: Zeroizing<Vec<u8>>,
}

/// Opens what was sealed; as a reader of the plain text.
pub struct OpenReader<R: Read> {
    from: R,
    chunks: Chunks,
    /// The sealed chunk to open next; read ahead, to know whether it is the last.
    ahead: Vec<u8>,
    plain: Zeroizing<Vec<u8>>,
    at: usize,
}

struct Chunks {
    cipher: Aes256Gcm,
    header: [u8; HEADER],
    number: u32,
}

impl Chunks {
    fn new(master: &[u8; 32], purpose: &str, header: [u8; HEADER]) -> Self {
        let label = format!("nutriscope stream v1 {purpose} {}", hex::encode(header));
        Self { cipher: Aes256Gcm::new(mac::derive(master, &label).expose_secret().into()), header, number: 0 }
    }

    fn nonce(&self, is_last: bool) -> [u8; 12] {
        let mut nonce = [0; 12];
        let (number, last) = nonce.split_at_mut(11);
        number[7..].copy_from_slice(&self.number.to_be_bytes());
        last[0] = u8::from(is_last);
        nonce
    }

    fn step(&mut self) -> io::Result<()> {
        self.number = self.number.checked_add(1).ok_or_else(|| io::Error::other("a stream of more than 256 TiB"))?;
        Ok(())
    }

    fn seal(&mut self, plain: &[u8], is_last: bool) -> io::Result<Vec<u8>> {
        let sealed =
            self.cipher.encrypt(Nonce::from_slice(&self.nonce(is_last)), Payload { msg: plain, aad: &self.header });
        self.step()?;
        sealed.map_err(|_| io::Error::other("sealing failed"))
    }

    fn open(&self, sealed: &[u8], is_last: bool) -> Option<Zeroizing<Vec<u8>>> {
        let payload = Payload { msg: sealed, aad: &self.header };
        self.cipher.decrypt(Nonce::from_slice(&self.nonce(is_last)), payload).ok().map(Zeroizing::new)
    }
}

impl<W: Write> SealWriter<W> {
    /// # Errors
    /// When the header cannot be written.
    pub fn new(masters: &MasterKeys, purpose: &'static str, mut to: W) -> io::Result<Self> {
        let (version, master) = masters.current();
        let mut header = [0; HEADER];
        header[..8].copy_from_slice(MAGIC);
        header[8] = FORM;
        header[9..11].copy_from_slice(&version.to_be_bytes());
        header[11..].copy_from_slice(&random::bytes::<16>());
        to.write_all(&header)?;
        Ok(Self { to, chunks: Chunks::new(master, purpose, header), pending: Zeroizing::new(Vec::new()) })
    }

    /// Seals the last chunk, which says that it is the last.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        let sealed = self.chunks.seal(&self.pending, true)?;
        self.to.write_all(&sealed)?;
        self.to.flush()?;
        Ok(self.to)
    }
}

impl<W: Write> Write for SealWriter<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = &bytes[..bytes.len().min(CHUNK)];
        self.pending.extend_from_slice(taken);
        // The last chunk is never empty, unless the whole stream is: what fills a chunk exactly waits for more.
        if self.pending.len() > CHUNK {
            let sealed = self.chunks.seal(&self.pending[..CHUNK], false)?;
            self.to.write_all(&sealed)?;
            self.pending.drain(..CHUNK);
        }
        Ok(taken.len())
    }

    /// A chunk is written when it is full.
    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl<R: Read> OpenReader<R> {
    /// # Errors
    /// When it is no stream of ours, or its key is not configured.
    pub fn new(masters: &MasterKeys, purpose: &'static str, mut from: R) -> io::Result<Self> {
        let mut header = [0; HEADER];
        from.read_exact(&mut header).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => NotOpened::NotOurs.into(),
            _ => error,
        })?;
        if header[..8] != MAGIC[..] || header[8] != FORM {
            return Err(NotOpened::NotOurs.into());
        }
        let version = KeyVersion::from_be_bytes([header[9], header[10]]);
        let master = masters.find(version).ok_or(NotOpened::KeyMissing(version))?;
        let chunks = Chunks::new(master, purpose, header);
        let ahead = read_chunk(&mut from)?;
        if ahead.len() < TAG {
            return Err(NotOpened::CutOff.into());
        }
        Ok(Self { from, chunks, ahead, plain: Zeroizing::new(Vec::new()), at: 0 })
    }

    fn open_next(&mut self) -> io::Result<()> {
        let following = read_chunk(&mut self.from)?;
        let is_last = following.is_empty();
        let plain = self.chunks.open(&self.ahead, is_last).ok_or_else(|| {
            // What opens as one in the middle is whole, and what comes after it is missing.
            let whole = is_last && self.chunks.open(&self.ahead, false).is_some();
            if whole { NotOpened::CutOff } else { NotOpened::Changed }
        })?;
        self.chunks.step()?;
        (self.plain, self.at, self.ahead) = (plain, 0, following);
        Ok(())
    }
}

impl<R: Read> Read for OpenReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at == self.plain.len() && !self.ahead.is_empty() {
            self.open_next()?;
        }
        let left = &self.plain[self.at..];
        let amount = left.len().min(into.len());
        into[..amount].copy_from_slice(&left[..amount]);
        self.at += amount;
        Ok(amount)
    }
}

/// A whole sealed chunk, or what is left of the stream.
fn read_chunk(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut chunk = Vec::with_capacity(CHUNK + TAG);
    from.take((CHUNK + TAG) as u64).read_to_end(&mut chunk)?;
    Ok(chunk)
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
