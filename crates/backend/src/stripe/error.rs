//! What can go wrong between us and Stripe, without anything personal in it.

/// Shown to nobody: features map it to their own words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StripeError {
    /// Not reached, overloaded, or answering nonsense, also after a few tries. The same call with the same idempotency
    /// key may be made again later.
    #[error("Stripe is unavailable")]
    Unavailable,
    /// Stripe understood and said no. `code` is Stripe's error code or, without one, the error's type:
    /// `resource_missing`, `charge_already_refunded`, `idempotency_error`, `invalid_request_error` …
    #[error("Stripe refused: {code}")]
    Refused { code: String },
    /// Our key, address or arguments are wrong; trying again is no use.
    #[error("Stripe is misconfigured: {0}")]
    Misconfigured(&'static str),
}

impl StripeError {
    /// Whether an object with this id does not exist.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self, Self::Refused { code } if code == "resource_missing")
    }

    /// Sorts the library's error. Its text is dropped on purpose: it may quote what we sent.
    pub(super) fn sort(error: &::stripe::StripeError) -> Self {
        use ::stripe::StripeError as Library;
        match error {
            Library::Stripe(_, 401 | 403) => Self::Misconfigured("the API key is not accepted"),
            Library::Stripe(_, 409 | 424 | 429 | 500..) => Self::Unavailable,
            Library::Stripe(details, _) => {
                let code = details.code.as_ref().map_or_else(|| details.type_.as_str(), |code| code.as_str());
                Self::Refused { code: code.to_owned() }
            }
            Library::ClientError(_) | Library::Timeout | Library::JSONDeserialize(_) => Self::Unavailable,
            Library::ConfigError(_) => Self::Misconfigured("a header or address cannot be sent"),
        }
    }
}

/// For features without words of their own for it: try later, or a fault under a reference.
impl From<StripeError> for crate::Refusal {
    fn from(error: StripeError) -> Self {
        match error {
            StripeError::Unavailable => Self::App(contract::AppError::Unavailable),
            other => Self::Fault(other.to_string()),
        }
    }
}
