//! `nutriscope serve`: listens until it is told to stop, then finishes what it began.

use std::future::Future;
use std::io::IsTerminal;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use axum_server::Handle;
use backend::Backend;
use backend::clock::Clock;
use backend::config::Mode;
use backend::doctor::Level;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

use crate::config;
use crate::edge::panics;
use crate::listen;
use crate::router::router;
use crate::state::App;

/// How long requests under way may take to end after the signal.
const GRACE: Duration = Duration::from_secs(20);

/// What is logged where `NS_LOG` says nothing. The session layer's own lines would name sessions.
pub const LOGGED: &str = "info,tower_sessions=error";

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
    refuse_what_was_erased(&backend).await?;
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
    let jobs = tokio::spawn(async move {
        // What was written before entries were sealed is sealed now; without any this starts nothing.
        if let Err(refusal) = worker.start_sealing().await {
            refusal.into_app("sealing");
        }
        worker.run_jobs(stopping_jobs).await;
    });

    let handle = Handle::new();
    let stopping = tokio::spawn(stop_when_told(handle.clone())?);
    let patience = app.edge.patience;
    let listener = std::net::TcpListener::bind(listen).with_context(|| format!("listening on {listen}"))?;
    tracing::info!(kind = "listening", address = %listen, tls = tls.is_some());
    let served = listen::serve(listener, tls, router(app), patience, handle).await;
    stopping.abort();
    forgetting.abort();
    // A job under way is finished; one that takes too long comes back when its lease ends.
    _ = stop_jobs.send(true);
    _ = tokio::time::timeout(GRACE, jobs).await;
    backend.close().await;
    served?;
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

/// T14: a restored backup must forget again what was erased since, before anybody sees it.
async fn refuse_what_was_erased(backend: &Backend) -> Result<()> {
    let mut asked = backend.unapplied_erasures().await;
    // A database that is still starting gets time.
    for _ in 0..10 {
        if asked.is_ok() {
            break;
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        asked = backend.unapplied_erasures().await;
    }
    let unapplied =
        asked.map_err(|_| anyhow::anyhow!("the ledger of erasures cannot be compared with the database"))?;
    if !unapplied.is_empty() {
        bail!("{} erasures are not in this database: run `nutriscope reapply-erasures` first", unapplied.len());
    }
    Ok(())
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
    let filter = EnvFilter::try_from_env("NS_LOG").unwrap_or_else(|_| EnvFilter::new(LOGGED));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match mode {
        Mode::Production => log.json().flatten_event(true).init(),
        Mode::Development => log.compact().with_target(false).with_ansi(std::io::stderr().is_terminal()).init(),
    }
}
