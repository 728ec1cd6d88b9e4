//! The account of whoever is signed in: second factors as they are typed and shown.
//!
//! Guarantee: what is parsed here has the look of a code; whether it is right, the server knows.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::Code;
use crate::text::Text;

/// What somebody has besides a password; the same words as in the database's check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactorKind {
    /// An app that shows six digits.
    Totp,
    Passkey,
    /// Codes by letter; for clients.
    Email,
}

impl FactorKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Totp => "totp",
            Self::Passkey => "passkey",
            Self::Email => "email",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [Self::Totp, Self::Passkey, Self::Email].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What the browser is to sign, and the ceremony it belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasskeyChallenge {
    pub ceremony: Uuid,
    /// Options for `navigator.credentials`, as JSON.
    pub options: String,
}

/// What stands between the parts of a code: spaces and dashes of every kind (a writing program makes an en dash of a
/// hyphen), and what nobody sees.
fn separates(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Six digits; spaces and a hyphen between them are how people write them down.
///
/// # Errors
/// `Required` or `Malformed`.
pub fn parse_code(typed: &str) -> Result<String, Code> {
    let digits: String = typed.chars().filter(|c| !separates(*c)).take(7).collect();
    match digits.len() {
        0 => Err(Code::Required),
        6 if digits.bytes().all(|byte| byte.is_ascii_digit()) => Ok(digits),
        _ => Err(Code::Malformed),
    }
}

/// Letters of a recovery code: no look-alikes.
pub const RECOVERY_LETTERS: &[u8; 32] = b"23456789abcdefghjkmnpqrstuvwxyz0";
/// How many there are in one code.
pub const RECOVERY_LENGTH: usize = 12;

/// A recovery code as it is compared: lower case, without hyphens and spaces.
///
/// # Errors
/// `Required` or `Malformed`.
pub fn parse_recovery(typed: &str) -> Result<String, Code> {
    let kept = typed.chars().filter(|c| !separates(*c)).map(|c| match c.to_ascii_lowercase() {
        'o' => '0',
        other => other,
    });
    let code: String = kept.take(RECOVERY_LENGTH + 1).collect();
    match code.chars().count() {
        0 => Err(Code::Required),
        RECOVERY_LENGTH if code.bytes().all(|byte| RECOVERY_LETTERS.contains(&byte)) => Ok(code),
        _ => Err(Code::Malformed),
    }
}

/// The name somebody gives an app or a passkey, so that they can tell which to remove.
///
/// # Errors
/// `TooLong`, `Malformed` or `Unprintable`.
pub fn parse_label(typed: &str, otherwise: &str) -> Result<String, Code> {
    match Text::line(60).optional(typed)? {
        None => Ok(otherwise.to_owned()),
        Some(label) if label.contains(['<', '>']) => Err(Code::Malformed),
        Some(label) => Ok(label),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_write_them() {
        for good in ["123456", " 123 456 ", "123-456", "123\u{a0}456", "123\u{2013}456"] {
            assert_eq!(parse_code(good), Ok("123456".into()), "{good:?}");
        }
        for bad in ["12345", "1234567", "12345a", "１２３４５６", &"1".repeat(100_000)] {
            assert_eq!(parse_code(bad), Err(Code::Malformed), "{}", bad.len());
        }
        assert_eq!(parse_code(" "), Err(Code::Required));
        assert_eq!(parse_recovery("ABCD-EFGH-O234"), Ok("abcdefgh0234".into()));
        assert_eq!(parse_recovery("ABCD\u{2013}EFGH\u{a0}\u{2014}\u{202f}O234\u{200b}"), Ok("abcdefgh0234".into()));
        for bad in ["abcd-efgh-jkm", "abcd-efgh-jkmn2", "abcd-efgh-jk!n", "ábcdefghjkmn", &"a".repeat(100_000)] {
            assert_eq!(parse_recovery(bad), Err(Code::Malformed), "{}", bad.len());
        }
        assert_eq!(RECOVERY_LETTERS.iter().collect::<std::collections::BTreeSet<_>>().len(), 32);
    }
}
