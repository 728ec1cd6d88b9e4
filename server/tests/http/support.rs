//! The service in process, without a socket: what it answers to a request, as a browser would see it.
//!
//! `plain()` needs no database: its pools are opened only when asked, and point nowhere.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use backend::Backend;
use backend::clock::Clock;
use backend::config::{Config, DatabaseConfig, Mode, SessionLimits};
use http_body_util::BodyExt;
use server::config::Settings;
use server::edge::patience::Patience;
use server::edge::proxies::Proxies;
use server::state::App;
use tower::ServiceExt;

/// A response, read.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn cookies(&self) -> Vec<&str> {
        self.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect()
    }

    /// The value of the hidden field or attribute that starts with `before`.
    pub fn between(&self, before: &str, after: &str) -> &str {
        self.body.split_once(before).and_then(|(_, rest)| rest.split_once(after)).map_or("", |(found, _)| found)
    }
}

/// Settings without a database.
pub fn config(public_url: &str) -> Config {
    Config {
        mode: Mode::Development,
        public_url: public_url.to_owned(),
        database: DatabaseConfig { url: "postgres://nobody@127.0.0.1:1/none".into(), per_role: vec![], most: None },
        master_keys: backend::secret::MasterKeys::only([7; 32]),
        stripe: None,
        smtp_url: None,
        mail_from: "NutriScope <no-reply@localhost>".into(),
        sessions: SessionLimits::default(),
        breaches: None,
        status_dir: std::env::temp_dir().join("ns_no_status"),
        data_dir: std::env::temp_dir().join("ns_no_data"),
        evidence: backend::evidence::EvidenceConfig::default(),
    }
}

/// A site folder as the build leaves it, with one file.
pub fn site() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(build_site).clone()
}

fn build_site() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("site");
    std::fs::create_dir_all(folder.join("pkg")).unwrap();
    std::fs::create_dir_all(folder.join("assets")).unwrap();
    let manifest = r#"{"css":"/pkg/style.1.css","boot":"/pkg/boot.1.js","js":"/pkg/n.1.js","wasm":"/pkg/n.1.wasm"}"#;
    std::fs::write(folder.join("manifest.json"), manifest).unwrap();
    std::fs::write(folder.join(".stamp"), "build").unwrap();
    std::fs::write(folder.join("pkg/boot.1.js"), "// plain").unwrap();
    std::fs::write(folder.join("pkg/boot.1.js.br"), "brotli").unwrap();
    std::fs::write(folder.join("assets/mark.svg"), "<svg/>").unwrap();
    folder
}

pub fn app(backend: Backend, hops: usize) -> App {
    let settings = Settings {
        listen: "127.0.0.1:0".parse().unwrap(),
        site_dir: site(),
        tls: None,
        proxies: if hops == 0 { Proxies::None } else { Proxies::Hops(hops) },
        patience: Patience::default(),
        health_token: Some("token-of-the-test".into()),
    };
    App::new(backend, settings).unwrap()
}

pub fn plain_app() -> App {
    app(Backend::new(config("https://app.example.org"), Clock::System).unwrap(), 0)
}

pub fn plain() -> Router {
    server::router::router(plain_app())
}

pub async fn ask(service: &Router, request: Request<Body>) -> Answer {
    let (head, body) = service.clone().oneshot(request).await.unwrap().into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answer { status: head.status, headers: head.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
}

/// A person follows a link.
pub async fn visit(service: &Router, path: &str, cookie: &str) -> Answer {
    let request = Request::get(path)
        .header("accept", "text/html")
        .header("sec-fetch-dest", "document")
        .header("sec-fetch-site", "same-origin")
        .header("cookie", cookie);
    ask(service, request.body(Body::empty()).unwrap()).await
}

/// A person submits a form that a page of theirs has sealed.
pub async fn submit(service: &Router, path: &str, cookie: &str, form: &[(&str, &str)]) -> Answer {
    let seal = seal(service, path, cookie, form).await;
    ask(service, post(path, cookie, &with_seal(form, &seal), "document")).await
}

/// An island calls.
pub async fn fetch(service: &Router, path: &str, cookie: &str, form: &[(&str, &str)]) -> Answer {
    let seal = seal(service, path, cookie, form).await;
    ask(service, post(path, cookie, &with_seal(form, &seal), "empty")).await
}

fn with_seal<'a>(form: &[(&'a str, &'a str)], seal: &'a str) -> Vec<(&'a str, &'a str)> {
    let seal = Some(("_seal", seal)).filter(|_| !seal.is_empty());
    form.iter().copied().chain(seal).collect()
}

/// What a form of this person's page says of where it was made; nothing for who has no such page.
pub async fn seal(service: &Router, path: &str, cookie: &str, form: &[(&str, &str)]) -> String {
    static SEALS: LazyLock<Mutex<HashMap<String, String>>> = LazyLock::new(Mutex::default);
    let needed = app::features::find_rule(path).is_some_and(app::access::Rule::needs_seal);
    if !needed || cookie.is_empty() || form.iter().any(|(name, _)| *name == "_seal") {
        return String::new();
    }
    if let Some(seal) = SEALS.lock().unwrap().get(cookie) {
        return seal.clone();
    }
    let page = visit(service, "/account/security", cookie).await;
    let seal = page.between("name=\"_seal\" value=\"", "\"").to_owned();
    if !seal.is_empty() {
        SEALS.lock().unwrap().insert(cookie.to_owned(), seal.clone());
    }
    seal
}

pub fn post(path: &str, cookie: &str, form: &[(&str, &str)], dest: &str) -> Request<Body> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("sec-fetch-dest", dest)
        .header("cookie", cookie)
        .body(Body::from(body))
        .unwrap()
}
