//! Rules about tracked source files: length, silenced lints, unfinished work, SQL only behind its wall.
//!
//! The words searched for are put together from pieces: this file is searched as well.

/// Lines a file may have: what a reader can hold in the head.
const MOST_LINES: usize = 400;

const ALLOW: [&str; 2] = [concat!("#[al", "low("), concat!("#![al", "low(")];
const UNFINISHED: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];
const DATABASE: &str = concat!("sql", "x::");

/// True for source by its name, and for scripts without an extension by their first two bytes.
pub fn is_source(path: &str, bytes: &[u8]) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.') {
        Some((_, extension)) => ["rs", "css", "js", "mjs", "sql", "sh"].contains(&extension),
        None => bytes.starts_with(b"#!"),
    }
}

/// One line per breach in a source file; `path` is relative to the project folder.
pub fn check(path: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    let lines = text.lines().count();
    if lines > MOST_LINES {
        findings.push(format!("{path}: {lines} lines, {MOST_LINES} are allowed: split the file"));
    }
    for (number, line) in (1..).zip(text.lines()) {
        if path.ends_with(".rs") && ALLOW.iter().any(|word| line.contains(word)) {
            findings.push(format!("{path}:{number}: {}…)] hides a lint: use #[expect(…, reason = …)]", ALLOW[0]));
        }
        if let Some(word) = UNFINISHED.iter().find(|word| line.contains(**word)) {
            findings.push(format!("{path}:{number}: {word}: finish it, or write it down outside the source"));
        }
        if path.ends_with(".rs") && line.contains(DATABASE) && !may_touch_the_database(path) {
            findings.push(format!("{path}:{number}: {DATABASE} outside crates/backend: ask the backend instead"));
        }
    }
    findings
}

fn may_touch_the_database(path: &str) -> bool {
    let is_test = path.starts_with("server/tests/") || path.ends_with("/tests.rs") || path.ends_with("_tests.rs");
    path.starts_with("crates/backend/")
        || path.starts_with("crates/testkit/")
        || (path.starts_with("server/") && is_test)
}
