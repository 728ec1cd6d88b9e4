//! `/healthz`: whether process and database answer. For this machine and for who holds the token (T15).

use std::net::IpAddr;

use axum::extract::{Request, State};
use axum::http::request::Parts as Head;
use axum::http::{StatusCode, header::AUTHORIZATION};
use axum::response::{IntoResponse, Response};
use backend::db::Client;
use backend::identity::SessionToken;
use contract::AppError;
use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;

use super::request;
use super::response::Dressed;
use crate::state::App;

pub async fn check(State(app): State<App>, request: Request) -> Response {
    let (head, _) = request.into_parts();
    if !may_ask(&app, &head) {
        return StatusCode::NOT_FOUND.into_response();
    }
    // A session nobody has: that the database says so proves that it answers.
    let nobody = SessionToken::random();
    let answered = match app.backend.read::<Client>(&nobody).await {
        Ok(_) => true,
        Err(refusal) => matches!(refusal.into_app(request::request_id(&head)), AppError::NotSignedIn),
    };
    let (status, text) =
        if answered { (StatusCode::OK, "ok\n") } else { (StatusCode::SERVICE_UNAVAILABLE, "no database\n") };
    let mut response = (status, text).into_response();
    response.extensions_mut().insert(Dressed);
    response
}

fn may_ask(app: &App, head: &Head) -> bool {
    // A proxy on this machine makes everybody look local; what it forwards for gives it away.
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
    (is_here && !is_forwarded) || holds_token
}
