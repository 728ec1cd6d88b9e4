//! A change is asked for by our own pages only: refused with 403 before the body is read (`security.md` §4).
//!
//! `Sec-Fetch-Site` cannot be set by a page, and every current browser sends it; older ones send `Origin` with a post.

use axum::extract::{Request, State};
use axum::http::header::ORIGIN;
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::state::App;

/// Browsers' reports: they come without credentials and change nothing.
pub const REPORTS: &str = "/csp-report";
/// Machines that prove themselves by signature.
pub const WEBHOOKS: &str = "/webhooks/";

pub async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    if is_allowed(&request, &app.edge.origin) {
        return next.run(request).await;
    }
    tracing::warn!(kind = "foreign request refused");
    StatusCode::FORBIDDEN.into_response()
}

fn is_allowed(request: &Request, origin: &str) -> bool {
    let path = request.uri().path();
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS)
        || path == REPORTS
        || path.starts_with(WEBHOOKS)
    {
        return true;
    }
    let header = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or_default());
    // A browser sends each of them once; of two, one is forged.
    let is_doubled = |name: &str| request.headers().get_all(name).iter().nth(1).is_some();
    if is_doubled("sec-fetch-site") || is_doubled(ORIGIN.as_str()) {
        return false;
    }
    match (header("sec-fetch-site"), header(ORIGIN.as_str())) {
        (Some(site), _) => site == "same-origin",
        (None, Some(from)) => from == origin,
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn allowed(method: &str, path: &str, headers: &[(&str, &str)]) -> bool {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        is_allowed(&request.body(Body::empty()).unwrap(), "https://app.example.org")
    }

    #[test]
    fn changes_come_from_our_own_pages() {
        let post = |headers: &[(&str, &str)]| allowed("POST", "/api/journal/save_meal", headers);
        assert!(post(&[("sec-fetch-site", "same-origin")]));
        assert!(post(&[("origin", "https://app.example.org")]));
        for site in ["cross-site", "same-site", "none", "", "SAME-ORIGIN"] {
            // The browser's own word counts, whatever else is claimed.
            assert!(!post(&[("sec-fetch-site", site), ("origin", "https://app.example.org")]), "{site}");
        }
        for origin in ["null", "https://evil.example", "http://app.example.org", "https://app.example.org.evil.example"]
        {
            assert!(!post(&[("origin", origin)]), "{origin}");
        }
        assert!(!post(&[]));
        // Said twice is not said, whichever comes first.
        assert!(!post(&[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")]));
        assert!(!post(&[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "same-origin")]));
        assert!(!post(&[("origin", "https://app.example.org"), ("origin", "https://evil.example")]));
        for method in ["PUT", "PATCH", "DELETE"] {
            assert!(!allowed(method, "/me", &[("sec-fetch-site", "cross-site")]), "{method}");
        }
    }

    #[test]
    fn reads_and_signed_machines_pass() {
        assert!(allowed("GET", "/me", &[("sec-fetch-site", "cross-site")]));
        assert!(allowed("POST", "/webhooks/stripe", &[]));
        assert!(!allowed("POST", "/webhooks", &[]));
        assert!(allowed("POST", "/csp-report", &[("sec-fetch-site", "cross-site")]));
        assert!(!allowed("POST", "/csp-report/x", &[]));
    }
}
