//! The data keys of one client: what a client writes is sealed with them (T7, M9).
//!
//! A data key is 32 random bytes, wrapped by its organisation's key, which lies sealed under the master key. A sealed
//! value is: form (1 byte, another than the master key's), version of the client's key (2), nonce (12), ciphertext and
//! tag; organisation, client, table, column and row are authenticated with it.
//!
//! Guarantees: a value opens only for its client, in its row and column, and only while that client's key is there; each
//! misuse is an error of its own. To get one: `tx.client_key(client)`; the database hands it to who may read the client.

use std::sync::{Arc, Mutex};

use aes_gcm::{Aes256Gcm, KeyInit};
use secrecy::{ExposeSecret, SecretBox};
use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::{Zeroize, Zeroizing};

use super::field::{self, Cell, Column, NONCE_BYTES, NotOpened, ORGANISATION_KEY};
use super::{KeyVersion, Keys, mac};
use crate::random;
use crate::refusal::Refusal;

/// What a client's key sealed begins with.
const FORM: u8 = 3;
/// What a wrapped key begins with.
const WRAPPED: u8 = 4;

pub(crate) type Secret = SecretBox<[u8; 32]>;

/// A cipher made for one column from one version.
type Cipher = (KeyVersion, &'static Column, Arc<Aes256Gcm>);

/// The keys of one client. Cannot be printed.
pub struct ClientKey {
    organisation: Uuid,
    client: Uuid,
    /// By version, ascending; none where the key has ended.
    versions: Vec<(KeyVersion, Option<Secret>)>,
    ciphers: Mutex<Vec<Cipher>>,
}

impl std::fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ClientKey({:?})", self.versions.iter().map(|(version, _)| *version).collect::<Vec<_>>())
    }
}

impl ClientKey {
    pub(crate) fn new(organisation: Uuid, client: Uuid, versions: Vec<(KeyVersion, Option<Secret>)>) -> Self {
        Self { organisation, client, versions, ciphers: Mutex::default() }
    }

    /// The version that seals.
    pub(crate) fn current(&self) -> Option<KeyVersion> {
        self.versions.iter().rev().find(|(_, key)| key.is_some()).map(|(version, _)| *version)
    }

    /// The highest version there has been.
    pub(crate) fn last(&self) -> KeyVersion {
        self.versions.last().map_or(0, |(version, _)| *version)
    }

    /// Seals a value for one cell of this client's.
    ///
    /// # Errors
    /// When there is no living key.
    pub fn seal(&self, cell: Cell, plain: &[u8]) -> Result<Vec<u8>, NotOpened> {
        let Column { table, column } = *cell.column;
        let version = self.current().ok_or(match self.last() {
            0 => NotOpened::NoSuchKey { table, column, version: 1 },
            version => NotOpened::KeyDestroyed { table, column, version },
        })?;
        let (cipher, nonce) = (self.cipher(version, cell)?, random::bytes::<NONCE_BYTES>());
        let mut sealed = header(FORM, version).to_vec();
        sealed.extend_from_slice(&nonce);
        sealed.extend(field::encrypt(&cipher, &nonce, &self.place(version, cell), plain));
        Ok(sealed)
    }

    /// # Errors
    /// Each with its own: not sealed with a client's key, a key this client does not have, a key that was destroyed,
    /// another client's, row's or column's value, or a changed one.
    pub fn open(&self, cell: Cell, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        let Column { table, column } = *cell.column;
        let version = version_of(sealed).ok_or(NotOpened::NotSealed { table, column })?;
        let cipher = self.cipher(version, cell)?;
        let Some((nonce, text)) = sealed.get(3..).and_then(|rest| rest.split_first_chunk::<NONCE_BYTES>()) else {
            return Err(NotOpened::NotSealed { table, column });
        };
        let plain = field::decrypt(&cipher, nonce, &self.place(version, cell), text);
        plain.map(Zeroizing::new).ok_or(NotOpened::Forged { table, column })
    }

    fn place(&self, version: KeyVersion, cell: Cell) -> Vec<u8> {
        let Column { table, column } = *cell.column;
        let (organisation, client, row) = (self.organisation.as_bytes(), self.client.as_bytes(), cell.row.as_bytes());
        field::join(&header(FORM, version), &[organisation, client, table.as_bytes(), column.as_bytes(), row])
    }

