//! The control register names real files and real tests: a row that points nowhere is a promise nobody keeps.
#![expect(clippy::unwrap_used, reason = "a failure in arranging fails the test")]

mod places;

use std::path::Path;

use places::{places, root};

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
