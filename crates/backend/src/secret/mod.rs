//! Secrets: the master keys, what is derived from them, and the four things done with that: fields are sealed
//! (`field`), values are authenticated (`mac`), documents are signed (`sign`), tokens are stored as hashes (`token_hash`).
//!
//! Guarantees (T7): nothing here can be printed or serialised; a sealed field opens only in the table, column and row it
//! was sealed for, and only while the master key it was sealed under is configured; every purpose has a key of its own,
//! so that a value made for one is worth nothing for another. What does not open is an error, never an empty value.
//!
//! What a client writes is sealed with a key of their own instead (`client_key`), which can be destroyed; where those keys
//! lie is `client_keys`. Nothing here knows a database.
//!
//! To encrypt another column: a `bytea` column named `sealed` or `…_sealed`, `grant select, update` on its table to
//! `ns_definer`, and a line in `field::COLUMNS`; a test finds it if the line is missing, and `nutriscope rotate-keys`
//! walks it from then on. To authenticate something else: a variant of `mac::Purpose`.

pub(crate) mod anew;
pub mod chunk;
pub mod client_key;
pub mod field;
pub mod mac;
mod master;
pub mod recipient;
pub mod sign;
pub mod stream;
#[cfg(test)]
mod tests;

use secrecy::{ExposeSecret, SecretBox};
use sha2::{Digest, Sha256};

pub use client_key::ClientKey;
pub use field::{Cell, Column, NotOpened};
pub use mac::Purpose;
pub use master::{KeyVersion, MasterKeys};
pub use recipient::{ReceiveKey, Recipient};
pub use sign::{Signed, Signing};

/// The process's keys: made once at start from the configured master keys.
pub struct Keys {
    pub(crate) masters: MasterKeys,
    session: SecretBox<[u8; 32]>,
}

impl Keys {
    pub fn derive(masters: &MasterKeys) -> Self {
        // The oldest key there is: people stay signed in while a new one is phased in, and removing the old one ends
        // every session that was made under it.
        let session = mac::derive(masters.oldest().1, Purpose::Session.label());
        Self { masters: masters.clone(), session }
    }

    /// The database's token for a cookie: who reads the database learns nothing a browser would accept, and who guesses
    /// a token needs this key too.
    pub(crate) fn database_token(&self, cookie: &str) -> String {
        hex::encode(mac::authenticate(self.session.expose_secret(), cookie.as_bytes()))
    }
}

/// SHA-256 of a token's text: the only form of it that is stored. For tokens of at least 128 random bits, which need no
/// slow hash; what a person can remember or type is hashed by `identity::Passwords`.
pub(crate) fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}
