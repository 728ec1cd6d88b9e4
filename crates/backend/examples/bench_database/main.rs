//! What the database is asked for a page, and what row security adds to it, on the running server and committed queries.
//!
//! The server talks to Postgres through a relay that writes down what passes (`wire`), so the figures are those of the
//! pages as they are, and no query is repeated here. Prints `metric value unit` and `gate name ok|BROKEN (limit)`, tab
//! separated; ends with 1 when a gate is broken. Gates are counts; times are printed and never judged.
//! Needs `NS_TEST_BOOTSTRAP_URL`, `NS_SERVER` and `NS_SITE_DIR`; `--large` takes a million entries instead of 50,000.
//! `--with PROGRAM…` measures nothing itself: it runs PROGRAM beside the server and the same people, who are signed in
//! (`BENCH_CLIENT_SESSION`, `BENCH_PRACTICE_SESSION`; one client's page is that of `BENCH_CLIENT`).
//! A new page: a line in `pages::list`.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench prints its figures and stops at whatever is in its way"
)]

mod pages;
mod plan;
mod practice;
mod report;
mod row_security;
mod server;
mod wire;

use practice::Practice;
use report::Report;
use server::Server;

/// Entries of one client, over `DAYS` days.
const ENTRIES: i32 = 250;
const DAYS: i32 = 100;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() -> std::process::ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let clients = if words.iter().any(|word| word == "--large") { 4_000 } else { 200 };
    let mut practice = Practice::build(clients).await;
    if let Some(at) = words.iter().position(|word| word == "--with") {
        return with(&practice, &words[at + 1..]).await;
    }
    let mut report = Report::default();
    report.metric("clients", clients, "count");
    report.metric("entries", practice.entries().await, "count");

    let (port, record) = wire::relay(practice.socket_folder()).await;
    let server = Server::start(&practice, port).await;
    let asked = pages::measure(&mut report, &practice, &server, &record).await;
    drop(server);

    let longest = plan::measure(&mut report, &practice, &asked).await;
    for (name, statements, statement) in longest {
        row_security::measure(&mut report, &practice, name, statements, statement).await;
    }
    report.end()
}

async fn with(practice: &Practice, program: &[String]) -> std::process::ExitCode {
    let (port, _) = wire::relay(practice.socket_folder()).await;
    let server = Server::start(practice, port).await;
    let (program, words) = program.split_first().expect("--with PROGRAM");
    let ended = std::process::Command::new(program)
        .args(words)
        .env("NS_PUBLIC_URL", &server.base)
        .env("BENCH_CLIENT_SESSION", practice.maya.cookie.clone())
        .env("BENCH_PRACTICE_SESSION", practice.ruth.cookie.clone())
        .env("BENCH_CLIENT", practice.maya.member.to_string())
        .status()
        .expect("the program starts");
    if ended.success() { std::process::ExitCode::SUCCESS } else { std::process::ExitCode::FAILURE }
}
