//! Documents a client is asked to sign (S9): texts of the clinic with versions, and each client's copy.
//!
//! A copy is requested, then signed, then ended with a reason; what is active is not asked for again.

use insight::clock::Moment;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::{AppError, Code, Refused};
use crate::id::MembershipId;
use crate::text::{self, Text};

/// The text of a document. Its title is one line: where it ends and the body begins is never in doubt, and so neither is
/// what a hash is of.
const BODY: Text = Text::lines(20_000);
const WHY: Text = Text::lines(500);

/// What a document is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    Consent,
    Financial,
    Assignment,
}

impl DocumentKind {
    pub const ALL: [Self; 3] = [Self::Consent, Self::Financial, Self::Assignment];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Financial => "financial",
            Self::Assignment => "assignment",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    Requested,
    Signed,
    Ended,
}

impl DocumentState {
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "requested" => Self::Requested,
            "signed" => Self::Signed,
            "ended" => Self::Ended,
            _ => return None,
        })
    }
}

/// The newest version of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextView {
    pub id: Uuid,
    pub version: i32,
    pub kind: DocumentKind,
    pub title: String,
    pub body: String,
}

/// A client's copy. Times are in the reader's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentView {
    pub id: Uuid,
    pub text: TextView,
    /// SHA-256 of title, an empty line and body.
    pub hash: String,
    pub client: MembershipId,
    pub client_name: String,
    pub state: DocumentState,
    pub requested: Moment,
    /// Where the clock stood that shows when it was signed and when it ended: `Europe/Amsterdam, UTC+1`.
    pub signed_zone: String,
    pub ended_zone: String,
    pub signed: Option<(String, Moment)>,
    pub device: Option<String>,
    pub ended: Option<(String, Moment)>,
}

/// A clinic's (or a practitioner's) documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Documents {
    pub texts: Vec<TextView>,
    /// One more than is shown, where there are more.
    pub copies: Vec<DocumentView>,
    /// Whom one can ask; as many as copies.
    pub clients: Vec<crate::grant::Named>,
}

/// A text as written; `of` is the text it is the next version of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewText {
    pub of: Option<Uuid>,
    pub kind: DocumentKind,
    pub title: String,
    pub body: String,
}

impl NewText {
    /// # Errors
    /// `Invalid` naming the fields.
    pub fn parse(of: &str, kind: &str, title: &str, body: &str) -> Result<Self, AppError> {
        let mut refused = Refused::default();
        let of = of.trim();
        let of =
            refused.take("of", if of.is_empty() { Ok(None) } else { of.parse().map(Some).map_err(|_| Code::Unknown) });
        let kind = refused.take("document_kind", DocumentKind::parse(kind).ok_or(Code::Required));
        let title = refused.take("title", text::TITLE.required(title));
        let body = refused.take("body", BODY.required(body));
        refused.finish()?;
        match (of, kind, title, body) {
            (Some(of), Some(kind), Some(title), Some(body)) => Ok(Self { of, kind, title, body }),
            _ => Err(AppError::field("", Code::Malformed)),
        }
    }
}

/// A typed name: one with letters, for it stands under what was agreed.
///
/// # Errors
/// `Invalid` on `signed_name`.
pub fn typed_name(text: &str) -> Result<String, AppError> {
    text::name(text).map_err(|code| AppError::field("signed_name", code))
}

/// Why a document ends.
///
/// # Errors
/// `Invalid` on `ended_why`.
pub fn reason(text: &str) -> Result<String, AppError> {
    WHY.required(text).map_err(|code| AppError::field("ended_why", code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_bounds_and_a_name_is_written_out() {
        assert_eq!(NewText::parse("", "consent", " T ", "a\r\nb").unwrap().body, "a\nb");
        assert!(NewText::parse("x", "consent", "T", "b").is_err());
        assert!(NewText::parse("", "other", "T", "b").is_err());
        assert!(NewText::parse("", "consent", "T", &"x".repeat(20_001)).is_err());
        assert!(NewText::parse("", "consent", "T\u{0}", "b").is_err());
        assert!(NewText::parse("", "consent", "T\n\nT", "b").is_err());
        for name in ["", " ", "\u{7}\u{7}\u{7}", "\u{3164}", "<b>x</b>", "…", "Maya\nOsei", &"x".repeat(121)] {
            assert!(typed_name(name).is_err(), "{name:?}");
        }
        assert!(typed_name("Zoë O'Neill-Østergård").is_ok() && typed_name("O").is_ok());
        assert!(reason("  ").is_err());
    }
}
