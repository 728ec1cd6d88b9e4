//! Why the back half refuses: either something the asker may know, or a fault that only the log learns of.

use contract::{AppError, Code};

/// Converts into `AppError` at the server function's edge; a fault is logged there, once, under a reference.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    #[error(transparent)]
    App(#[from] AppError),
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    #[error("{0}")]
    Fault(String),
}

impl Refusal {
    pub const NOT_FOUND: Self = Self::App(AppError::NotFound);

    pub fn field(field: impl Into<String>, code: Code) -> Self {
        AppError::field(field, code).into()
    }

    pub fn conflict(code: Code) -> Self {
        AppError::Conflict(code).into()
    }

    /// The named constraint a write ran into, if that is what happened; features map names to codes.
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Self::Database(sqlx::Error::Database(error)) => error.constraint(),
            _ => None,
        }
    }

    /// What one of our own functions says besides why it refuses.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::Database(sqlx::Error::Database(error)) => {
                error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>()?.detail()
            }
            _ => None,
        }
    }

    /// The asker's version. `reference` is the request id, which finds the line in the log.
    pub fn into_app(self, reference: &str) -> AppError {
        match self {
            Self::App(error) => error,
            // Raised by the functions and triggers that demand a fresh proof.
            Self::Database(sqlx::Error::Database(error)) if error.constraint() == Some("proof_needed") => {
                AppError::ProofNeeded
            }
            // Raised where something needs a consent that is not there (any longer).
            Self::Database(sqlx::Error::Database(error)) if error.constraint() == Some("consent_needed") => {
                AppError::ConsentNeeded
            }
            Self::Database(sqlx::Error::Database(error)) if error.constraint() == Some("consent_missing") => {
                AppError::Conflict(Code::ConsentMissing)
            }
            // Somebody else has done what was sent; sent once more it leads there.
            Self::Database(sqlx::Error::Database(error)) if error.constraint() == Some("form_used") => {
                AppError::Unavailable
            }
            Self::Database(error) if is_unavailable(&error) => {
                tracing::error!(reference, kind = "database unavailable");
                AppError::Unavailable
            }
            Self::Database(error) => {
                // The driver's text may quote values; the code and constraint may not.
                let (code, constraint) = match &error {
                    sqlx::Error::Database(inner) => (
                        inner.code().unwrap_or_default().into_owned(),
                        inner.constraint().unwrap_or_default().to_owned(),
                    ),
                    other => (variant(other), String::new()),
                };
                tracing::error!(reference, kind = "database", code, constraint);
                AppError::Internal { reference: reference.to_owned() }
            }
            Self::Fault(what) => {
                tracing::error!(reference, kind = "fault", what);
                AppError::Internal { reference: reference.to_owned() }
            }
        }
    }
}

/// Connection trouble and a server that is going down: worth a retry, unlike a mistake of ours.
fn is_unavailable(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut
        | sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::PoolClosed => true,
        sqlx::Error::Database(inner) => inner.code().is_some_and(|code| {
            code.starts_with("57P") || code.starts_with("08") || code == "53300" || code == "57014"
        }),
        _ => false,
    }
}

fn variant(error: &sqlx::Error) -> String {
    format!("{error:?}").split([' ', '(', '{']).next().unwrap_or_default().to_owned()
}