    /// Made once per version and column: a page opens hundreds of values.
    fn cipher(&self, version: KeyVersion, cell: Cell) -> Result<Arc<Aes256Gcm>, NotOpened> {
        let Column { table, column } = *cell.column;
        let mut made = self.ciphers.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some((_, _, cipher)) = made.iter().find(|(of, place, _)| *of == version && **place == *cell.column) {
            return Ok(cipher.clone());
        }
        let key = self.versions.iter().find(|(of, _)| *of == version);
        let (_, key) = key.ok_or(NotOpened::NoSuchKey { table, column, version })?;
        let key = key.as_ref().ok_or(NotOpened::KeyDestroyed { table, column, version })?;
        let label = format!("nutriscope client field v1 {table}.{column}");
        let cipher = Arc::new(Aes256Gcm::new(mac::derive(key.expose_secret(), &label).expose_secret().into()));
        made.push((version, cell.column, cipher.clone()));
        Ok(cipher)
    }
}

/// The version of a client's key that a value names; none when it was not sealed with one.
pub(crate) fn version_of(sealed: &[u8]) -> Option<KeyVersion> {
    match sealed {
        [FORM, high, low, ..] => Some(KeyVersion::from_be_bytes([*high, *low])),
        _ => None,
    }
}

fn header(form: u8, version: KeyVersion) -> [u8; 3] {
    let [high, low] = version.to_be_bytes();
    [form, high, low]
}

/// An organisation's key in the clear: wraps and unwraps its clients' keys.
pub(crate) struct OrganisationKey {
    organisation: Uuid,
    key: Secret,
}

/// A data key that was just made, as it is stored.
pub(crate) struct Fresh {
    pub wrapped: Vec<u8>,
    pub fingerprint: [u8; 32],
}

impl OrganisationKey {
    /// A new one, as it is stored.
    pub fn make(keys: &Keys, organisation: Uuid) -> Vec<u8> {
        let key = Zeroizing::new(random::bytes::<32>());
        keys.seal(ORGANISATION_KEY.of(organisation), key.as_slice())
    }

    pub fn open(keys: &Keys, organisation: Uuid, sealed: &[u8]) -> Result<Self, Refusal> {
        let plain = keys.open(ORGANISATION_KEY.of(organisation), sealed)?;
        Ok(Self {
            organisation,
            key: secret(&plain).ok_or_else(|| Refusal::Fault("an organisation's key has another length".into()))?,
        })
    }

    /// A new data key for a client.
    pub fn fresh(&self, client: Uuid, version: KeyVersion) -> Fresh {
        let key = Zeroizing::new(random::bytes::<32>());
        let nonce = random::bytes::<NONCE_BYTES>();
        let mut wrapped = header(WRAPPED, version).to_vec();
        wrapped.extend_from_slice(&nonce);
        wrapped.extend(field::encrypt(&self.cipher(), &nonce, &self.place(client, version), key.as_slice()));
        Fresh { wrapped, fingerprint: fingerprint(&key) }
    }

    /// # Errors
    /// When it was wrapped for another client, version or organisation.
    pub fn unwrap(&self, client: Uuid, version: KeyVersion, wrapped: &[u8]) -> Result<Secret, NotOpened> {
        let (table, column) = ("app.client_key", "wrapped");
        let rest = wrapped.strip_prefix(&header(WRAPPED, version)).ok_or(NotOpened::NotSealed { table, column })?;
        let (nonce, text) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(NotOpened::NotSealed { table, column })?;
        let plain = field::decrypt(&self.cipher(), nonce, &self.place(client, version), text).map(Zeroizing::new);
        plain.and_then(|plain| secret(&plain)).ok_or(NotOpened::Forged { table, column })
    }

    fn cipher(&self) -> Aes256Gcm {
        Aes256Gcm::new(mac::derive(self.key.expose_secret(), "nutriscope wrap client key v1").expose_secret().into())
    }

    fn place(&self, client: Uuid, version: KeyVersion) -> Vec<u8> {
        field::join(&header(WRAPPED, version), &[self.organisation.as_bytes(), client.as_bytes()])
    }
}

/// Names a key without saying anything about it: a hash of 256 random bits.
pub(crate) fn fingerprint(key: &[u8; 32]) -> [u8; 32] {
    Sha256::new().chain_update(b"nutriscope client key v1").chain_update(key).finalize().into()
}

fn secret(plain: &[u8]) -> Option<Secret> {
    let mut key: [u8; 32] = plain.try_into().ok()?;
    let kept = SecretBox::new(Box::new(key));
    key.zeroize();
    Some(kept)
}
