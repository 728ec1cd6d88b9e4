//! What browsers are told to refuse (`security.md` §4), and what may be kept.
//!
//! Guarantee: no response leaves without a content policy; a page without an island allows no script at all; a page
//! with one allows the script that carries this response's nonce, and what that script loads.

use std::fmt::Write;

use axum::extract::OriginalUri;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;

use crate::state::{App, Edge};
use crate::web::response::Nonce;

/// The same for every response.
const FIXED: [(&str, &str); 7] = [
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    (
        "permissions-policy",
        "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), \
         fullscreen=(self), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), \
         publickey-credentials-get=(self), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()",
    ),
];
const HSTS: &str = "max-age=63072000; includeSubDomains; preload";

pub async fn protect(State(app): State<App>, OriginalUri(uri): OriginalUri, mut response: Response) -> Response {
    let nonce = response.extensions().get::<Nonce>().map(|nonce| nonce.0.clone());
    let is_found = response.status().is_success() || response.status().as_u16() == 304;
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if app.edge.secure {
        set(headers, "strict-transport-security", HSTS);
    }
    set(headers, "reporting-endpoints", "csp=\"/csp-report\"");
    set(headers, "content-security-policy", &policy(&app.edge, nonce.as_deref()));
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(keeping(&uri, is_found)));
    }
    response
}

/// Files with a hash or a version in their name never change; pages are about people.
fn keeping(uri: &Uri, is_found: bool) -> &'static str {
    match uri.path() {
        path if is_found && path.starts_with("/pkg/") => "public, max-age=31536000, immutable",
        path if is_found && path.starts_with("/assets/") => "public, max-age=2592000",
        _ => "no-store",
    }
}

fn policy(edge: &Edge, nonce: Option<&str>) -> String {
    let mut policy = String::from(
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
         manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    );
    // A form that ends on the pay page is redirected there, and this directive follows redirects.
    if let Some(checkout) = &edge.checkout {
        policy.push(' ');
        policy.push_str(checkout);
    }
    if let Some(nonce) = nonce {
        // Writing to a String cannot fail.
        _ = write!(policy, "; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'");
    }
    if edge.secure {
        policy.push_str("; upgrade-insecure-requests");
    }
    policy.push_str("; report-uri /csp-report; report-to csp");
    policy
}

fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(HeaderName::from_static(name), value);
    }
}
