//! `/webhooks/stripe` (N12): the raw body and its signature are taken, proved and stored; the work is a job's.
//!
//! Guarantees: nothing of the body is read before its signature has matched; a duplicate is answered like the first;
//! who cannot sign learns nothing but 400, and after many tries 429.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use backend::payment::ReceiveError;
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::{request, response};
use crate::edge::rate;
use crate::state::App;

/// Stripe's events have a few kilobytes; its own limit for one is not published, 256 KiB is far above what is seen.
const EVENT_BYTES: usize = 256 * 1024;

pub async fn stripe(State(app): State<App>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = match read(body, app.edge.patience.body).await {
        Ok(body) => body,
        Err(status) => return status.into_response(),
    };
    match app.backend.receive_event(&body, signature(&head.headers)).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(ReceiveError::Refused(why)) => {
            tracing::warn!(kind = "stripe event refused", %why);
            app.edge.meters.webhook_refused.inc();
            // What is rightly signed is never turned away, however much forgery comes beside it.
            match app.edge.limits.check(rate::FORGERIES, request::address(&head), None) {
                Ok(()) => StatusCode::BAD_REQUEST.into_response(),
                Err(error) => response::too_many(&error),
            }
        }
        Err(ReceiveError::NotSetUp) => StatusCode::NOT_FOUND.into_response(),
        Err(ReceiveError::Fault(refusal)) => {
            // Logged there, once; Stripe sends the event again.
            refusal.into_app(request::request_id(&head));
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

fn signature(headers: &HeaderMap) -> &str {
    headers.get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or_default()
}

async fn read(body: Body, patience: Duration) -> Result<Bytes, StatusCode> {
    match tokio::time::timeout(patience, Limited::new(body, EVENT_BYTES).collect()).await {
        Ok(Ok(collected)) => Ok(collected.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}
