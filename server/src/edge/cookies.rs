//! Every cookie of ours is bound to this host, sent over TLS only and hidden from scripts, removal included: a
//! `__Host-` cookie is removed only by a header that is itself `Secure`, which the session layer leaves out. With the
//! session's cookie goes whatever else the browser kept of this site: the next person at this machine finds nothing.

use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::SET_COOKIE;
use axum::response::Response;

use crate::state::App;
use crate::web::request::SESSION_COOKIE;

pub async fn harden(State(app): State<App>, mut response: Response) -> Response {
    let session = app.cookie_name(SESSION_COOKIE);
    let is_removal = |cookie: &HeaderValue| {
        let text = cookie.to_str().unwrap_or_default();
        let of_session = text.split_once('=').is_some_and(|(name, _)| name == session);
        of_session && text.split(';').any(|part| part.trim().eq_ignore_ascii_case("max-age=0"))
    };
    if response.headers().get_all(SET_COOKIE).iter().any(is_removal) {
        // Not "cookies": that would take the choice of light and dark with it, and what was just said.
        response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\", \"storage\""));
    }
    if app.edge.secure && response.headers().contains_key(SET_COOKIE) {
        let cookies: Vec<_> = response.headers().get_all(SET_COOKIE).iter().map(hardened).collect();
        response.headers_mut().remove(SET_COOKIE);
        for cookie in cookies {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
    }
    response
}

fn hardened(cookie: &HeaderValue) -> HeaderValue {
    let Ok(text) = cookie.to_str() else { return cookie.clone() };
    let has = |attribute: &str| text.split(';').skip(1).any(|part| part.trim().eq_ignore_ascii_case(attribute));
    let mut all = text.to_owned();
    for attribute in ["Secure", "HttpOnly"] {
        if !has(attribute) {
            all.push_str("; ");
            all.push_str(attribute);
        }
    }
    HeaderValue::from_str(&all).unwrap_or_else(|_| cookie.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    // S3: signing out really removes the cookie.
    #[test]
    fn a_removal_is_secure_too() {
        let removal = HeaderValue::from_static("__Host-ns=; Max-Age=0; Path=/");
        assert_eq!(hardened(&removal), "__Host-ns=; Max-Age=0; Path=/; Secure; HttpOnly");
        let whole = HeaderValue::from_static("__Host-ns=x; HttpOnly; SameSite=Strict; Secure; Path=/");
        assert_eq!(hardened(&whole), whole);
    }
}
