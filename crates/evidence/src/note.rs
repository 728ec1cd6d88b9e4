//! Signed notes (c2sp.org/signed-note) with Ed25519 keys, and keys as text (`name+hash+base64`, as Go's note package
//! writes them).

use ed25519_dalek::{Signature, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::{Malformed, decode, encode};

/// Ed25519, as the signed-note specification numbers it.
const ALGORITHM: u8 = 1;
/// More lines than any witness adds.
const MOST_SIGNATURES: usize = 100;

/// The first four bytes of the hash of the name, the algorithm and the key.
pub fn key_id(name: &str, public_key: &[u8; 32]) -> [u8; 4] {
    id_of(name, ALGORITHM, public_key)
}

pub(crate) fn id_of(name: &str, algorithm: u8, public_key: &[u8; 32]) -> [u8; 4] {
    let hash = Sha256::new().chain_update(name).chain_update([b'\n', algorithm]).chain_update(public_key).finalize();
    let [a, b, c, d, ..]: [u8; 32] = hash.into();
    [a, b, c, d]
}

/// A public key as people compare it: the SHA-256 of its 32 bytes in eight groups of eight digits.
pub fn fingerprint(public_key: &[u8; 32]) -> String {
    let digits = Sha256::digest(public_key);
    let groups: Vec<String> =
        digits.chunks(4).map(|four| four.iter().map(|byte| format!("{byte:02x}")).collect()).collect();
    groups.join(" ")
}

/// Whose signatures are believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    pub name: String,
    pub public_key: [u8; 32],
}

impl VerifierKey {
    /// # Errors
    /// When it is not `name+hash+base64` of an Ed25519 key, or the hash is of something else.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let (name, public_key) = algorithm_key(text, ALGORITHM, "the key is not Ed25519")?;
        Ok(Self { name, public_key })
    }

    pub fn id(&self) -> [u8; 4] {
        key_id(&self.name, &self.public_key)
    }

    pub fn write(&self) -> String {
        let key: Vec<u8> = std::iter::once(ALGORITHM).chain(self.public_key).collect();
        format!("{}+{}+{}", self.name, hex_id(self.id()), encode(&key))
    }
}

/// A text with its signatures, not believed yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedNote {
    /// Ends with a newline.
    pub text: String,
    /// Name, key id and signature, line by line.
    pub signatures: Vec<(String, [u8; 4], Vec<u8>)>,
}

impl SignedNote {
    /// The note over `text`, with the signature that `sign` makes.
    pub fn sign(text: String, key: &VerifierKey, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> Self {
        let signature = sign(text.as_bytes()).to_vec();
        Self { text, signatures: vec![(key.name.clone(), key.id(), signature)] }
    }

    /// # Errors
    /// What is not as a signed note is written.
    pub fn parse(note: &str) -> Result<Self, Malformed> {
        if note.chars().any(|c| c < ' ' && c != '\n') {
            return Err(Malformed("a note has no control characters"));
        }
        let (text, lines) =
            note.rsplit_once("\n\n").ok_or(Malformed("a note ends with an empty line and signatures"))?;
        let lines = lines.strip_suffix('\n').ok_or(Malformed("a note ends with a newline"))?;
        let signatures: Vec<_> =
            lines.split('\n').take(MOST_SIGNATURES + 1).map(signature).collect::<Result<_, _>>()?;
        if signatures.len() > MOST_SIGNATURES {
            return Err(Malformed("a note has too many signatures"));
        }
        Ok(Self { text: format!("{text}\n"), signatures })
    }

    pub fn write(&self) -> String {
        let line = |(name, id, signature): &(String, [u8; 4], Vec<u8>)| {
            format!("— {name} {}\n", encode(&[id.as_slice(), signature].concat()))
        };
        format!("{}\n{}", self.text, self.signatures.iter().map(line).collect::<String>())
    }

    /// The known key that signed it. A signature of a known key that does not hold spoils the note.
    pub fn signed_by<'a>(&self, known: &'a [VerifierKey]) -> Option<&'a VerifierKey> {
        let mut found = None;
        for (name, id, signature) in &self.signatures {
            let Some(key) = known.iter().find(|key| key.name == *name && key.id() == *id) else { continue };
            let verified = VerifyingKey::from_bytes(&key.public_key).ok().zip(Signature::from_slice(signature).ok());
            verified.filter(|(key, signature)| key.verify_strict(self.text.as_bytes(), signature).is_ok())?;
            found = found.or(Some(key));
        }
        found
    }
}

/// Name and key of `name+hash+base64` of this algorithm.
pub(crate) fn algorithm_key(text: &str, algorithm: u8, other: &'static str) -> Result<(String, [u8; 32]), Malformed> {
    const SHAPE: Malformed = Malformed("a key is written name+hash+base64");
    let mut parts = text.trim().splitn(3, '+');
    let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else { return Err(SHAPE) };
    let bytes = decode(key).ok_or(SHAPE)?;
    let Some((_, key)) = bytes.split_first().filter(|(first, _)| **first == algorithm) else {
        return Err(Malformed(other));
    };
    let public_key: [u8; 32] = key.try_into().map_err(|_| Malformed("the key has not 32 bytes"))?;
    if !is_name(name) || id != hex_id(id_of(name, algorithm, &public_key)) {
        return Err(Malformed("the key's hash is of another name or key"));
    }
    Ok((name.to_owned(), public_key))
}

pub(crate) fn signature(line: &str) -> Result<(String, [u8; 4], Vec<u8>), Malformed> {
    const SHAPE: Malformed = Malformed("a signature line is a dash, a name and base64");
    let (name, signature) = line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or(SHAPE)?;
    let bytes = decode(signature).ok_or(SHAPE)?;
    let (id, signature) = bytes.split_first_chunk::<4>().ok_or(SHAPE)?;
    if !is_name(name) || signature.is_empty() {
        return Err(SHAPE);
    }
    Ok((name.to_owned(), *id, signature.to_vec()))
}

pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.contains(|c: char| c.is_whitespace() || c == '+')
}

pub(crate) fn hex_id(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}
