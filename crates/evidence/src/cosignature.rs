//! Cosignatures of witnesses (c2sp.org/tlog-cosignature, Ed25519): under a checkpoint, at a time, by somebody who saw the
//! log only ever grow.

use ed25519_dalek::{Signature, VerifyingKey};

use crate::note::{algorithm_key, hex_id, id_of, is_name, signature};
use crate::{Malformed, encode};

/// Timestamped Ed25519, as the signed-note specification numbers it.
const ALGORITHM: u8 = 4;

/// A witness whose signatures are believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessKey {
    pub name: String,
    pub public_key: [u8; 32],
}

/// One that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosignature {
    /// When the witness made it, in seconds since 1970.
    pub time: u64,
    /// The line, without its end.
    pub line: String,
}

/// Why nothing that was handed in confirms a checkpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unconfirmed {
    /// No line is of this witness and key.
    Nobody,
    /// A line says it is, and is not.
    Forged,
    /// It holds, and is from a time that has not come.
    Future,
}

impl WitnessKey {
    /// # Errors
    /// When it is not `name+hash+base64` of a key for cosignatures, or the hash is of something else.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let (name, public_key) = algorithm_key(text, ALGORITHM, "the key is not one for cosignatures (type 4)")?;
        Ok(Self { name, public_key })
    }

    pub fn id(&self) -> [u8; 4] {
        id_of(&self.name, ALGORITHM, &self.public_key)
    }

    pub fn write(&self) -> String {
        let key: Vec<u8> = std::iter::once(ALGORITHM).chain(self.public_key).collect();
        format!("{}+{}+{}", self.name, hex_id(self.id()), encode(&key))
    }

    /// Looks for this witness's cosignature over a checkpoint's text among `lines`; others' lines are passed over. One
    /// from later than `latest` (seconds since 1970) does not count.
    ///
    /// # Errors
    /// Naming why none confirms it.
    pub fn confirms(&self, text: &str, lines: &str, latest: u64) -> Result<Cosignature, Unconfirmed> {
        let mut why = Unconfirmed::Nobody;
        for line in lines.lines() {
            let Ok((name, id, bytes)) = signature(line) else { continue };
            if name != self.name || id != self.id() {
                continue;
            }
            match self.judge(text, &bytes) {
                Some(time) if time <= latest => return Ok(Cosignature { time, line: line.to_owned() }),
                Some(_) => why = Unconfirmed::Future,
                None => return Err(Unconfirmed::Forged),
            }
        }
        Err(why)
    }

    /// The time it was made, where it holds.
    fn judge(&self, text: &str, bytes: &[u8]) -> Option<u64> {
        let (time, signature) = bytes.split_first_chunk::<8>()?;
        let time = u64::from_be_bytes(*time);
        let key = VerifyingKey::from_bytes(&self.public_key).ok()?;
        let signature = Signature::from_slice(signature).ok()?;
        key.verify_strict(cosigned(text, time).as_bytes(), &signature).ok()?;
        i64::try_from(time).is_ok().then_some(time)
    }

    /// The line with the signature that `sign` makes at `time`: what a witness answers.
    pub fn cosign(&self, text: &str, time: u64, sign: impl FnOnce(&[u8]) -> [u8; 64]) -> String {
        let signature = sign(cosigned(text, time).as_bytes());
        let bytes = [&self.id()[..], &time.to_be_bytes(), &signature].concat();
        debug_assert!(is_name(&self.name));
        format!("— {} {}\n", self.name, encode(&bytes))
    }
}

/// What is signed.
fn cosigned(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}
