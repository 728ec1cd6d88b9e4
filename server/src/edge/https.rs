//! Behind a proxy, what reached the proxy in plain text is not served (N5): a page is asked for again over TLS, a
//! change is refused, since it has been read by others already.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header::LOCATION};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::state::App;

pub async fn insist(State(app): State<App>, request: Request, next: Next) -> Response {
    let edge = &app.edge;
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let is_plain = request.headers().get("x-forwarded-proto").is_some_and(|proto| proto == "http");
    if !edge.secure || edge.own_tls || !edge.proxies.believe(peer) || !is_plain {
        return next.run(request).await;
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::FORBIDDEN.into_response();
    }
    // Without the query: it may hold what a person searched for.
    let Ok(place) = HeaderValue::from_str(&format!("{}{}", edge.origin, request.uri().path())) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    (StatusCode::PERMANENT_REDIRECT, [(LOCATION, place)]).into_response()
}
