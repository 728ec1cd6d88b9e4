//! How far a session has come, and what a proof is worth to the session that it opens.

use crate::random;
use crate::secret::token_hash;

/// How far a live session has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// The password was right; the person's factor is not proved: nothing is open.
    Factor,
    /// The organisation wants a factor that the person does not have: nothing is open but adding one.
    Enrol,
    Open,
}

impl Gate {
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "factor" => Self::Factor,
            "enrol" => Self::Enrol,
            "open" => Self::Open,
            _ => return None,
        })
    }
}

/// What a proof is worth for the session opened with it, once, within a minute.
#[derive(Clone)]
pub struct Ticket(String);

impl Ticket {
    pub(crate) fn new() -> Self {
        Self(random::link_token())
    }

    pub(crate) fn hash(&self) -> Vec<u8> {
        token_hash(&self.0)
    }

    /// For the record of the session that is being opened.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Ticket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ticket(…)")
    }
}
