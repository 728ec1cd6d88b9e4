//! The process: reads the command line and answers with a status. What goes wrong is one line, not a trace.

mod cli;
mod config;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match cli::run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&error);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "the one place that speaks to the person who started the process")]
fn complain(error: &anyhow::Error) {
    eprintln!("nutriscope: {error:#}");
}
