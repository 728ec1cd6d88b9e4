//! From a rendered page to a response.

use app::ctx::Ctx;
use app::page::File;
use app::render::Html;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use contract::AppError;
use contract::form::Notice;

use super::request::{self, NOTICE_COOKIE};

/// A notice waits this long for its page, in seconds.
const NOTICE_SECONDS: u32 = 60;

/// In a response's extensions: the body says what it has to say, so no error page replaces it.
#[derive(Debug, Clone, Copy)]
pub struct Dressed;

/// In a response's extensions: the page that was asked for cannot be shown; this one says so.
#[derive(Debug, Clone, Copy)]
pub struct NotShown;

/// In a response's extensions: the form this page was to be shown again for does not stand on it.
#[derive(Debug, Clone, Copy)]
pub struct WithoutForm;

/// In a response's extensions: the nonce of its start-up script.
#[derive(Debug, Clone)]
pub struct Nonce(pub String);

/// In a response's extensions: which endpoint answered, for the log.
#[derive(Debug, Clone, Copy)]
pub struct Endpoint(pub &'static str);

/// Says something once on the next page. Unsaid is better than unanswered.
pub fn set_notice(ctx: &Ctx, notice: &Notice) {
    _ = ctx.set_cookie(NOTICE_COOKIE, &request::notice_cookie(notice), NOTICE_SECONDS);
}

pub fn html(ctx: &Ctx, html: Html) -> Response {
    // Said now, so not again. A cookie that cannot be removed is gone within a minute.
    if ctx.notice().is_some() {
        _ = ctx.set_cookie(NOTICE_COOKIE, "", 0);
    }
    let status = StatusCode::from_u16(html.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, html.body).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if let Some(seconds) = html.retry_seconds.or((status == StatusCode::SERVICE_UNAVAILABLE).then_some(5)) {
        response.headers_mut().insert(RETRY_AFTER, seconds.into());
    }
    if !html.is_shown {
        response.extensions_mut().insert(NotShown);
    }
    if ctx.form().is_some() && !ctx.form_stands() {
        response.extensions_mut().insert(WithoutForm);
    }
    if let Some(nonce) = html.nonce {
        response.extensions_mut().insert(Nonce(nonce));
    }
    response.extensions_mut().insert(Dressed);
    with_headers(ctx, response)
}

/// A file that the browser keeps and never opens as a page of this site.
pub fn file(ctx: &Ctx, file: File) -> Response {
    let plain = |c: char| c.is_ascii_alphanumeric() || ['.', '-', '_'].contains(&c);
    let name: String = file.name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut response = file.bytes.into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(file.kind));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    response.extensions_mut().insert(Dressed);
    with_headers(ctx, response)
}

/// 429 for who asks without being a person: the error layer puts the words on it.
pub fn too_many(error: &AppError) -> Response {
    let AppError::TooMany { retry_seconds } = error else { return StatusCode::TOO_MANY_REQUESTS.into_response() };
    (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, HeaderValue::from(*retry_seconds))]).into_response()
}

/// 303: the browser asks for `place` next, with GET.
pub fn see_other(ctx: &Ctx, place: &str) -> Response {
    let Ok(location) = HeaderValue::from_str(place) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let mut response = StatusCode::SEE_OTHER.into_response();
    response.headers_mut().insert(LOCATION, location);
    with_headers(ctx, response)
}

/// Adds what was collected on the way: cookies.
pub fn with_headers(ctx: &Ctx, mut response: Response) -> Response {
    response.headers_mut().extend(ctx.take_headers());
    response
}
