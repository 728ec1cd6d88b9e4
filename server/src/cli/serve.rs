//! `nutriscope serve`: listens until it is told to stop, then finishes what it began.

use std::future::Future;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use backend::Backend;
use backend::clock::Clock;
use backend::config::Mode;
use backend::doctor::Level;
use hyper_util::rt::TokioTimer;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::config;
use crate::edge::panics;
use crate::router::router;
use crate::state::App;

/// A client that has not sent its headers by then is slow on purpose.
const HEADER_TIME: Duration = Duration::from_secs(10);
const HEADER_BYTES: usize = 32 * 1024;
/// How long requests under way may take to end after the signal.
const GRACE: Duration = Duration::from_secs(20);

pub async fn run() -> Result<()> {
    let config = config::backend()?;
    let settings = config::settings(&config)?;
    let mode = config.mode;
    log_as(mode);
    panics::log_places_only();
    let (listen, tls) = (settings.listen, settings.tls.clone());
    let backend = Backend::new(config, Clock::System)?;
    if mode == Mode::Production {
        refuse_what_is_wrong(&backend).await?;
    }
    let app = App::new(backend.clone(), settings)?;
    // The foods take about a second to read; nobody who searches should wait for that.
    let early = backend.clone();
    tokio::spawn(async move {
        if early.foods().await.is_err() {
            tracing::error!(kind = "foods", "the shipped foods cannot be read");
        }
    });
    let limits = app.clone();
    let forgetting = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_secs(60)).await;
            limits.edge.limits.forget();
        }
    });

    let (stop_jobs, stopping_jobs) = tokio::sync::watch::channel(false);
    let worker = backend.clone();
    let jobs = tokio::spawn(async move { worker.run_jobs(stopping_jobs).await });

    let handle = Handle::new();
    let stopping = tokio::spawn(stop_when_told(handle.clone())?);
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    tracing::info!(kind = "listening", address = %listen, tls = tls.is_some());
    let served = match tls {
        None => {
            let mut server = axum_server::bind(listen).handle(handle);
            be_patient_within_limits(server.http_builder());
            server.serve(service).await
        }
        Some((certificate, key)) => {
            // Refused only when one is chosen already.
            _ = rustls::crypto::ring::default_provider().install_default();
            let tls = RustlsConfig::from_pem_file(certificate, key).await.context("NS_TLS_CERT and NS_TLS_KEY")?;
            let mut server = axum_server::bind_rustls(listen, tls).handle(handle);
            be_patient_within_limits(server.http_builder());
            server.serve(service).await
        }
    };
    stopping.abort();
    forgetting.abort();
    // A job under way is finished; one that takes too long comes back when its lease ends.
    _ = stop_jobs.send(true);
    _ = tokio::time::timeout(GRACE, jobs).await;
    backend.close().await;
    served.with_context(|| format!("listening on {listen}"))?;
    tracing::info!(kind = "stopped");
    Ok(())
}

/// N3, N5, T15: in production the server does not start on a weak ground. A database that is still starting gets time.
async fn refuse_what_is_wrong(backend: &Backend) -> Result<()> {
    let mut wrong = Vec::new();
    for _ in 0..10 {
        let findings = backend.inspect().await;
        wrong =
            findings.into_iter().filter(|finding| finding.level == Level::Wrong).map(|finding| finding.what).collect();
        if !wrong.iter().any(|what| what.contains("cannot connect") || what.contains("does not answer")) {
            break;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
    if !wrong.is_empty() {
        bail!("refusing to start in production: {}", wrong.join("; "));
    }
    Ok(())
}

fn be_patient_within_limits(builder: &mut hyper_util::server::conn::auto::Builder<hyper_util::rt::TokioExecutor>) {
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEADER_TIME).max_buf_size(HEADER_BYTES);
    let size = u32::try_from(HEADER_BYTES).unwrap_or(u32::MAX);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(size)
        .max_concurrent_streams(100)
        .keep_alive_interval(Duration::from_secs(30))
        .keep_alive_timeout(HEADER_TIME);
}

/// TERM (a supervisor) and INT (a person at a terminal) mean the same.
fn stop_when_told(handle: Handle<SocketAddr>) -> Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate()).context("listening for TERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("listening for INT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!(kind = "stopping");
        handle.graceful_shutdown(Some(GRACE));
    })
}

/// JSON for machines in production, one readable line in development; `NS_LOG` is an `EnvFilter`.
fn log_as(mode: Mode) {
    let filter = EnvFilter::try_from_env("NS_LOG").unwrap_or_else(|_| EnvFilter::new("info,tower_sessions=error"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match mode {
        Mode::Production => log.json().flatten_event(true).init(),
        Mode::Development => log.compact().with_target(false).with_ansi(std::io::stderr().is_terminal()).init(),
    }
}
