//! The process `stripe_standin`: reads its options, serves until Ctrl-C or SIGTERM.

use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use stripe_standin::{Config, start};

/// A Stripe API in test mode on the loopback interface, for machines without keys.
#[derive(Parser)]
#[command(name = "stripe_standin", version)]
struct Options {
    /// Port on 127.0.0.1; 0 lets the system choose one.
    #[arg(long, env = "STRIPE_STANDIN_PORT", default_value_t = 4242)]
    port: u16,
    /// Where signed events go: plain http on the loopback interface.
    #[arg(long, env = "STRIPE_STANDIN_WEBHOOK_URL")]
    webhook_url: Option<String>,
    /// Signing secret `whsec_…`; several, separated by commas, sign each event once each, as during a rotation.
    #[arg(long, env = "STRIPE_WEBHOOK_SECRET", value_delimiter = ',', hide_env_values = true)]
    webhook_secret: Vec<String>,
    /// The only API key accepted; without it any `sk_test_…` or `rk_test_…` is.
    #[arg(long, env = "STRIPE_SECRET_KEY", hide_env_values = true)]
    secret_key: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    let config = Config {
        port: options.port,
        webhook_url: options.webhook_url,
        webhook_secrets: options.webhook_secret,
        secret_key: options.secret_key,
        retry_base: Duration::from_millis(500),
    };
    let running = match start(config).await {
        Ok(running) => running,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "stripe_standin: {error}");
            return ExitCode::FAILURE;
        }
    };
    let _ =
        writeln!(std::io::stdout(), "stripe_standin: listening on {} (test mode, nothing is charged)", running.base);
    stop_signal().await;
    running.stop();
    ExitCode::SUCCESS
}

/// Resolves on Ctrl-C and on SIGTERM, whichever the parent process uses.
async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminated) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminated.recv() => {}
    }
}
