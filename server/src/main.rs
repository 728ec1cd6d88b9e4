//! The process: reads the command line and answers with a status. What goes wrong is one line, not a trace.

use std::process::ExitCode;

fn main() -> ExitCode {
    // One worker could wait for itself while it renders: there are two at least.
    let workers = std::thread::available_parallelism().map_or(2, |found| found.get().max(2));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build();
    let done = runtime.map_err(anyhow::Error::from).and_then(|runtime| runtime.block_on(server::cli::run()));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            server::cli::output::complain(&error);
            ExitCode::FAILURE
        }
    }
}
