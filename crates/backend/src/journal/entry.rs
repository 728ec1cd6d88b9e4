//! From a stored row to what the client wrote, and back. The one place where an entry is opened: pages, exports and
//! erasure come here.
//!
//! Guarantees: what is written was checked before it was sealed, what is read is checked after it was opened; what does
//! not open, or is not what its kind promises, is an error and never an empty entry (T7).

use contract::journal::{Broken, Observation};
use serde::Serialize;
use serde_json::Value;
use sqlx::FromRow;
use uuid::Uuid;

use crate::refusal::Refusal;
use crate::secret::field::ENTRY;
use crate::secret::{ClientKey, NotOpened};

/// The columns an entry's content lies in, of `app.observation` or of `app.observation_version`: either `sealed`, or
/// `payload` and `note` in rows from before.
#[derive(Debug, Clone, FromRow)]
pub struct Stored {
    pub observation_id: Uuid,
    pub kind: String,
    pub payload: Option<Value>,
    pub note: Option<String>,
    pub sealed: Option<Vec<u8>>,
}

/// What a client wrote.
#[derive(Debug, Clone, PartialEq)]
pub struct Plain {
    pub payload: Observation,
    pub note: Option<String>,
}

/// As it is sealed.
#[derive(Serialize)]
struct Written<'a> {
    payload: &'a Observation,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
}

/// Why an entry's content cannot be shown. Says where and which rule, never what.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    #[error(transparent)]
    NotOpened(#[from] NotOpened),
    #[error(transparent)]
    Broken(#[from] Broken),
}

impl From<Unreadable> for Refusal {
    fn from(why: Unreadable) -> Self {
        Self::Fault(why.to_string())
    }
}

impl Stored {
    /// What the row says.
    ///
    /// # Errors
    /// Each misuse of a key with its own error; a payload that is not what its kind promises.
    pub fn open(self, key: &ClientKey) -> Result<Plain, Unreadable> {
        let plain = match (&self.sealed, self.payload) {
            (Some(sealed), None) => {
                let text = key.open(ENTRY.of(self.observation_id), sealed)?;
                let (payload, note) = Observation::read_sealed(&self.kind, &text)?;
                Plain { payload, note }
            }
            (None, Some(payload)) => Plain { payload: Observation::read(&self.kind, payload)?, note: self.note },
            _ => return Err(Broken("it has one form").into()),
        };
        plain.check()?;
        Ok(plain)
    }
}

/// What lies sealed in an entry or an earlier state of it, as it was written: `payload` and, where there is one, `note`.
/// For exports, which hand it out as it is.
///
/// # Errors
/// Each misuse of a key with its own error.
pub(crate) fn open_written(key: &ClientKey, observation: Uuid, sealed: &[u8]) -> Result<Value, Unreadable> {
    let text = key.open(ENTRY.of(observation), sealed)?;
    Ok(serde_json::from_slice(&text).map_err(|_| Broken("its fields are others"))?)
}

impl Plain {
    /// Longest note, in characters, as the contract takes it.
    fn check(&self) -> Result<(), Broken> {
        self.payload.check()?;
        let within = |note: &String| (1..=contract::journal::field::NOTE_MAX).contains(&note.chars().count());
        if self.note.as_ref().is_none_or(within) { Ok(()) } else { Err(Broken("a note has a length")) }
    }

    /// Seals it for the entry `observation`.
    ///
    /// # Errors
    /// What is not what its kind promises is not written; nor is anything once the client's key was destroyed.
    pub fn seal(&self, observation: Uuid, key: &ClientKey) -> Result<Vec<u8>, Unreadable> {
        self.check()?;
        let written = Written { payload: &self.payload, note: self.note.as_deref() };
        let text = zeroize::Zeroizing::new(serde_json::to_vec(&written).map_err(|_| Broken("it cannot be written"))?);
        Ok(key.seal(ENTRY.of(observation), &text)?)
    }
}
