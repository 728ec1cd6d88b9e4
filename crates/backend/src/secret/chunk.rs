//! Files sealed in chunks with AES-256-GCM under a key of their own, so that gigabytes are written and read without
//! holding more than a chunk, and destroying one small key makes all of it unreadable (T7).
//!
//! Guarantee: a chunk opens only as the chunk of the file and part it was written as; one that was changed, moved or
//! swapped is an error. That none is missing at the end is for the reader to count.

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::KeyInit;
use secrecy::{ExposeSecret, SecretBox};
use uuid::Uuid;

use super::{Cell, Keys, NotOpened, ReceiveKey, Recipient, field};
use crate::random;

/// What a chunk is longer than what it holds.
pub const OVERHEAD: usize = 12 + 16;

/// The key of one set of files.
pub struct ChunkKey(SecretBox<[u8; 32]>);

/// Which chunk: of which set, which part of it, the how manieth.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub set: Uuid,
    pub part: &'a str,
    pub number: u64,
}

impl ChunkKey {
    pub fn random() -> Self {
        Self(SecretBox::new(Box::new(random::bytes())))
    }

    /// The key itself, sealed for the column it lies in.
    pub(crate) fn wrapped(&self, keys: &Keys, cell: Cell) -> Vec<u8> {
        keys.seal(cell, self.0.expose_secret())
    }

    /// # Errors
    /// As `Keys::open`; also when it holds no key.
    pub(crate) fn unwrap(keys: &Keys, cell: Cell, sealed: &[u8]) -> Result<Self, NotOpened> {
        let plain = keys.open(cell, sealed)?;
        let key: [u8; 32] = plain.as_slice().try_into().map_err(|_| cell.not_sealed())?;
        Ok(Self(SecretBox::new(Box::new(key))))
    }

    /// The key itself, sealed for another installation: only its private half opens it, and only with the same `info`.
    ///
    /// # Errors
    /// None for a recipient that was read by `Recipient::parse`.
    pub fn sealed_for(&self, recipient: &Recipient, info: &[u8]) -> Result<Vec<u8>, hpke::HpkeError> {
        recipient.seal(info, self.0.expose_secret())
    }

    /// None when it was sealed for another installation or another `info`, or was changed.
    pub fn received(key: &ReceiveKey, info: &[u8], sealed: &[u8]) -> Option<Self> {
        let plain = key.open(info, sealed)?;
        let key: [u8; 32] = plain.as_slice().try_into().ok()?;
        Some(Self(SecretBox::new(Box::new(key))))
    }

    pub fn seal(&self, place: Place<'_>, plain: &[u8]) -> Vec<u8> {
        let nonce = random::bytes::<12>();
        let mut sealed = nonce.to_vec();
        sealed.extend(field::encrypt(&self.cipher(), &nonce, &bound(place), plain));
        sealed
    }

    /// None when it was not sealed so.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_first_chunk::<12>()?;
        field::decrypt(&self.cipher(), nonce, &bound(place), text)
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(self.0.expose_secret().into())
    }
}

fn bound(place: Place<'_>) -> Vec<u8> {
    let mut bound = b"nutriscope chunk v1".to_vec();
    bound.extend_from_slice(place.set.as_bytes());
    bound.extend((place.part.len() as u64).to_be_bytes());
    bound.extend_from_slice(place.part.as_bytes());
    bound.extend(place.number.to_be_bytes());
    bound
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_opens_only_where_it_was_written() {
        let (key, set) = (ChunkKey::random(), Uuid::from_u128(7));
        let at = Place { set, part: "a", number: 3 };
        let sealed = key.seal(at, b"plum jam");
        assert_eq!(sealed.len(), 8 + OVERHEAD);
        assert_eq!(key.open(at, &sealed).as_deref(), Some(b"plum jam".as_slice()));
        for other in [Place { number: 4, ..at }, Place { part: "b", ..at }, Place { set: Uuid::from_u128(8), ..at }] {
            assert!(key.open(other, &sealed).is_none(), "{other:?}");
        }
        assert!(ChunkKey::random().open(at, &sealed).is_none());
        let mut changed = sealed.clone();
        changed[20] ^= 1;
        assert!(key.open(at, &changed).is_none() && key.open(at, &sealed[..10]).is_none());
    }
}
