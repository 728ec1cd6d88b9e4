//! The master keys: 32 random bytes each, with a version. Several may be configured at once, so that what was sealed
//! under an older one still opens while `nutriscope rotate-keys` moves it to the current one.

use std::fmt;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretBox};

/// Which master key a value was sealed under; 1 or more.
pub type KeyVersion = u16;

type Key = SecretBox<[u8; 32]>;

/// At least one key, the first of which seals what is sealed from now on. Cheap to clone; cannot be printed.
#[derive(Clone)]
pub struct MasterKeys(Arc<Vec<(KeyVersion, Key)>>);

impl MasterKeys {
    /// A single key, as version 1.
    pub fn only(key: [u8; 32]) -> Self {
        Self(Arc::new(vec![(1, SecretBox::new(Box::new(key)))]))
    }

    /// One key as 64 hexadecimal digits (version 1), or several as `version:digits` separated by commas or new lines,
    /// the current one first: `2:9f…,1:03…`.
    ///
    /// # Errors
    /// What is wrong, without quoting any of it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let entries: Vec<&str> = text.split([',', '\n']).map(str::trim).filter(|entry| !entry.is_empty()).collect();
        let mut keys: Vec<(KeyVersion, Key)> = Vec::new();
        for entry in &entries {
            let (version, digits) = match entry.split_once(':') {
                Some((version, digits)) => (version.trim(), digits.trim()),
                None if entries.len() == 1 => ("1", *entry),
                None => return Err("has several keys, which need a version each, like 2:… and 1:…"),
            };
            let version = version.parse().ok().filter(|version| *version > 0);
            let version: KeyVersion = version.ok_or("has a version that is not a number from 1 to 65535")?;
            let mut key = [0; 32];
            hex::decode_to_slice(digits, &mut key).map_err(|_| "is not 64 hexadecimal digits")?;
            // A key somebody typed to get past this line protects nothing.
            if key.iter().collect::<std::collections::BTreeSet<_>>().len() < 8 {
                return Err("is not random");
            }
            if keys.iter().any(|(other, used)| *other == version || *used.expose_secret() == key) {
                return Err("names a version or a key twice");
            }
            keys.push((version, SecretBox::new(Box::new(key))));
        }
        if keys.is_empty() { Err("is empty") } else { Ok(Self(Arc::new(keys))) }
    }

    /// The key that seals from now on.
    #[expect(clippy::indexing_slicing, reason = "both constructors put one in")]
    pub fn current(&self) -> (KeyVersion, &[u8; 32]) {
        let (version, key) = &self.0[0];
        (*version, key.expose_secret())
    }

    pub(crate) fn oldest(&self) -> (KeyVersion, &[u8; 32]) {
        self.all().min_by_key(|(version, _)| *version).unwrap_or_else(|| self.current())
    }

    pub(crate) fn find(&self, version: KeyVersion) -> Option<&[u8; 32]> {
        self.all().find_map(|(other, key)| (other == version).then_some(key))
    }

    /// The current one first.
    pub(crate) fn all(&self) -> impl Iterator<Item = (KeyVersion, &[u8; 32])> {
        self.0.iter().map(|(version, key)| (*version, key.expose_secret()))
    }

    pub fn versions(&self) -> Vec<KeyVersion> {
        self.all().map(|(version, _)| version).collect()
    }
}

impl fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKeys({:?})", self.versions())
    }
}
