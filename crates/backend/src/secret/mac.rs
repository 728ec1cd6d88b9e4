//! HMAC-SHA256 under a key per purpose: for what must be recognised later but not read (T7).
//!
//! A tag that is stored and looked up later must survive a rotation: store `Keys::mac`, look for any of `Keys::macs`.

use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretBox};
use sha2::Sha256;
use subtle::{Choice, ConstantTimeEq};

use super::Keys;

/// What a tag is for; made for one purpose it is worth nothing for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The database's token of a session.
    Session,
    /// The secret part of the address Stripe sends a browser to that left the payment.
    CheckoutReturn,
    /// A code a person types from paper or an e-mail: too short to be stored as a plain hash.
    ShortCode,
    /// A browser that has signed in before.
    KnownDevice,
    /// The network a sign-in came from: told apart, never known.
    Network,
    /// What the database's functions of signing in take from the program alone (`step`).
    Step,
    /// Where a form belongs.
    Form,
    /// Where a link in a letter belongs.
    MailedLink,
    /// What a form's key stands for.
    FormKey,
}

impl Purpose {
    #[cfg(test)]
    pub(super) const ALL: [Self; 9] = [
        Self::Session,
        Self::CheckoutReturn,
        Self::ShortCode,
        Self::KnownDevice,
        Self::Network,
        Self::Step,
        Self::Form,
        Self::MailedLink,
        Self::FormKey,
    ];

    /// Never reused, never changed: it is part of every tag.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Session => "nutriscope session v1",
            Self::CheckoutReturn => "nutriscope checkout return v1",
            Self::ShortCode => "nutriscope short code v1",
            Self::KnownDevice => "nutriscope known device v1",
            Self::Network => "nutriscope network v1",
            Self::Step => "nutriscope step v1",
            Self::Form => "nutriscope form v1",
            Self::MailedLink => "nutriscope mailed link v1",
            Self::FormKey => "nutriscope form key v1",
        }
    }
}

impl Keys {
    /// A tag under the current key.
    pub fn mac(&self, purpose: Purpose, message: &[u8]) -> [u8; 32] {
        tag(self.masters.current().1, purpose, message)
    }

    /// A tag under the oldest configured key: for what must come out the same while a new key is phased in.
    pub(crate) fn steady_mac(&self, purpose: Purpose, message: &[u8]) -> [u8; 32] {
        tag(self.masters.oldest().1, purpose, message)
    }

    /// The tags a message may have been given, under every configured key, the current one first: for look-ups.
    pub fn macs(&self, purpose: Purpose, message: &[u8]) -> Vec<Vec<u8>> {
        self.masters.all().map(|(_, key)| tag(key, purpose, message).to_vec()).collect()
    }

    /// Whether `given` is (the beginning of, at least 16 bytes) a tag of `message` under a configured key. Takes the
    /// same time wherever it differs.
    pub(crate) fn is_mac(&self, purpose: Purpose, message: &[u8], given: &[u8]) -> bool {
        if !(16..=32).contains(&given.len()) {
            return false;
        }
        let matches = self.masters.all().map(|(_, key)| {
            let tag = tag(key, purpose, message);
            tag.split_at(given.len()).0.ct_eq(given)
        });
        matches.fold(Choice::from(0), |any, this| any | this).into()
    }
}

fn tag(master: &[u8; 32], purpose: Purpose, message: &[u8]) -> [u8; 32] {
    authenticate(derive(master, purpose.label()).expose_secret(), message)
}

/// A key for one use from a master key.
pub(crate) fn derive(master: &[u8; 32], label: &str) -> SecretBox<[u8; 32]> {
    SecretBox::new(Box::new(authenticate(master, label.as_bytes())))
}

#[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
pub(crate) fn authenticate(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).expect("any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}
