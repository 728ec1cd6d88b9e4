//! From a raw request to what the screens know of it.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use app::access::Rule;
use app::ctx::{Ctx, Parts, Theme};
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, ACCEPT_LANGUAGE, COOKIE};
use axum::http::request::Parts as Head;
use backend::form::KeptKey;
use backend::identity::{Arrival, SessionStore};
use contract::{FormState, Notice, consent::Language};
use tower_sessions::Session;

use crate::state::App;

/// Finds a request's lines in the log; also shown to people as their reference.
#[derive(Debug, Clone)]
pub struct RequestId(pub Arc<str>);

/// Where the request came from, as far as we trust what we were told.
#[derive(Debug, Clone, Copy)]
pub struct Address(pub IpAddr);

/// A form that was refused, on its way to the page it stands on.
#[derive(Debug, Clone)]
pub struct Refused(pub FormState);

/// The form on this page is one that was kept.
#[derive(Debug, Clone, Copy)]
pub struct StillHere;

/// The name of the session's cookie, before its prefix.
pub const SESSION_COOKIE: &str = "ns";
/// The browser's own, for sign-in.
pub const DEVICE_COOKIE: &str = "device";
/// The browser's own, for what was typed in it and is kept.
pub const KEPT_COOKIE: &str = "kept";
pub const NOTICE_COOKIE: &str = "notice";
pub const THEME_COOKIE: &str = "theme";

/// `page` is the path and query of the page this is about: of a function, the page its form stands on. `rule` is the
/// endpoint's row in the access matrix.
pub fn ctx(app: &App, head: &Head, rule: Option<&'static Rule>, page: &str, params: Vec<(String, String)>) -> Ctx {
    let extensions = &head.extensions;
    let cookie = |name: &str| cookie(&head.headers, &app.cookie_name(name));
    let session = extensions.get::<Session>().cloned();
    let arrival = extensions.get::<Arrival>().cloned().unwrap_or_else(|| Arrival::from_address(address(head)));
    // Without the session layer (a page about an early refusal) nobody is signed in.
    let store = extensions.get::<SessionStore>().cloned().unwrap_or_else(|| SessionStore::new(app.backend.clone()));
    Ctx::new(Parts {
        backend: app.backend.clone(),
        rule,
        find_rule: app::features::find_rule,
        site: app.site.clone(),
        request_id: request_id(head).to_owned(),
        path: page.to_owned(),
        params,
        form: extensions.get::<Refused>().map(|refused| refused.0.clone()),
        notice: cookie(NOTICE_COOKIE)
            .and_then(notice)
            .or_else(|| extensions.get::<StillHere>().map(|_| Notice::StillHere)),
        theme: match cookie(THEME_COOKIE) {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::System,
        },
        browser_language: preferred(&head.headers),
        session: session.unwrap_or_else(|| Session::new(None, Arc::new(store.clone()), None)),
        store,
        arrival,
        secure: app.edge.secure,
    })
}

/// The first language of `Accept-Language` that there are words in; English where there is none. Browsers write the
/// languages in the order of preference.
fn preferred(headers: &HeaderMap) -> Language {
    let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let known = |tag: &str| Language::parse(&tag.trim().split(['-', ';']).next()?.to_ascii_lowercase());
    wanted.split(',').find_map(known).unwrap_or(Language::En)
}

/// The secret under which this browser's forms are kept.
pub fn kept_key(app: &App, head: &Head) -> Option<KeptKey> {
    cookie(&head.headers, &app.cookie_name(KEPT_COOKIE)).and_then(KeptKey::parse)
}

pub fn request_id(head: &Head) -> &str {
    head.extensions.get::<RequestId>().map_or("", |id| &id.0)
}

pub fn address(head: &Head) -> IpAddr {
    head.extensions.get::<Address>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |address| address.0)
}

/// Whether a person waits for a page, as opposed to an island for data.
pub fn wants_page(headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-dest").and_then(|value| value.to_str().ok()) {
        Some(dest) => dest == "document",
        None => {
            headers.get(ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|kinds| kinds.contains("text/html"))
        }
    }
}

/// Whether the browser was sent here by another site.
pub fn is_from_elsewhere(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
    wants_page(headers) && matches!(site, Some("cross-site" | "same-site"))
}

pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// As `notice_cookie` wrote it; anything else says nothing.
fn notice(value: &str) -> Option<Notice> {
    serde_json::from_slice(&hex::decode(value).ok()?).ok()
}

/// A notice as a cookie's value. It names what was done, never whose or what was in it.
pub fn notice_cookie(notice: &Notice) -> String {
    hex::encode(serde_json::to_vec(notice).unwrap_or_default())
}
