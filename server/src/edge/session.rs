//! The session of a request: tower-sessions' own layer, made for each request around a store of its own, so that the
//! cookie can carry 256 random bits where tower-sessions counts 128.
//!
//! On the way in the cookie's secret is given to the store and its first half, which is tower-sessions' id, to the
//! layer; on the way out the id in `Set-Cookie` becomes the whole secret again. What is no secret of ours is removed.

use axum::extract::{Request, State};
use axum::http::header::{COOKIE, SET_COOKIE, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use backend::identity::{Arrival, DeviceToken, SessionStore, SessionToken, describe};
use tower::{Layer, ServiceExt};
use tower_sessions::cookie::SameSite;
use tower_sessions::cookie::time::Duration;
use tower_sessions::session::Id;
use tower_sessions::{Expiry, SessionManagerLayer};

use crate::state::App;
use crate::web::request::{self, Address, DEVICE_COOKIE, SESSION_COOKIE};

/// The cookie outlives the longest session; how long that really lasts is the database's to say.
const COOKIE_DAYS: i64 = 90;

pub async fn attach(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let name = app.cookie_name(SESSION_COOKIE);
    let sent = request::cookie(request.headers(), &name).map(str::to_owned);
    let token: Option<SessionToken> = sent.as_deref().and_then(|cookie| cookie.parse().ok());
    let arrival = arrival(&app, &request);
    let store = SessionStore::of_request(app.backend.clone(), token.clone(), arrival.clone());
    put_id(request.headers_mut(), &name, token.as_ref().map(SessionToken::id));
    request.extensions_mut().insert(store.clone());
    request.extensions_mut().insert(arrival);

    let layer = SessionManagerLayer::new(store.clone())
        .with_name(name.clone())
        .with_secure(app.edge.secure)
        .with_http_only(true)
        .with_same_site(SameSite::Strict)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::days(COOKIE_DAYS)));
    let mut response = match layer.layer(next).oneshot(request).await {
        Ok(response) => response,
        Err(never) => match never {},
    };
    put_secret(response.headers_mut(), &name, &store);
    if !store.has_ended() {
        keep_cookie(response.headers_mut(), &name);
    }
    if sent.is_some() && token.is_none() && !sets(response.headers(), &name) {
        let removal = format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict");
        if let Ok(removal) = HeaderValue::from_str(&removal) {
            response.headers_mut().append(SET_COOKIE, removal);
        }
    }
    response
}

fn arrival(app: &App, request: &Request) -> Arrival {
    let address = request.extensions().get::<Address>().map(|address| address.0);
    let agent = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let known = request::cookie(request.headers(), &app.cookie_name(DEVICE_COOKIE)).and_then(DeviceToken::parse);
    let unknown = Arrival::from_address(address.unwrap_or(std::net::Ipv4Addr::UNSPECIFIED.into()));
    Arrival { device: describe(agent), known, ..unknown }
}

/// The cookies without `name`, or with the id under it.
fn put_id(headers: &mut HeaderMap, name: &str, id: Option<Id>) {
    let others = headers.get_all(COOKIE).iter().filter_map(|header| header.to_str().ok()).flat_map(|h| h.split(';'));
    let others = others.map(str::trim).filter(|pair| pair.split_once('=').is_none_or(|(key, _)| key != name));
    let mut all: Vec<String> = others.map(str::to_owned).collect();
    all.extend(id.map(|id| format!("{name}={id}")));
    headers.remove(COOKIE);
    if let Ok(value) = HeaderValue::from_str(&all.join("; ")) {
        headers.insert(COOKIE, value);
    }
}

fn put_secret(headers: &mut HeaderMap, name: &str, store: &SessionStore) {
    let whole = |header: &HeaderValue| -> Option<HeaderValue> {
        let rest = header.to_str().ok()?.strip_prefix(name)?.strip_prefix('=')?;
        let (id, attributes) = rest.split_once(';')?;
        let token = store.token(id.parse().ok()?)?;
        HeaderValue::from_str(&format!("{name}={};{attributes}", token.to_cookie())).ok()
    };
    let cookies: Vec<_> =
        headers.get_all(SET_COOKIE).iter().map(|header| whole(header).unwrap_or_else(|| header.clone())).collect();
    headers.remove(SET_COOKIE);
    for cookie in cookies {
        headers.append(SET_COOKIE, cookie);
    }
}

/// Takes the removal of the cookie out of an answer that has not ended the session.
fn keep_cookie(headers: &mut HeaderMap, name: &str) {
    let is_removal = |header: &HeaderValue| {
        let rest = header.to_str().ok().and_then(|text| text.strip_prefix(name));
        rest.is_some_and(|rest| rest.starts_with("=;"))
    };
    let others: Vec<_> = headers.get_all(SET_COOKIE).iter().filter(|header| !is_removal(header)).cloned().collect();
    headers.remove(SET_COOKIE);
    for cookie in others {
        headers.append(SET_COOKIE, cookie);
    }
}

fn sets(headers: &HeaderMap, name: &str) -> bool {
    let is_it = |header: &HeaderValue| {
        header.to_str().is_ok_and(|text| text.strip_prefix(name).is_some_and(|rest| rest.starts_with('=')))
    };
    headers.get_all(SET_COOKIE).iter().any(is_it)
}
