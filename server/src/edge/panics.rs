//! A panic is a 500 and the process lives. The log gets the place, not the message, which may quote data.

use std::any::Any;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// The hook is the process's, and so is its count.
static COUNT: AtomicU64 = AtomicU64::new(0);

/// Panics since the start.
pub fn count() -> u64 {
    COUNT.load(Ordering::Relaxed)
}

/// What the caught panic answers; the error page is put on it later.
pub fn answer(_what: Box<dyn Any + Send>) -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// Replaces the standard hook, which would write the message.
pub fn log_places_only() {
    std::panic::set_hook(Box::new(|panic| {
        COUNT.fetch_add(1, Ordering::Relaxed);
        let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
        tracing::error!(kind = "panic", place);
    }));
}
