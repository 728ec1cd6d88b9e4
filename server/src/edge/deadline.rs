//! No request runs for ever: after this long the answer is 503, and its transaction is rolled back with it.

use std::time::Duration;

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Above the database's own limits, so that those speak first.
const LONGEST: Duration = Duration::from_secs(30);

pub async fn limit(request: Request, next: Next) -> Response {
    match tokio::time::timeout(LONGEST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
