//! The listening socket: plain on loopback or TLS of our own, HTTP/1 and 2, within the limits of `edge::patience`.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, Result};
use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use hyper_util::server::conn::auto::Builder;

use crate::edge::patience::{Patience, PatientAcceptor};

const HEADER_BYTES: usize = 32 * 1024;
/// Headers of one request: a browser sends a fifth of that.
const HEADERS: usize = 100;

/// Serves until `handle` says to stop.
///
/// # Errors
/// When the certificate cannot be read or the socket cannot be listened on.
pub async fn serve(
    listener: TcpListener,
    tls: Option<(PathBuf, PathBuf)>,
    service: Router,
    patience: Patience,
    handle: Handle<SocketAddr>,
) -> Result<()> {
    listener.set_nonblocking(true).context("the listening socket")?;
    let service = service.into_make_service_with_connect_info::<SocketAddr>();
    let patient = PatientAcceptor(patience);
    let mut server = axum_server::from_tcp(listener).context("the listening socket")?.handle(handle);
    within_limits(server.http_builder(), patience);
    match tls {
        None => server.acceptor(patient).serve(service).await.context("listening"),
        Some((certificate, key)) => {
            // Refused only when one is chosen already.
            _ = rustls::crypto::ring::default_provider().install_default();
            let tls = RustlsConfig::from_pem_file(certificate, key).await.context("NS_TLS_CERT and NS_TLS_KEY")?;
            let acceptor = RustlsAcceptor::new(tls).handshake_timeout(patience.headers).acceptor(patient);
            server.acceptor(acceptor).serve(service).await.context("listening")
        }
    }
}

fn within_limits(builder: &mut Builder<TokioExecutor>, patience: Patience) {
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(patience.headers)
        .max_headers(HEADERS)
        .max_buf_size(HEADER_BYTES);
    let size = u32::try_from(HEADER_BYTES).unwrap_or(u32::MAX);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(size)
        .max_concurrent_streams(100)
        .keep_alive_interval(Duration::from_secs(30))
        .keep_alive_timeout(patience.headers);
}
