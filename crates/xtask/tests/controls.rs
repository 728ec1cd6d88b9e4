//! The control register names real files and real tests: a row that points nowhere is a promise nobody keeps.
#![expect(clippy::unwrap_used, reason = "a failure in arranging fails the test")]

use std::path::{Path, PathBuf};

const FOLDERS: [&str; 9] =
    ["app/", "server/", "frontend/", "crates/", "migrations/", "end2end/", "style/", "docs/", "dev.d/"];

fn root() -> PathBuf {
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("../..")
}

/// What stands in backticks and looks like a place: `folder/file`, `folder/file::name`, `…/other::name`, `…::name`.
fn places(text: &str) -> Vec<(String, Option<String>)> {
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

/// The file is there and, where a name is given, holds it; a folder's files count as the folder.
fn stands(root: &Path, path: &str, name: Option<&str>) -> bool {
    let place = root.join(path);
    let Some(name) = name.map(|name| name.rsplit("::").next().unwrap_or(name)) else { return place.exists() };
    let holds = |file: &Path| std::fs::read_to_string(file).is_ok_and(|text| text.contains(name));
    if place.is_dir() {
        return std::fs::read_dir(place).unwrap().any(|entry| holds(&entry.unwrap().path()));
    }
    holds(&place)
}

#[test]
fn every_row_points_to_something() {
    let root = root();
    let register = std::fs::read_to_string(root.join("docs/controls.md")).unwrap();
    let places = places(&register);
    assert!(places.len() > 60, "only {} places were read", places.len());
    let wrong: Vec<_> = places.iter().filter(|(path, name)| !stands(&root, path, name.as_deref())).collect();
    assert!(wrong.is_empty(), "docs/controls.md names what is not there: {wrong:#?}");
}

#[test]
fn a_place_is_read_as_it_is_written() {
    let text =
        "kept in `app/src/access.rs::find_rule`, `…::RULES`, `…/ctx.rs`, `NS_MODE`, `crates/backend/tests/people`";
    let read: Vec<_> = places(text).into_iter().map(|(path, name)| (path, name.unwrap_or_default())).collect();
    let expected = [
        ("app/src/access.rs", "find_rule"),
        ("app/src/access.rs", "RULES"),
        ("app/src/ctx.rs", ""),
        ("crates/backend/tests/people", ""),
    ];
    assert_eq!(read, expected.map(|(path, name)| (path.to_owned(), name.to_owned())));
    assert!(!stands(&root(), "app/src/access.rs", Some("no_such_name_anywhere")));
    assert!(!stands(&root(), "app/src/no_such_file.rs", None));
}
