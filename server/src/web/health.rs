//! For those who keep the installation running (T15, P16): `/healthz` (the process and its database answer), `/readyz`
//! (send people here), `/metrics` (Prometheus). To everybody else they are not there.

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::request::Parts as Head;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use backend::trust::status::Status;
use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;

use super::response::Dressed;
use super::{request, response};
use crate::edge::rate;
use crate::state::App;

/// Seconds our clock may differ from the database's before people are sent elsewhere: links, sessions and holds are
/// timed by both.
const SKEW: f64 = 30.0;

pub async fn check(State(app): State<App>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    if let Some(refusal) = refuse(&app, &head) {
        return refusal;
    }
    match app.backend.pulse().await {
        Ok(_) => said(StatusCode::OK, "ok\n"),
        Err(refusal) => {
            refusal.into_app(request::request_id(&head));
            said(StatusCode::SERVICE_UNAVAILABLE, "no database\n")
        }
    }
}

pub async fn ready(State(app): State<App>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    if let Some(refusal) = refuse(&app, &head) {
        return refusal;
    }
    match app.backend.pulse().await {
        Ok(pulse) if pulse.clock_skew_seconds.abs() > SKEW => said(StatusCode::SERVICE_UNAVAILABLE, "clock\n"),
        Ok(_) => said(StatusCode::OK, "ready\n"),
        Err(refusal) => {
            refusal.into_app(request::request_id(&head));
            said(StatusCode::SERVICE_UNAVAILABLE, "no database\n")
        }
    }
}

pub async fn metrics(State(app): State<App>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    if let Some(refusal) = refuse(&app, &head) {
        return refusal;
    }
    let pulse = app.backend.pulse().await.ok();
    app.edge.meters.proved(&Status::read(&app.backend.config.status_dir));
    let text = app.edge.meters.text(pulse.as_ref(), &app.backend.pool_use());
    let mut response = said(StatusCode::OK, text);
    let kind = HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

fn said(status: StatusCode, text: impl IntoResponse) -> Response {
    let mut response = (status, text).into_response();
    response.extensions_mut().insert(Dressed);
    response
}

/// Who holds the token; on a developer's own machine, who sits at it. Others get 404, and after some guesses 429.
fn refuse(app: &App, head: &Head) -> Option<Response> {
    // A proxy on this machine makes everybody look local, so where there may be one, only the token counts.
    let is_forwarded = head.headers.contains_key("x-forwarded-for") || head.headers.contains_key("forwarded");
    let is_here = match request::address(head) {
        IpAddr::V4(address) => address.is_loopback(),
        IpAddr::V6(address) => address.is_loopback(),
    };
    let given = head.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let holds_token = match (&app.edge.health_token, given) {
        (Some(token), Some(given)) => bool::from(token.expose_secret().as_bytes().ct_eq(given.as_bytes())),
        _ => false,
    };
    if holds_token || (app.edge.is_development && is_here && !is_forwarded) {
        return None;
    }
    match app.edge.limits.check(rate::GUESSES, request::address(head), None) {
        Ok(()) => Some(StatusCode::NOT_FOUND.into_response()),
        Err(error) => Some(response::too_many(&error)),
    }
}
