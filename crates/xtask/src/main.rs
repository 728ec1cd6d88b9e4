//! Builds the site folder and checks the fences of the code base. Run through `./dev`, which gives the paths.
//!
//! Three commands, each a module: `site`, `fences` and `circles`. A new chore is a module with one `run(&Args) -> Result<()>`
//! and one line in `Command`; progress and results go through `say`, so that there is one place that prints.

mod circles;
mod fences;
mod site;

use std::{io::Write, process::ExitCode};

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "xtask", about = "Builds the site and checks the fences of the code base")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Turn the frontend's WASM, the styles and the assets into a site folder with hashed, compressed files
    Site(site::Args),
    /// Check the walls between the crates, the file sizes and what the browser is given
    Fences(fences::Args),
    /// Check that no module imports another that imports it back
    Circles(circles::Args),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Site(args) => site::run(&args),
        Command::Fences(args) => fences::run(&args),
        Command::Circles(args) => circles::run(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("xtask: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// One line on standard output. A closed pipe (`xtask … | head`) is no error worth reporting.
fn say(line: &str) {
    let _closed_pipe = writeln!(std::io::stdout(), "{line}");
}
