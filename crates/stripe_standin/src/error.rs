//! Errors in Stripe's shape: `{"error": {"type", "code", "message", "param"}}`.

use serde_json::{Value, json};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    pub status: u16,
    /// `invalid_request_error`, `idempotency_error`, `api_error`, `card_error`.
    pub kind: &'static str,
    pub code: Option<&'static str>,
    pub param: Option<String>,
    pub message: String,
    /// The request got past validation, so its answer belongs to its idempotency key.
    pub started: bool,
}

impl ApiError {
    fn new(status: u16, kind: &'static str, code: Option<&'static str>, message: impl Into<String>) -> Self {
        Self { status, kind, code, param: None, message: message.into(), started: false }
    }

    /// A parameter is missing, unknown or wrong.
    pub fn parameter(code: &'static str, param: &str, message: impl Into<String>) -> Self {
        Self { param: Some(param.to_owned()), ..Self::new(400, "invalid_request_error", Some(code), message) }
    }

    /// The object exists, but not in a state that allows this.
    pub fn state(code: Option<&'static str>, message: impl Into<String>) -> Self {
        Self { started: true, ..Self::new(400, "invalid_request_error", code, message) }
    }

    pub fn no_such(what: &str, id: &str, param: &str) -> Self {
        let message = format!("No such {what}: '{id}'");
        Self {
            param: Some(param.to_owned()),
            ..Self::new(404, "invalid_request_error", Some("resource_missing"), message)
        }
    }

    pub fn no_such_url(method: &str, path: &str) -> Self {
        let message = format!("The stand-in has no {method} {path}.");
        Self::new(404, "invalid_request_error", None, message)
    }

    pub fn unauthorised(message: impl Into<String>) -> Self {
        Self::new(401, "invalid_request_error", None, message)
    }

    pub fn idempotency(key: &str) -> Self {
        let message =
            format!("The idempotency key '{key}' was first used with another request; use a new key for this one.");
        Self::new(400, "idempotency_error", None, message)
    }

    pub fn too_large() -> Self {
        Self::new(413, "invalid_request_error", None, "The request is larger than the stand-in reads.")
    }

    pub fn outage() -> Self {
        Self::new(503, "api_error", None, "The stand-in plays an outage, as its test controls asked.")
    }

    pub fn to_json(&self) -> Value {
        let mut error = json!({ "type": self.kind, "message": self.message });
        if let Some(code) = self.code {
            error["code"] = json!(code);
            error["doc_url"] = json!(format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-")));
        }
        if let Some(param) = &self.param {
            error["param"] = json!(param);
        }
        json!({ "error": error })
    }
}
