//! What the browser is given: no SQL, no name of a secret, no secret. // N10
//!
//! SQL in upper case is found by its verbs; in lower case only by words that no sentence on a screen has.

use std::path::Path;

const SQL: [&str; 10] = [
    "SELECT ",
    "INSERT INTO",
    "DELETE FROM",
    "CREATE TABLE",
    "select * from",
    "insert into ",
    "delete from ",
    "set_config(",
    "authz.",
    "app.token",
];

const SECRETS: [&str; 8] = [
    "STRIPE_SECRET",
    "STRIPE_WEBHOOK",
    "DATABASE_URL",
    "NS_MASTER_KEY",
    "NS_SECRET_FILE",
    "NS_SMTP_URL",
    "NS_MIGRATOR_URL",
    "NS_BOOTSTRAP_URL",
];

/// Text that a browser runs or reads as data. Compressed twins are skipped: they hold the same bytes.
pub fn is_searched(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    ["css", "html", "js", "json", "wasm", "webmanifest"].contains(&extension)
}

/// One line per forbidden word in a file of the site. A canary itself is never printed.
pub fn check(name: &str, bytes: &[u8], canaries: &[String]) -> Vec<String> {
    let mut findings = Vec::new();
    for word in SQL.iter().filter(|word| contains(bytes, word)) {
        findings.push(format!("{name}: holds SQL ({})", word.trim()));
    }
    for word in SECRETS.iter().filter(|word| contains(bytes, word)) {
        findings.push(format!("{name}: names the secret {word}"));
    }
    for (number, _) in (1..).zip(canaries).filter(|(_, canary)| !canary.is_empty() && contains(bytes, canary)) {
        findings.push(format!("{name}: holds canary {number}: a secret has reached the browser"));
    }
    findings
}

fn contains(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|window| window == word.as_bytes())
}
