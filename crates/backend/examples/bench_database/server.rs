//! The server as it is delivered, on the bench's database through the relay.

use std::process::{Child, Command};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::{Request, StatusCode};
use backend::identity::SessionToken;
use http_body_util::{BodyExt, Full};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;

use crate::practice::{MASTER_KEY, Practice};

/// Ends with this value.
pub struct Server {
    process: Child,
    pub base: String,
    http: Client<HttpConnector, Full<Bytes>>,
}

impl Server {
    /// # Panics
    /// When it does not answer within half a minute.
    pub async fn start(practice: &Practice, relay: u16) -> Self {
        let program = std::env::var("NS_SERVER").expect("NS_SERVER: the server's program; ./dev bench sets it");
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let base = format!("http://127.0.0.1:{port}");
        let database = format!("postgres://127.0.0.1:{relay}/{}?sslmode=disable", practice.world.db.name);
        let site = std::env::var("NS_SITE_DIR").expect("NS_SITE_DIR: the built site; ./dev bench sets it");
        let process = Command::new(program)
            .arg("serve")
            // The caller's own settings must not lead to another database.
            .env_clear()
            .env("NS_SITE_DIR", site)
            .env("NS_MODE", "development")
            .env("NS_LISTEN", format!("127.0.0.1:{port}"))
            .env("NS_PUBLIC_URL", &base)
            .env("NS_MASTER_KEY", MASTER_KEY.map(|byte| format!("{byte:02x}")).concat())
            .env("DATABASE_URL", database)
            .env("NS_LOG", "error")
            .spawn()
            .expect("the server starts");
        let server = Self { process, base, http: Client::builder(TokioExecutor::new()).build_http() };
        for _ in 0..150 {
            if server.ask("/", None).await.is_some() {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("the server does not answer");
    }

    /// A page as somebody signed in: its status and how long it took.
    pub async fn page(&self, path: &str, cookie: Option<&SessionToken>) -> (StatusCode, Duration) {
        let started = Instant::now();
        let status = self.ask(path, cookie).await.expect("the server answers");
        (status, started.elapsed())
    }

    async fn ask(&self, path: &str, cookie: Option<&SessionToken>) -> Option<StatusCode> {
        let mut request = Request::get(format!("{}{path}", self.base)).header("accept", "text/html");
        if let Some(cookie) = cookie {
            request = request.header("cookie", format!("ns={}", cookie.to_cookie()));
        }
        let answer = self.http.request(request.body(Full::default()).unwrap()).await.ok()?;
        let status = answer.status();
        answer.into_body().collect().await.ok()?;
        Some(status)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.process.kill();
        _ = self.process.wait();
    }
}
