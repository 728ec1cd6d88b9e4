//! The errors a browser may see. They carry codes and field names, never server text; `app` turns codes into words.

use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

/// Everything a server function can refuse with. What a person may not see is `NotFound`, never "forbidden".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    #[error("not signed in")]
    NotSignedIn,
    /// Who is there must be proved again first: `/account/prove`.
    #[error("proof needed")]
    ProofNeeded,
    /// A client has to say first what they agree to: `/me/consents`.
    #[error("consent needed")]
    ConsentNeeded,
    #[error("not found")]
    NotFound,
    #[error("invalid")]
    Invalid(Vec<FieldError>),
    /// The world changed meanwhile: the slot was taken, the entry was edited elsewhere.
    #[error("conflict")]
    Conflict(Code),
    /// So many and no more; the sentence names the figure.
    #[error("limit")]
    Limit { code: Code, most: u16 },
    #[error("too many requests")]
    TooMany { retry_seconds: u32 },
    /// It was there and is over: a used link, an expired hold.
    #[error("gone")]
    Gone(Code),
    #[error("unavailable")]
    Unavailable,
    /// Nothing is wrong: a step within a form (a search, a choice). Its page is shown again with what was typed.
    #[error("the form goes on")]
    Continue,
    /// Something failed on the server; the reference finds it in the log.
    #[error("internal error {reference}")]
    Internal { reference: String },
}

/// One refused field: its form name and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    pub code: Code,
    /// The figure that the sentence names, as people write it, where it is not the same for everybody: `€0.50`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub figure: Option<String>,
}

impl FieldError {
    pub fn new(field: impl Into<String>, code: Code) -> Self {
        Self { field: field.into(), code, figure: None }
    }
}

/// Why something was refused. The words live in `app::words`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    Required,
    TooShort,
    TooLong,
    TooSmall,
    TooLarge,
    Malformed,
    /// It holds characters that no screen shows, or that turn the text around.
    Unprintable,
    Unknown,
    InFuture,
    InPast,
    // identity
    WrongCredentials,
    EmailNotConfirmed,
    PasswordGuessable,
    PasswordCommon,
    PasswordPattern,
    PasswordPersonal,
    PasswordBreached,
    /// The password given again, in a session.
    WrongPassword,
    /// A short code that is wrong, used or too old.
    WrongCode,
    /// An app was being set up for too long.
    EnrolmentOver,
    PasskeyRefused,
    /// The browser answered too late, or twice.
    PasskeyLate,
    LinkUsedOrExpired,
    AlreadyMember,
    // access
    /// More than one fits.
    Ambiguous,
    /// An owner is an owner's to help; a lone one asks whoever runs the installation.
    OwnerOnly,
    /// There is no second factor to take off.
    NoFactor,
    /// It would lock its author out: a strong factor comes first.
    FactorFirst,
    /// It was asked already and waits.
    AskedAlready,
    /// Nobody does this for themselves.
    NotYourself,
    /// A clinic keeps an owner.
    LastOwner,
    /// Clients are still in their care.
    CaseloadLeft,
    // incidents
    /// Another step comes first, or somebody took this one already.
    StepNotPossible,
    // consent
    /// The client has not agreed, or no longer does.
    ConsentMissing,
    /// The text is another one than was shown.
    TextChanged,
    /// What is active is neither asked for nor signed again.
    AlreadyActive,
    // forms
    /// The form was made in another place of the same person.
    OtherPlace,
    /// The form was made for somebody else.
    OtherPerson,
    /// The form does not say, or not rightly, where it was made.
    FormUnknown,
    // booking
    SlotTaken,
    HoldExpired,
    NotBookable,
    /// The service was withdrawn, or is not for this client.
    NoLongerOffered,
    /// More bookings with one practitioner than the service allows: ahead, within a day, after cancelling so many. In a
    /// `Limit`, with the figure.
    TooManyAhead,
    TooManyToday,
    TooManyCancelled,
    AlreadyPaid,
    PaymentUnavailable,
    /// It is over, has begun, or was changed meanwhile.
    NotCancellable,
    /// What became of the money has changed since it was shown, or nothing waits for a person any more.
    MoneyMoved,
    /// Two bookable stretches of one day.
    Overlaps,
    // privacy
    /// Appointments lie ahead.
    AppointmentsAhead,
    // journal
    EditedElsewhere,
    AlreadyDeleted,
    NoItems,
    TooManyItems,
    /// The clocks went forward over it.
    NoSuchTime,
    /// The clocks went back over it: there were two.
    TimeTwice,
    // exports
    /// One is being put together already.
    ExportUnderWay,
    /// What was pasted is no key of a receiving installation.
    NoReceiveKey,
    /// A move takes a second administrator, and there is none.
    NobodyToAgree,
    /// Whoever asked for a move is not the one who agrees to it; nor is whoever came after.
    AnotherPersonAgrees,
}

impl AppError {
    /// One refused field.
    pub fn field(field: impl Into<String>, code: Code) -> Self {
        Self::Invalid(vec![FieldError::new(field, code)])
    }

    /// The HTTP status this error answers with.
    pub fn status(&self) -> u16 {
        match self {
            Self::NotSignedIn => 401,
            Self::ProofNeeded | Self::ConsentNeeded => 403,
            Self::NotFound => 404,
            Self::Invalid(_) => 422,
            Self::Conflict(_) | Self::Limit { .. } => 409,
            Self::TooMany { .. } => 429,
            Self::Gone(_) => 410,
            Self::Unavailable => 503,
            Self::Continue => 200,
            Self::Internal { .. } => 500,
        }
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    /// Faults of the transport. Their text may quote the input or the server, so only the kind survives.
    fn from_server_fn_error(fault: ServerFnErrorErr) -> Self {
        match fault {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                Self::field("", Code::Malformed)
            }
            _ => Self::Unavailable,
        }
    }
}

/// Collects refused fields, so that a form hears about all of them at once.
#[derive(Debug, Default)]
pub struct Refused(Vec<FieldError>);

impl Refused {
    pub fn add(&mut self, field: impl Into<String>, code: Code) {
        self.0.push(FieldError::new(field, code));
    }

    /// The same, with the figure that the sentence names.
    pub fn add_figure(&mut self, field: impl Into<String>, code: Code, figure: String) {
        self.0.push(FieldError { field: field.into(), code, figure: Some(figure) });
    }

    /// Keeps a good value; notes a bad one and returns `None`.
    pub fn take<T>(&mut self, field: &str, value: Result<T, Code>) -> Option<T> {
        value.map_err(|code| self.add(field, code)).ok()
    }

    /// # Errors
    /// `AppError::Invalid` when any field was refused.
    pub fn finish(self) -> Result<(), AppError> {
        if self.0.is_empty() { Ok(()) } else { Err(AppError::Invalid(self.0)) }
    }
}
