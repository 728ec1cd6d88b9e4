//! How plain forms work, with and without WASM.
//!
//! A form posts to a server function that returns `Result<Done, AppError>`. `Done` answers 303 to `goto`; an error
//! renders the page named by the hidden field `_page` again with 422, every value kept, each error beside its field.
//! Nothing of it ever enters a URL.

use crate::error::{AppError, Code, FieldError};
use serde::{Deserialize, Serialize};

/// The hidden field that names the page (path and query) a failed form is rendered on again.
pub const PAGE_FIELD: &str = "_page";
/// The hidden field that says for whom and where a form was made, sealed.
pub const SEAL_FIELD: &str = "_seal";
/// The hidden field that names the kept form which goes on after this one.
pub const THEN_FIELD: &str = "_then";
/// The hidden field of a page that gives back, sealed, what was typed.
pub const CARRIED_FIELD: &str = "_carried";

/// A form's success: where the browser goes next and what it is told there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// A path of this site, starting with one `/`; or, for payment alone, an address the server itself made.
    pub goto: String,
    pub notice: Option<Notice>,
}

impl Done {
    pub fn goto(path: impl Into<String>) -> Self {
        Self { goto: path.into(), notice: None }
    }

    pub fn with(mut self, notice: Notice) -> Self {
        self.notice = Some(notice);
        self
    }
}

/// What is said once on the next page: a code, and an id for an undo; never words, never health data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The new entry: the day opens there, and the notice offers to undo.
    EntrySaved(uuid::Uuid),
    RegisterSaved,
    ReviewsBegun,
    ReviewHeld,
    CopyTaken,
    /// Its page leads to the file.
    DownloadGoesOn,
    EntryChanged(uuid::Uuid),
    /// Carries the deleted entry, so that the notice can offer to undo.
    EntryDeleted(uuid::Uuid),
    EntryRestored(uuid::Uuid),
    SignedOut,
    FactorAdded,
    FactorRemoved,
    RecoveryKept,
    CodeSent,
    /// What was typed before one had to sign in again.
    StillHere,
    FactorRuleSaved,
    SessionEnded,
    NameChanged,
    ProfileSaved,
    ClinicRenamed,
    EmailChangeSent,
    EmailChanged,
    EmailKept,
    SessionsEnded,
    PasswordChanged,
    EmailConfirmed,
    /// Somebody joined an organisation.
    Joined,
    InvitationSent,
    InvitationWithdrawn,
    Booked,
    BookingCancelled,
    PaymentCancelled,
    ServiceSaved,
    RefundAsked,
    MoneySettled,
    AvailabilitySaved,
    Viewed,
    CarePaused,
    CareResumed,
    CareEnded,
    MyCareEnded,
    AccessGiven,
    AccessEnded,
    EmergencyOpened,
    RecordOpenAlready,
    AccessNoted,
    MemberChanged,
    MemberSuspended,
    MemberResumed,
    MemberRemoved,
    OwnershipOffered,
    OwnershipOfferOver,
    OwnershipAccepted,
    IncidentOpened,
    IncidentNoted,
    IncidentMoved,
    IncidentClosed,
    ResetAsked,
    ResetWithdrawn,
    ResetRefused,
    // Exports.
    ExportAsked,
    MoveProposed,
    MoveAgreed,
    ExportCancelled,
    KeysReplacing,
    ErasureAsked,
    ErasureUndone,
    RetentionSaved,
    HoldPlaced,
    HoldReleased,
    ConsentSaved,
    ConsentWithdrawn,
    DocumentSaved,
    DocumentRequested,
    DocumentSigned,
    DocumentEnded,
}

/// What a failed form posted and why it was refused; given to the page that is rendered again.
#[derive(Debug, Clone, PartialEq)]
pub struct FormState {
    /// The path the form posted to, so that of several forms on a page only the right one shows it.
    pub action: String,
    pub values: Vec<(String, String)>,
    pub error: AppError,
}

impl FormState {
    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub fn code(&self, field: &str) -> Option<Code> {
        self.refused(field).map(|refused| refused.code)
    }

    /// What was refused in a field, with its figure.
    pub fn refused(&self, field: &str) -> Option<&FieldError> {
        match &self.error {
            AppError::Invalid(fields) => fields.iter().find(|refused| refused.field == field),
            _ => None,
        }
    }
}
