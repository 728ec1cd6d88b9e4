//! What the frontend depends on: nothing that belongs to the server may be compiled into the browser's half.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, ensure};

/// Whole names; a name with a star stands for all that begin with it.
const BANNED: [&str; 12] = [
    "aes-gcm",
    "argon2",
    "async-stripe*",
    "axum",
    "axum-*",
    "backend",
    "lettre",
    "sqlx",
    "sqlx-*",
    "stripe*",
    "tokio",
    "tokio-*",
];

/// The dependencies of both modules for the browser, one `name version` a line.
///
/// # Errors
/// `cargo tree` did not answer.
pub fn frontend(root: &Path) -> Result<String> {
    let args =
        "tree --locked -p frontend -p verifier --target wasm32-unknown-unknown -e normal --prefix none --format {p}";
    let done = Command::new("cargo").args(args.split(' ')).current_dir(root).output().context("cargo not found")?;
    ensure!(done.status.success(), "cargo tree: {}", String::from_utf8_lossy(&done.stderr).trim());
    Ok(String::from_utf8_lossy(&done.stdout).into_owned())
}

/// One line per banned crate in the output of `cargo tree`. An empty tree is a breach too: it proves nothing.
pub fn check(tree: &str) -> Vec<String> {
    let mut names: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    names.sort_unstable();
    names.dedup();
    if !names.contains(&"app") {
        return vec!["frontend: the dependency tree does not hold app: islands would be dropped silently".to_owned()];
    }
    let banned = names.into_iter().filter(|name| BANNED.iter().any(|rule| matches(rule, name)));
    banned
        .map(|name| format!("frontend: depends on {name}, which belongs to the server (cargo tree -i {name})"))
        .collect()
}

fn matches(rule: &str, name: &str) -> bool {
    match rule.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => rule == name,
    }
}
