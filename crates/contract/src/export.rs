//! Exports of data (T12): what was asked, how far it is, until when it can be fetched.
//!
//! Guarantee: nothing here holds what is in an export, only its state and counts.

use insight::clock::Moment;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::grant::Named;
use crate::id::ExportId;
use crate::text;

/// How long a finished export can be fetched.
pub const DAYS: i64 = 7;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident => $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word of the database.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

words! {
    /// What is gathered.
    ExportScope {
        // A client's whole record.
        Client => "client",
        // The account of somebody on the staff.
        Staff => "staff",
        // What an organisation's administrators may read anyway.
        Organisation => "organisation",
        // Everything of an organisation, sealed for another installation.
        Move => "move",
    }
}

words! {
    /// How far an export is.
    ExportState {
        // A move that waits for a second person.
        Proposed => "proposed",
        Received => "received",
        Running => "running",
        Ready => "ready",
        Downloaded => "downloaded",
        Expired => "expired",
        Failed => "failed",
        Cancelled => "cancelled",
    }
}

impl ExportState {
    /// It is being put together.
    pub fn is_under_way(self) -> bool {
        matches!(self, Self::Received | Self::Running)
    }

    /// It can be fetched, as far as the state says.
    pub fn is_there(self) -> bool {
        matches!(self, Self::Ready | Self::Downloaded)
    }
}

/// One export, as its owner or an administrator sees it. Times are the reader's.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportView {
    pub id: ExportId,
    pub scope: ExportScope,
    pub state: ExportState,
    /// Whose data it is: shown to administrators.
    pub whose: String,
    /// Set when somebody else asked for it: their name, as far as the reader may know it.
    pub asked_by: Option<String>,
    pub reason: Option<String>,
    pub asked_at: Moment,
    pub rows_done: i64,
    /// None until they were counted.
    pub rows_total: Option<i64>,
    pub bytes: Option<i64>,
    /// Whom a move is sealed for, as one compares it.
    pub fingerprint: Option<String>,
    /// The second person, once they have agreed.
    pub agreed_by: Option<String>,
    /// Until when it can be fetched; while it waits for a second person, until when they may agree.
    pub until: Option<Moment>,
    pub fetched_at: Option<Moment>,
    /// The reader is the one it belongs to.
    pub is_own: bool,
    /// The reader may be the second person.
    pub may_agree: bool,
    /// The reader may stop it.
    pub may_cancel: bool,
}

impl ExportView {
    /// How much is done, in whole percent; of nothing everything is done only when it is ready.
    pub fn percent(&self) -> u8 {
        match (self.state, self.rows_total) {
            (state, _) if state.is_there() => 100,
            (_, Some(total)) if total > 0 => {
                u8::try_from((self.rows_done.clamp(0, total) * 100) / total).unwrap_or(99).min(99)
            }
            _ => 0,
        }
    }
}

/// `/clinic/exports`
#[derive(Debug, Clone, PartialEq)]
pub struct ClinicExports {
    pub organisation: String,
    pub exports: Vec<ExportView>,
    /// Clients one can ask for, as the search narrowed them.
    pub clients: Vec<Named>,
    pub more_clients: bool,
    pub is_owner: bool,
    /// There is somebody who could agree to a move.
    pub has_second: bool,
}

/// Why an administrator asks for somebody else's data.
///
/// # Errors
/// `Invalid` on `reason`.
pub fn parse_reason(typed: &str) -> Result<String, AppError> {
    text::REASON.required(typed).map_err(|code| AppError::field("reason", code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn words_go_there_and_back() {
        for state in ExportState::ALL {
            assert_eq!(ExportState::parse(state.as_str()), Some(*state));
        }
        assert_eq!(ExportScope::parse("everything"), None);
    }

    #[test]
    fn a_reason_is_a_sentence() {
        assert_eq!(parse_reason("  She asked by letter "), Ok("She asked by letter".to_owned()));
        assert_eq!(parse_reason(" short "), Err(AppError::field("reason", Code::TooShort)));
        assert_eq!(parse_reason(""), Err(AppError::field("reason", Code::Required)));
        assert_eq!(parse_reason(&"x".repeat(501)), Err(AppError::field("reason", Code::TooLong)));
    }
}
