//! Places of the repository as the documents name them.

use std::path::PathBuf;

const FOLDERS: [&str; 9] =
    ["app/", "server/", "frontend/", "crates/", "migrations/", "end2end/", "style/", "docs/", "dev.d/"];

pub fn root() -> PathBuf {
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("../..")
}

/// What stands in backticks and looks like a place: `folder/file`, `folder/file::name`, `…/other::name`, `…::name`.
pub fn places(text: &str) -> Vec<(String, Option<String>)> {
    let mut found: Vec<(String, Option<String>)> = Vec::new();
    for token in text.split('`').skip(1).step_by(2) {
        let (path, name) = match token.split_once("::") {
            Some((path, name)) => (path, Some(name.to_owned())),
            None => (token, None),
        };
        let before = found.last().map(|(path, _)| path.clone()).unwrap_or_default();
        let path = match path.strip_prefix('…') {
            Some("") => before,
            Some(rest) => format!("{}{rest}", before.rsplit_once('/').map_or("", |(folder, _)| folder)),
            None => path.to_owned(),
        };
        if FOLDERS.iter().any(|folder| path.starts_with(folder)) && !path.contains([' ', '*', '…', '{']) {
            found.push((path, name));
        }
    }
    found
}
