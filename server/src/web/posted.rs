//! The body of a post: read within limits, then taken apart.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use contract::form::PAGE_FIELD;
use http_body_util::{BodyExt, LengthLimitError, Limited};

/// Bytes of a form. The largest, a meal of many foods with a note, takes a tenth of it.
const FORM_BYTES: usize = 64 * 1024;

/// A form as it was posted.
#[derive(Debug)]
pub struct Posted {
    pub bytes: Bytes,
    pub values: Vec<(String, String)>,
}

impl Posted {
    /// # Errors
    /// 408, 413, 415 or 400: what the browser is told about a body that cannot be read.
    pub async fn read(headers: &HeaderMap, body: Body, patience: Duration) -> Result<Self, StatusCode> {
        let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if kind
            .split(';')
            .next()
            .is_none_or(|kind| !kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded"))
        {
            return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
        }
        let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
        if announced.is_some_and(|length| length > FORM_BYTES) {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let bytes = match tokio::time::timeout(patience, Limited::new(body, FORM_BYTES).collect()).await {
            Err(_) => return Err(StatusCode::REQUEST_TIMEOUT),
            Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(StatusCode::PAYLOAD_TOO_LARGE),
            Ok(Err(_)) => return Err(StatusCode::BAD_REQUEST),
            Ok(Ok(collected)) => collected.to_bytes(),
        };
        let values = form_urlencoded::parse(&bytes).into_owned().collect();
        Ok(Self { bytes, values })
    }

    pub fn value(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The page the form stands on, if it is one of ours.
    pub fn page(&self) -> Option<&str> {
        self.value(PAGE_FIELD).filter(|page| app::local::is_local(page))
    }

    /// What may be shown again: everything but secrets.
    pub fn kept(self) -> Vec<(String, String)> {
        let is_secret =
            |name: &str| name.contains("password") || name == "code" || name.ends_with("_code") || name == "passkey";
        self.values.into_iter().filter(|(name, _)| name != PAGE_FIELD && !is_secret(name)).collect()
    }
}
