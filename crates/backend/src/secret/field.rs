//! Fields sealed with AES-256-GCM: a key per column and master key, a random 96-bit nonce, and the place (table, column,
//! row) authenticated with it, so that a value copied into another row or column does not open there (T7).
//!
//! A sealed value is: form (1 byte), version of the master key (2), nonce (12), ciphertext and tag.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use secrecy::ExposeSecret;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{KeyVersion, Keys, mac};
use crate::random;
use crate::refusal::Refusal;

/// An encrypted column. `table` is written with its schema.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    pub table: &'static str,
    pub column: &'static str,
}

/// A letter in the outbox; the row is its job.
pub static LETTER: Column = Column { table: "ops.job", column: "sealed" };

/// The argon2id hash of a password, by the person.
pub static PASSWORD: Column = Column { table: "auth.person", column: "password_sealed" };

/// An app's secret or a passkey's public half, by the factor.
pub static FACTOR: Column = Column { table: "auth.factor", column: "sealed" };
/// Recovery codes on their way to their owner, by the person.
pub static RECOVERY_SHEET: Column = Column { table: "auth.recovery_sheet", column: "sealed" };

/// The key that wraps the keys of an organisation's clients, by the organisation.
pub static ORGANISATION_KEY: Column = Column { table: "app.organisation_key", column: "key_sealed" };

/// What the files of an export are sealed with, by the export.
pub static EXPORT_KEY: Column = Column { table: "app.export", column: "key_sealed" };

/// What seals an organisation's ledger, by the organisation.
pub static LEDGER_KEY: Column = Column { table: "app.ledger_key", column: "sealed" };

/// The address a document was signed from, by the document.
pub static DOCUMENT: Column = Column { table: "app.document", column: "sealed" };

/// What somebody had typed when their session ended, by the form.
pub static KEPT_FORM: Column = Column { table: "auth.kept_form", column: "sealed" };
/// The same on its way through a browser, where the database does not answer; no column.
pub static CARRIED_FORM: Column = Column { table: "form", column: "carried" };
/// The last letter to whom everything is erased, by the request, while the erasure runs.
pub static LAST_LETTER: Column = Column { table: "app.erasure_request", column: "letter_sealed" };

/// Every column encrypted under the master key: what `rotate-keys` walks.
pub static COLUMNS: &[&Column] = &[
    &LETTER,
    &PASSWORD,
    &FACTOR,
    &RECOVERY_SHEET,
    &ORGANISATION_KEY,
    &EXPORT_KEY,
    &LEDGER_KEY,
    &DOCUMENT,
    &LAST_LETTER,
    &KEPT_FORM,
];

/// What an entry says, by the entry; its earlier states lie in `app.observation_version` as they were sealed.
pub static ENTRY: Column = Column { table: "app.observation", column: "sealed" };

/// Every column encrypted under the key of the client it is about, and the copies of such a column.
pub static CLIENT_COLUMNS: &[(&str, &str)] = &[("app.observation", "sealed"), ("app.observation_version", "sealed")];

impl Column {
    /// The field of one row, by the row's own id (the last column of its primary key).
    pub fn of(&'static self, row: Uuid) -> Cell {
        Cell { column: self, row }
    }
}

/// Where a value belongs.
#[derive(Debug, Clone, Copy)]
pub struct Cell {
    pub(super) column: &'static Column,
    pub(super) row: Uuid,
}

impl Cell {
    /// What lies here is something else.
    pub(crate) fn not_sealed(self) -> NotOpened {
        NotOpened::NotSealed { table: self.column.table, column: self.column.column }
    }
}

/// Why a sealed value does not open. Says where, never what.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    #[error("what lies in {table}.{column} was not sealed by this program")]
    NotSealed { table: &'static str, column: &'static str },
    #[error("{table}.{column} holds a value sealed under master key {version}, which is not configured")]
    KeyMissing { table: &'static str, column: &'static str, version: KeyVersion },
    /// Changed, or sealed for another row, column or installation.
    #[error("a value in {table}.{column} does not belong where it lies, or was changed")]
    Forged { table: &'static str, column: &'static str },
    #[error("{table}.{column} holds a value sealed under version {version} of a client's key, which was destroyed")]
    KeyDestroyed { table: &'static str, column: &'static str, version: KeyVersion },
    #[error(
        "{table}.{column} holds a value sealed under version {version} of a client's key, which that client does not have"
    )]
    NoSuchKey { table: &'static str, column: &'static str, version: KeyVersion },
}

impl From<NotOpened> for Refusal {
    fn from(why: NotOpened) -> Self {
        Self::Fault(why.to_string())
    }
}

const FORM: u8 = 2;
pub(super) const NONCE_BYTES: usize = 12;

impl Keys {
    /// Seals a value for one cell, under the current key.
    pub(crate) fn seal(&self, cell: Cell, plain: &[u8]) -> Vec<u8> {
        let (version, master) = self.masters.current();
        let nonce = random::bytes::<NONCE_BYTES>();
        let mut sealed = header(version).to_vec();
        sealed.extend_from_slice(&nonce);
        sealed.extend(encrypt(&key(master, cell), &nonce, &place(version, cell), plain));
        sealed
    }

    /// # Errors
    /// When it was sealed for another cell, under a key that is no longer configured, or was changed.
    pub(crate) fn open(&self, cell: Cell, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotOpened> {
        let Column { table, column } = cell.column;
        let [FORM, high, low, rest @ ..] = sealed else { return Err(NotOpened::NotSealed { table, column }) };
        let version = KeyVersion::from_be_bytes([*high, *low]);
        let Some((nonce, text)) = rest.split_first_chunk::<NONCE_BYTES>() else {
            return Err(NotOpened::NotSealed { table, column });
        };
        let master = self.masters.find(version).ok_or(NotOpened::KeyMissing { table, column, version })?;
        let plain = decrypt(&key(master, cell), nonce, &place(version, cell), text);
        plain.map(Zeroizing::new).ok_or(NotOpened::Forged { table, column })
    }
}

/// How a value sealed under `version` begins.
pub(crate) fn header(version: KeyVersion) -> [u8; 3] {
    let [high, low] = version.to_be_bytes();
    [FORM, high, low]
}

fn key(master: &[u8; 32], cell: Cell) -> Aes256Gcm {
    let label = format!("nutriscope field v2 {}.{}", cell.column.table, cell.column.column);
    Aes256Gcm::new(mac::derive(master, &label).expose_secret().into())
}

/// Each part with its length before it, so that no two places read the same.
fn place(version: KeyVersion, cell: Cell) -> Vec<u8> {
    join(&header(version), &[cell.column.table.as_bytes(), cell.column.column.as_bytes(), cell.row.as_bytes()])
}

pub(crate) fn join(header: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let mut place = header.to_vec();
    for part in parts {
        place.extend((part.len() as u64).to_be_bytes());
        place.extend_from_slice(part);
    }
    place
}

#[expect(clippy::expect_used, reason = "encrypting fails only beyond 64 GiB, which no field is")]
pub(crate) fn encrypt(key: &Aes256Gcm, nonce: &[u8; NONCE_BYTES], place: &[u8], plain: &[u8]) -> Vec<u8> {
    key.encrypt(Nonce::from_slice(nonce), Payload { msg: plain, aad: place }).expect("less than 64 GiB")
}

pub(crate) fn decrypt(key: &Aes256Gcm, nonce: &[u8; NONCE_BYTES], place: &[u8], text: &[u8]) -> Option<Vec<u8>> {
    key.decrypt(Nonce::from_slice(nonce), Payload { msg: text, aad: place }).ok()
}
