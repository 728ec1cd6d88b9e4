//! Slow clients, over real sockets: none of them keeps a connection for ever, and others are served meanwhile. The
//! server's patience is short here; the tests wait long, and only for an end that must come.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use axum_server::Handle;
use server::edge::patience::Patience;
use server::state::App;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::plain_app;

const SHORT: Patience = Patience {
    headers: Duration::from_millis(800),
    body: Duration::from_millis(800),
    answer: Duration::from_millis(800),
    least: 8 * 1024,
};
/// Far more than a busy machine needs.
const END: Duration = Duration::from_secs(60);
const LARGE: usize = 64 << 20;

async fn served(app: App, routes: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let service = server::edge::wrap(routes, app);
    tokio::spawn(server::listen::serve(listener, None, service, SHORT, Handle::new()));
    address
}

async fn whole() -> SocketAddr {
    let app = plain_app();
    let service = server::router::router(patient(app));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(server::listen::serve(listener, None, service, SHORT, Handle::new()));
    address
}

/// The same process with short patience for bodies.
fn patient(app: App) -> App {
    let Ok(edge) = std::sync::Arc::try_unwrap(app.edge) else { unreachable!("nobody else holds it yet") };
    App { edge: std::sync::Arc::new(server::state::Edge { patience: SHORT, ..edge }), ..app }
}

/// Sends `drip` again and again until the server ends it; everything it said.
async fn drip(address: SocketAddr, start: &str, drip: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(start.as_bytes()).await.unwrap();
    let (mut read, mut write) = stream.into_split();
    let dripping = {
        let drip = drip.to_owned();
        tokio::spawn(async move {
            while write.write_all(drip.as_bytes()).await.is_ok() {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        })
    };
    let mut said = Vec::new();
    // A reset is an end, too.
    let ended = tokio::time::timeout(END, read.read_to_end(&mut said)).await;
    dripping.abort();
    assert!(ended.is_ok(), "still open after {END:?}");
    String::from_utf8_lossy(&said).into_owned()
}

#[tokio::test]
async fn headers_that_never_end_are_not_waited_for() {
    let address = whole().await;
    let said = drip(address, "GET / HTTP/1.1\r\nhost: x\r\n", "x-slow: 1\r\n").await;
    assert!(!said.contains("200 OK"), "{said}");
    // Nothing at all is the same, and so is a word that could become the beginning of HTTP/2.
    for start in ["", "PRI * HT"] {
        let said = drip(address, start, "").await;
        assert!(!said.contains("200 OK"), "{said}");
    }
}

#[tokio::test]
async fn a_body_that_never_ends_is_a_408() {
    let head = "POST /api/appearance/choose HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\n\
                content-type: application/x-www-form-urlencoded\r\ncontent-length: 60000\r\n\r\n";
    let said = drip(whole().await, head, "a").await;
    assert!(said.starts_with("HTTP/1.1 408 "), "{said}");
    assert!(said.contains("x-request-id: "), "{said}");
}

#[tokio::test]
async fn who_does_not_take_the_answer_is_cut_off() {
    let routes =
        Router::new().route("/large", get(|| async { vec![b'x'; LARGE] })).route("/fine", get(|| async { "fine" }));
    let address = served(plain_app(), routes).await;
    let mut reader = TcpStream::connect(address).await.unwrap();
    reader.write_all(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    // Takes a byte now and then, which is not reading.
    for _ in 0..40 {
        let mut byte = [0];
        if reader.read_exact(&mut byte).await.is_err() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let mut rest = Vec::new();
    let ended = tokio::time::timeout(END, reader.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "still open after {END:?}");
    assert!(rest.len() < LARGE, "it was waited for until it had everything");

    // Who reads gets all of it, and nobody else noticed.
    let mut reader = TcpStream::connect(address).await.unwrap();
    reader.write_all(b"GET /large HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut all = Vec::new();
    reader.read_to_end(&mut all).await.unwrap();
    assert!(all.len() > LARGE);
}

#[tokio::test]
async fn too_many_or_too_large_headers_are_refused() {
    let address = whole().await;
    let many: String = (0..200).map(|n| format!("x-{n}: 1\r\n")).collect();
    let large = format!("x-large: {}\r\n", "x".repeat(100_000));
    for headers in [many, large] {
        let mut stream = TcpStream::connect(address).await.unwrap();
        // The server may hang up before all of it is written.
        _ = stream.write_all(format!("GET / HTTP/1.1\r\nhost: x\r\n{headers}\r\n").as_bytes()).await;
        let mut said = Vec::new();
        _ = tokio::time::timeout(END, stream.read_to_end(&mut said)).await.unwrap();
        let said = String::from_utf8_lossy(&said).into_owned();
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 431 "), "{said}");
    }
}
