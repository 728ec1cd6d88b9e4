//! Passwords as they are typed, and as they are hashed and compared (RFC 8265, OpaqueString).
//!
//! Guarantee: the same password from a keyboard that composes letters and from one that does not is the same text;
//! `NewPassword` exists only for an acceptable one.

use std::borrow::Cow;
use std::fmt;

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::error::Code;

/// Passwords have at least this many characters; there are no rules of composition.
pub const PASSWORD_MIN: usize = 12;
pub const PASSWORD_MAX: usize = 128;

/// Every kind of space is a space, and letters are composed (NFC). Case, width and order stay.
pub fn prepare(typed: &str) -> Cow<'_, str> {
    if typed.is_ascii() || (is_nfc(typed) && !typed.chars().any(is_other_space)) {
        return Cow::Borrowed(typed);
    }
    let spaces = typed.chars().map(|c| if is_other_space(c) { ' ' } else { c });
    Cow::Owned(spaces.nfc().collect())
}

fn is_other_space(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// A password of acceptable length. How guessable it is, the server judges.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword(String);

impl NewPassword {
    /// Prepared, and otherwise kept as typed, spaces included.
    ///
    /// # Errors
    /// `Required`, `TooShort` or `TooLong`, counted in characters; `Unprintable` for control characters, which no
    /// keyboard writes twice in the same way.
    pub fn parse(typed: &str) -> Result<Self, Code> {
        if typed.len() > PASSWORD_MAX * 16 {
            return Err(Code::TooLong);
        }
        let password = prepare(typed);
        match password.chars().count() {
            0 => Err(Code::Required),
            _ if password.chars().any(char::is_control) => Err(Code::Unprintable),
            n if n < PASSWORD_MIN => Err(Code::TooShort),
            n if n > PASSWORD_MAX => Err(Code::TooLong),
            _ => Ok(Self(password.into_owned())),
        }
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NewPassword(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // P5: length in characters, nothing trimmed, nothing printed.
    #[test]
    fn a_password_has_12_to_128_characters() {
        assert_eq!(NewPassword::parse("eleven char"), Err(Code::TooShort));
        assert_eq!(NewPassword::parse(&"\u{e9}".repeat(128)).unwrap().expose().len(), 256);
        assert_eq!(NewPassword::parse(&"x".repeat(129)), Err(Code::TooLong));
        let kept = NewPassword::parse("  spaces count  ").unwrap();
        assert_eq!(kept.expose(), "  spaces count  ");
        assert!(!format!("{kept:?}").contains("spaces"));
        assert_eq!(NewPassword::parse("twelve\0characters"), Err(Code::Unprintable));
    }

    // Composed and decomposed, Latin, Vietnamese, Korean; a space is a space.
    #[test]
    fn the_same_password_from_another_keyboard_is_the_same() {
        for (one, other) in [
            ("caf\u{e9} violet staircase", "cafe\u{301} violet staircase"),
            ("Nguy\u{1ec5}n Th\u{1ecb} Hi\u{1ec1}n", "Nguye\u{302}\u{303}n Thi\u{323} Hie\u{302}\u{300}n"),
            ("\u{ac01}\u{d55c} violet stairs", "\u{1100}\u{1161}\u{11a8}\u{1112}\u{1161}\u{11ab} violet stairs"),
            ("violet staircase", "violet\u{a0}staircase"),
            ("violet staircase", "violet\u{3000}staircase"),
        ] {
            assert_eq!(prepare(one), prepare(other));
            assert_eq!(NewPassword::parse(one), NewPassword::parse(other));
        }
        assert_ne!(prepare("Violet"), prepare("violet"));
        assert_ne!(prepare("\u{ff56}iolet"), prepare("violet"), "width stays");
        assert!(matches!(prepare("caf\u{e9}"), Cow::Borrowed(_)));
    }
}
