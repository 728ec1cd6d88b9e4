//! Keys derived from the master key, and sealing with them. A key cannot be printed or serialised.
//!
//! To add a key: one label in `Keys::derive`; labels are never reused.

use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::{Aes256Gcm, Nonce};
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretBox};
use sha2::{Digest, Sha256};

use crate::random;

/// 32 bytes from the environment or a file; everything else is derived from it.
pub type MasterKey = SecretBox<[u8; 32]>;

pub struct Keys {
    session: SecretBox<[u8; 32]>,
    letter: SecretBox<[u8; 32]>,
    notice: SecretBox<[u8; 32]>,
    checkout_return: SecretBox<[u8; 32]>,
}

/// What a sealed value is for; sealed for one purpose it opens for no other.
#[derive(Debug, Clone, Copy)]
pub enum Purpose {
    /// A letter waiting in the outbox.
    Letter,
    /// The notice carried to the next page in a cookie.
    Notice,
}

#[derive(Debug, thiserror::Error)]
#[error("a sealed value does not open")]
pub struct NotOpened;

const VERSION: u8 = 1;

impl Keys {
    pub fn derive(master: &MasterKey) -> Self {
        let key = |label: &str| SecretBox::new(Box::new(mac(master.expose_secret(), label.as_bytes())));
        Self {
            session: key("nutriscope session v1"),
            letter: key("nutriscope letter v1"),
            notice: key("nutriscope notice v1"),
            checkout_return: key("nutriscope checkout return v1"),
        }
    }

    /// The database's token for a cookie: who reads the database learns nothing a browser would accept, and who guesses
    /// a token needs this key too.
    pub(crate) fn database_token(&self, cookie: &str) -> String {
        hex::encode(mac(self.session.expose_secret(), cookie.as_bytes()))
    }

    /// The secret part of the address Stripe sends a browser to that left the payment: nobody else can make it.
    pub(crate) fn return_code(&self, appointment: uuid::Uuid) -> String {
        let code = mac(self.checkout_return.expose_secret(), appointment.as_bytes());
        hex::encode(code.split_at(16).0)
    }

    /// AES-256-GCM with a random 96-bit nonce: version, nonce, ciphertext.
    pub fn seal(&self, purpose: Purpose, plain: &[u8]) -> Vec<u8> {
        let nonce = random::bytes::<12>();
        let payload = Payload { msg: plain, aad: &[VERSION] };
        let mut sealed = vec![VERSION];
        sealed.extend_from_slice(&nonce);
        // Encrypting fails only beyond 64 GiB, which no letter is.
        sealed.extend(self.cipher(purpose).encrypt(Nonce::from_slice(&nonce), payload).unwrap_or_default());
        sealed
    }

    /// # Errors
    /// When the value was sealed for another purpose, with another key, or was changed.
    pub fn open(&self, purpose: Purpose, sealed: &[u8]) -> Result<Vec<u8>, NotOpened> {
        let (version, rest) = sealed.split_first().ok_or(NotOpened)?;
        if *version != VERSION || rest.len() < 12 {
            return Err(NotOpened);
        }
        let (nonce, text) = rest.split_at(12);
        let payload = Payload { msg: text, aad: &[VERSION] };
        self.cipher(purpose).decrypt(Nonce::from_slice(nonce), payload).map_err(|_| NotOpened)
    }

    fn cipher(&self, purpose: Purpose) -> Aes256Gcm {
        let key = match purpose {
            Purpose::Letter => &self.letter,
            Purpose::Notice => &self.notice,
        };
        Aes256Gcm::new(key.expose_secret().into())
    }
}

/// SHA-256 of a token's text: the only form of it that is stored.
pub(crate) fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

#[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
fn mac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(byte: u8) -> Keys {
        Keys::derive(&SecretBox::new(Box::new([byte; 32])))
    }

    #[test]
    fn a_sealed_value_opens_only_as_it_was_sealed() {
        // T7: authenticated, bound to its purpose and key
        let sealed = keys(1).seal(Purpose::Letter, b"to: maya");
        assert_eq!(keys(1).open(Purpose::Letter, &sealed).unwrap(), b"to: maya");
        assert!(keys(1).open(Purpose::Notice, &sealed).is_err());
        assert!(keys(2).open(Purpose::Letter, &sealed).is_err());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(keys(1).open(Purpose::Letter, &changed).is_err(), "byte {at} was changed and it opened");
        }
        assert_ne!(sealed, keys(1).seal(Purpose::Letter, b"to: maya"), "a nonce is used once");
    }
}
