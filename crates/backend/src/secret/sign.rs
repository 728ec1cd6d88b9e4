//! Signatures with Ed25519: for what is handed out and must be checkable later by anybody, without asking us.
//!
//! Guarantees: each purpose has a key of its own, derived from the master key, so that what was signed for one proves
//! nothing for another; the private half exists only while it signs. A signature names the public key it was made with:
//! whoever checks compares that key with one they were told before (`Keys::public_keys`, printed by
//! `nutriscope verify-receipt`), since a key inside a document proves only that the document was not changed.
//! To sign something else: a variant of `Signing`.

use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use secrecy::ExposeSecret;

use super::{KeyVersion, Keys, mac};

/// What a signature is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// What a client consented to and when.
    ConsentReceipt,
    /// That a client's key was destroyed.
    ErasureCertificate,
    /// The head of an organisation's log.
    Checkpoint,
    /// The list of an export's files.
    ExportManifest,
    /// What an organisation takes along of its ledger.
    LedgerStatement,
}

impl Signing {
    #[cfg(test)]
    pub(super) const ALL: [Self; 5] =
        [Self::ConsentReceipt, Self::ErasureCertificate, Self::Checkpoint, Self::ExportManifest, Self::LedgerStatement];

    /// Never reused, never changed: the key is derived from it.
    pub(super) fn label(self) -> &'static str {
        match self {
            Self::ConsentReceipt => "nutriscope sign consent receipt v1",
            Self::ErasureCertificate => "nutriscope sign erasure certificate v1",
            Self::Checkpoint => "nutriscope sign checkpoint v1",
            Self::ExportManifest => "nutriscope sign export manifest v1",
            Self::LedgerStatement => "nutriscope sign ledger statement v1",
        }
    }
}

/// A signature and what is needed to check it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signed {
    pub version: KeyVersion,
    pub public_key: [u8; 32],
    pub signature: [u8; 64],
}

impl Keys {
    /// Signs under the current master key.
    pub fn sign(&self, purpose: Signing, message: &[u8]) -> Signed {
        let (version, master) = self.masters.current();
        let key = signing_key(master, purpose);
        Signed { version, public_key: key.verifying_key().to_bytes(), signature: key.sign(message).to_bytes() }
    }

    /// The public keys of this installation for a purpose, the current one first. Not secret.
    pub fn public_keys(&self, purpose: Signing) -> Vec<(KeyVersion, [u8; 32])> {
        self.masters
            .all()
            .map(|(version, master)| (version, signing_key(master, purpose).verifying_key().to_bytes()))
            .collect()
    }
}

/// Whether `signature` was made over `message` by the holder of `public_key`.
pub fn is_signed(public_key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(public_key)
        .is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}

/// The key wipes itself when it goes.
fn signing_key(master: &[u8; 32], purpose: Signing) -> SigningKey {
    SigningKey::from_bytes(mac::derive(master, purpose.label()).expose_secret())
}
