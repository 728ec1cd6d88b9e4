//! What a new feature or a new kind of entry needs outside of its own files: counted in the source, so that it does not grow.
#![expect(clippy::unwrap_used, reason = "a failure in arranging fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

/// Lines for a feature in the list of all: the journal has two, its own and that of its kinds.
const MOST: usize = 2;

fn root() -> PathBuf {
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("../..")
}

/// Source files of a folder; tests and lists of test values are not the program.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            sources(&path, found);
        } else if name.ends_with(".rs") && !name.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

#[test]
fn a_feature_has_two_lines_in_the_list_at_most() {
    let list = fs::read_to_string(root().join("app/src/features.rs")).unwrap();
    let mut features = 0;
    for entry in fs::read_dir(root().join("app/src")).unwrap() {
        let folder = entry.unwrap().path();
        if !folder.join("feature.rs").exists() {
            continue;
        }
        features += 1;
        let named = format!("crate::{}::", folder.file_name().unwrap().to_string_lossy());
        let lines: Vec<_> = list.lines().filter(|line| line.contains(&named)).collect();
        assert!((1..=MOST).contains(&lines.len()), "{named} {lines:?}");
    }
    assert!(features > 15, "{features} features were found");
}

#[test]
fn a_kind_of_entry_is_named_in_its_own_files_alone() {
    let kinds = root().join("crates/contract/src/journal/kinds");
    let list = fs::read_to_string(kinds.join("mod.rs")).unwrap();
    let mut checked = 0;
    for entry in fs::read_dir(&kinds).unwrap() {
        let word = entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
        // Meals and symptoms were there before the list: totals, charts and the picker of foods are about them.
        if ["mod", "meal", "symptom"].contains(&word.as_str()) {
            continue;
        }
        checked += 1;
        let line = list.lines().find_map(|line| line.trim().strip_prefix(&format!("{word} "))?.strip_suffix(','));
        let kind = line.unwrap().to_owned();
        let names = [
            format!("journal::{kind}"),
            format!("{kind}Input"),
            format!("journal::{word}"),
            format!("Observation::{kind}"),
        ];
        let mut files = Vec::new();
        for folder in ["app/src", "server/src", "crates/backend/src", "crates/contract/src"] {
            sources(&root().join(folder), &mut files);
        }
        let elsewhere = files.iter().filter(|path| !path.to_string_lossy().contains("/journal/kinds/"));
        let named: Vec<_> = elsewhere
            .filter(|path| {
                let text = fs::read_to_string(path).unwrap();
                names.iter().any(|name| text.contains(name.as_str()))
            })
            .collect();
        assert!(named.is_empty(), "{kind} is named outside of its files: {named:?}");
    }
    assert!(checked > 0, "no kind was checked");
}
