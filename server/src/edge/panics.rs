//! A panic is a 500 and the process lives. The log gets the place, not the message, which may quote data.

use std::any::Any;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// What the caught panic answers; the error page is put on it later.
pub fn answer(_what: Box<dyn Any + Send>) -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// Replaces the standard hook, which would write the message.
pub fn log_places_only() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
        tracing::error!(kind = "panic", place);
    }));
}
