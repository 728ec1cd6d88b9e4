//! A bare status becomes a page for people and a line for programs, both with the request's id and without a word
//! about the inside: no SQL, path or version.

use app::render;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{ALLOW, CONTENT_TYPE, RETRY_AFTER};
use axum::http::request::Parts as Head;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::state::App;
use crate::web::request::{self, wants_page};
use crate::web::response::{self, Dressed, Endpoint};

pub async fn dress(State(app): State<App>, request: Request, next: Next) -> Response {
    let (head, body) = request.into_parts();
    let kept = head.clone();
    let inner = next.run(Request::from_parts(head, body)).await;
    let status = inner.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_error || inner.extensions().get::<Dressed>().is_some() {
        return inner;
    }
    let mut dressed = if wants_page(&kept.headers) { page(&app, &kept, status.as_u16()) } else { line(&kept, &inner) };
    for name in [ALLOW, RETRY_AFTER] {
        if let Some(value) = inner.headers().get(&name) {
            dressed.headers_mut().insert(name, value.clone());
        }
    }
    if status == StatusCode::SERVICE_UNAVAILABLE && !dressed.headers().contains_key(RETRY_AFTER) {
        dressed.headers_mut().insert(RETRY_AFTER, 5.into());
    }
    if let Some(endpoint) = inner.extensions().get::<Endpoint>() {
        dressed.extensions_mut().insert(*endpoint);
    }
    dressed
}

fn page(app: &App, head: &Head, status: u16) -> Response {
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let ctx = request::ctx(app, head, None, path, Vec::new());
    response::html(&ctx, render::status_html(&ctx, status))
}

fn line(head: &Head, inner: &Response) -> Response {
    let reason = inner.status().canonical_reason().unwrap_or("Error");
    let text = format!("{reason} (reference {})\n", request::request_id(head));
    let mut response = (inner.status(), Body::from(text)).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
