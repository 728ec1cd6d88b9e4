//! What every request passes, from the outside in. Each layer is a small file with its reason; order is meaning:
//! what is outer sees what is inner go wrong.

pub mod cookies;
pub mod csrf;
pub mod deadline;
pub mod error_pages;
pub mod headers;
pub mod https;
pub mod identify;
pub mod panics;
pub mod patience;
pub mod proxies;
pub mod rate;
pub mod session;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{from_fn, from_fn_with_state, map_response_with_state};
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate};

use crate::state::App;

/// Puts the layers around the routes; the last one added is the first one met.
pub fn wrap(routes: Router, app: App) -> Router {
    routes
        .layer(from_fn_with_state(app.clone(), session::attach))
        .layer(from_fn_with_state(app.clone(), csrf::guard))
        .layer(from_fn(deadline::limit))
        .layer(CatchPanicLayer::custom(panics::answer))
        .layer(from_fn_with_state(app.clone(), error_pages::dress))
        .layer(map_response_with_state(app.clone(), cookies::harden))
        .layer(from_fn_with_state(app.clone(), https::insist))
        .layer(map_response_with_state(app.clone(), headers::protect))
        .layer(compression())
        .layer(CatchPanicLayer::custom(panics::answer))
        .layer(from_fn_with_state(app, identify::identify))
}

/// Pages only: files were compressed when they were built, and data for islands is small.
fn compression() -> CompressionLayer<impl Predicate> {
    let pages_only = |_, _, headers: &axum::http::HeaderMap, _: &axum::http::Extensions| {
        headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
    };
    // Quality 5 costs what gzip costs and is a sixth smaller.
    CompressionLayer::new().quality(CompressionLevel::Precise(5)).compress_when(DefaultPredicate::new().and(pages_only))
}
