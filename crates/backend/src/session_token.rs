//! The secret a browser's cookie carries: 256 random bits. The database is given something derived from it, and stores a
//! hash of that.
//!
//! tower-sessions counts its ids in 128 bits. The first half of the secret is that id; the second half never leaves the
//! cookie and the store that reads it, and the database's token is derived from both.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use tower_sessions_core::session::Id;

use crate::random;
use crate::secret::{Keys, token_hash};

/// A session's secret as read from the cookie; proves nothing until the database finds it alive.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken {
    id: Id,
    rest: [u8; 16],
}

/// What a cookie held was no secret of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoToken;

impl SessionToken {
    /// A new secret.
    pub fn random() -> Self {
        Self { id: Id(i128::from_le_bytes(random::bytes())), rest: random::bytes() }
    }

    /// A new secret for a session that tower-sessions has named.
    pub(crate) fn for_id(id: Id) -> Self {
        Self { id, rest: random::bytes() }
    }

    /// What tower-sessions calls the session.
    pub fn id(&self) -> Id {
        self.id
    }

    /// As the cookie holds it: 43 characters.
    pub fn to_cookie(&self) -> String {
        let mut bytes = [0; 32];
        bytes[..16].copy_from_slice(&self.id.0.to_le_bytes());
        bytes[16..].copy_from_slice(&self.rest);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What the database is shown: it can be made from the cookie and this process's key, and from nothing else.
    pub(crate) fn database_token(&self, keys: &Keys) -> String {
        keys.database_token(&self.to_cookie())
    }

    /// What the database stores, and what the functions take that are called before anybody is known.
    pub(crate) fn stored_hash(&self, keys: &Keys) -> Vec<u8> {
        token_hash(&self.database_token(keys))
    }
}

impl FromStr for SessionToken {
    type Err = NoToken;

    fn from_str(cookie: &str) -> Result<Self, NoToken> {
        let bytes: [u8; 32] = URL_SAFE_NO_PAD.decode(cookie).ok().and_then(|b| b.try_into().ok()).ok_or(NoToken)?;
        let (mut id, mut rest) = ([0; 16], [0; 16]);
        id.copy_from_slice(&bytes[..16]);
        rest.copy_from_slice(&bytes[16..]);
        Ok(Self { id: Id(i128::from_le_bytes(id)), rest })
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::MasterKeys;

    // S3: 256 bits, every one of which counts.
    #[test]
    fn every_bit_of_the_cookie_counts() {
        let keys = Keys::derive(&MasterKeys::parse(&hex::encode((0..32).collect::<Vec<u8>>())).unwrap());
        let token = SessionToken::random();
        let cookie = token.to_cookie();
        assert_eq!(cookie.len(), 43);
        assert_eq!(cookie.parse::<SessionToken>().as_ref(), Ok(&token));
        let bytes = URL_SAFE_NO_PAD.decode(&cookie).unwrap();
        for bit in 0..256 {
            let mut other = bytes.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            let other: SessionToken = URL_SAFE_NO_PAD.encode(other).parse().unwrap();
            assert_ne!(other.database_token(&keys), token.database_token(&keys), "bit {bit} is not looked at");
        }
        for bad in ["", "AAAAAAAAAAAAAAAAAAAAAA", &cookie[1..], &format!("{cookie}A"), "\u{e9}"] {
            assert_eq!(bad.parse::<SessionToken>(), Err(NoToken), "{bad:?}");
        }
        assert!(!format!("{token:?}").contains(&cookie[..8]));
    }
}
