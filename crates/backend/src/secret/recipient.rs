//! The key pair of an installation that an organisation moves to (RFC 9180: X25519, HKDF-SHA256, AES-256-GCM).
//!
//! Guarantees: what is sealed for a recipient opens with its private half alone, and only under the `info` it was sealed
//! with; the public half is written with a check of its own, so a mistyped one is refused and never sealed for. The
//! private half is made at the receiving installation (`nutriscope receive-key`), stays there, and is not printed.

use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{Deserializable, HpkeError, Kem, OpModeR, OpModeS, Serializable};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// What the written form of the public half begins with.
const PUBLIC: &str = "nsmove1";
/// And that of the private half.
const PRIVATE: &str = "nsmove-secret1";
/// Digits of the check at the end.
const CHECK: usize = 8;
const ENCAPSULATED: usize = 32;

/// The public half: what the moving organisation is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient([u8; 32]);

/// The private half.
pub struct ReceiveKey {
    secret: <X25519HkdfSha256 as Kem>::PrivateKey,
    public: [u8; 32],
}

impl Recipient {
    /// Reads what was pasted: breaks and spaces in between do no harm. None for anything but a whole, unchanged key.
    pub fn parse(typed: &str) -> Option<Self> {
        let text: String = typed.split_whitespace().collect::<String>().to_ascii_lowercase();
        let digits = text.strip_prefix(PUBLIC)?;
        let (key, check) = digits.split_at_checked(64)?;
        let mut public = [0; 32];
        hex::decode_to_slice(key, &mut public).ok()?;
        let is_whole = check == self::check(&public);
        // What is no point that a key can be agreed with is nobody's key.
        let is_key = public.iter().any(|byte| *byte != 0) && read_public(&public).is_ok();
        (is_whole && is_key).then_some(Self(public))
    }

    /// For comparing aloud: the first 128 bits of its hash, in groups of four digits.
    pub fn fingerprint(&self) -> String {
        let digits = hex::encode(Sha256::digest(self.0));
        let groups = digits.as_bytes().chunks(4).take(8).map(String::from_utf8_lossy);
        groups.collect::<Vec<_>>().join(" ")
    }

    pub(super) fn seal(&self, info: &[u8], plain: &[u8]) -> Result<Vec<u8>, HpkeError> {
        let (encapsulated, text) = hpke::single_shot_seal::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &read_public(&self.0)?,
            info,
            plain,
            &[],
        )?;
        let mut sealed = encapsulated.to_bytes().to_vec();
        sealed.extend(text);
        Ok(sealed)
    }
}

impl std::fmt::Display for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{PUBLIC}{}{}", hex::encode(self.0), check(&self.0))
    }
}

impl ReceiveKey {
    pub fn generate() -> Self {
        let (secret, public) = X25519HkdfSha256::gen_keypair();
        Self { secret, public: bytes_of(&public) }
    }

    /// Reads what `to_text` wrote. None for anything else.
    pub fn parse(text: &SecretString) -> Option<Self> {
        let digits = text.expose_secret().trim().strip_prefix(PRIVATE)?;
        let mut bytes = Zeroizing::new([0; 32]);
        hex::decode_to_slice(digits, bytes.as_mut_slice()).ok()?;
        let secret = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(bytes.as_slice()).ok()?;
        let public = bytes_of(&X25519HkdfSha256::sk_to_pk(&secret));
        Some(Self { secret, public })
    }

    /// For the file that holds it, and for nothing else.
    pub fn to_text(&self) -> SecretString {
        let bytes = Zeroizing::new(self.secret.to_bytes().to_vec());
        let digits = Zeroizing::new(hex::encode(bytes.as_slice()));
        format!("{PRIVATE}{}", digits.as_str()).into()
    }

    pub fn recipient(&self) -> Recipient {
        Recipient(self.public)
    }

    pub(super) fn open(&self, info: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (encapsulated, text) = sealed.split_at_checked(ENCAPSULATED)?;
        let encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(encapsulated).ok()?;
        let opened = hpke::single_shot_open::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &self.secret,
            &encapsulated,
            info,
            text,
            &[],
        );
        opened.ok().map(Zeroizing::new)
    }
}

fn read_public(bytes: &[u8; 32]) -> Result<<X25519HkdfSha256 as Kem>::PublicKey, HpkeError> {
    <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(bytes)
}

fn bytes_of(public: &<X25519HkdfSha256 as Kem>::PublicKey) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes.copy_from_slice(&public.to_bytes());
    bytes
}

fn check(public: &[u8; 32]) -> String {
    let mut hash = Sha256::new();
    hash.update(PUBLIC);
    hash.update(public);
    hex::encode(hash.finalize()).chars().take(CHECK).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_private_half_opens_it_and_only_for_what_it_was_sealed_for() {
        let (key, other) = (ReceiveKey::generate(), ReceiveKey::generate());
        let sealed = key.recipient().seal(b"here", b"plum jam").unwrap();
        assert_eq!(key.open(b"here", &sealed).as_deref(), Some(&b"plum jam".to_vec()));
        assert!(key.open(b"there", &sealed).is_none() && other.open(b"here", &sealed).is_none());
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(key.open(b"here", &changed).is_none(), "byte {at}");
        }
        assert!(key.open(b"here", &sealed[..20]).is_none() && key.open(b"here", b"").is_none());
    }

    #[test]
    fn a_key_is_read_back_and_a_mistyped_one_is_refused() {
        let key = ReceiveKey::generate();
        let written = key.recipient().to_string();
        assert_eq!(Recipient::parse(&written), Some(key.recipient()));
        assert_eq!(Recipient::parse(&format!("  {}\n{} ", &written[..30], &written[30..])), Some(key.recipient()));
        for at in PUBLIC.len()..written.len() {
            let mut typed = written.clone().into_bytes();
            typed[at] = if typed[at] == b'0' { b'1' } else { b'0' };
            assert_eq!(Recipient::parse(&String::from_utf8_lossy(&typed)), None, "digit {at}");
        }
        for bad in ["", "nsmove1", "hello", &written[..70], &format!("{written}0"), "nsmove1é"] {
            assert_eq!(Recipient::parse(bad), None, "{bad}");
        }
        let nobody = format!("{PUBLIC}{}{}", "0".repeat(64), check(&[0; 32]));
        assert_eq!(Recipient::parse(&nobody), None);
        let again = ReceiveKey::parse(&key.to_text()).unwrap();
        assert_eq!(again.recipient(), key.recipient());
        assert!(ReceiveKey::parse(&"nsmove-secret1zz".into()).is_none());
        assert_eq!(key.recipient().fingerprint().split(' ').count(), 8);
    }
}
