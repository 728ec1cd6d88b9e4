//! `docs/walks.md` leads along files and functions that are there, in ten lines a walk.
#![expect(clippy::unwrap_used, reason = "a failure in arranging fails the test")]

mod places;

use std::path::Path;

use places::{places, root};

/// What stands before a name where it is written down and not only mentioned.
const DEFINES: [&str; 4] = ["fn", "struct", "enum", "const"];
const DEFINES_IN_SQL: [&str; 3] = ["function", "table", "trigger"];

/// The file is there and, where a name is given, is where it is written down; in SQL in whatever schema.
fn is_defined(root: &Path, path: &str, name: Option<&str>) -> bool {
    let Ok(text) = std::fs::read_to_string(root.join(path)) else { return false };
    let Some(name) = name else { return true };
    let sql = path.ends_with(".sql");
    text.lines().filter(|line| !sql || line.starts_with("create ")).any(|line| {
        let words: Vec<_> = line.split([' ', '(', '<']).collect();
        words.windows(2).any(|pair| match sql {
            true => DEFINES_IN_SQL.contains(&pair[0]) && pair[1].rsplit('.').next() == Some(name),
            false => DEFINES.contains(&pair[0]) && pair[1].trim_end_matches([':', ';']) == name,
        })
    })
}

/// The walks by their headings, each with its numbered lines.
fn walks(text: &str) -> Vec<(&str, Vec<&str>)> {
    let is_step = |line: &&str| line.split_once(". ").is_some_and(|(number, _)| number.parse::<u32>().is_ok());
    text.split("\n## ")
        .skip(1)
        .map(|walk| (walk.lines().next().unwrap(), walk.lines().filter(is_step).collect()))
        .collect()
}

#[test]
fn every_step_names_what_is_there() {
    let root = root();
    let text = std::fs::read_to_string(root.join("docs/walks.md")).unwrap();
    for (walk, steps) in walks(&text) {
        assert_eq!(steps.len(), 10, "{walk} has ten steps");
        for step in steps {
            let places = places(step);
            assert!(!places.is_empty(), "{walk}: a step names a file: {step}");
            for (path, name) in places {
                assert!(is_defined(&root, &path, name.as_deref()), "{walk}: {path} does not define {name:?}: {step}");
            }
        }
    }
}

#[test]
fn a_name_that_is_only_mentioned_is_not_where_it_is_written_down() {
    let root = root();
    let settle = "crates/backend/src/payment/settle.rs";
    assert!(is_defined(&root, settle, Some("settle")) && is_defined(&root, settle, Some("Trigger")));
    assert!(!is_defined(&root, settle, Some("find_checkout")), "called there, defined elsewhere");
    let queue = "migrations/bootstrap/06_operations.sql";
    assert!(is_defined(&root, queue, Some("claim_job")) && !is_defined(&root, queue, Some("client_of")));
    assert!(!is_defined(&root, settle, Some("settl")) && !is_defined(&root, "docs/no_such.md", None));
    assert_eq!(
        walks("# Top\n\n## One\ntext\n1. a\n2. b\n\n## Two\n"),
        [("One", vec!["1. a", "2. b"]), ("Two", vec![])]
    );
}
