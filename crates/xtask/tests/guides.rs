//! The guide for contributors shows code as it is: every example stands in the file that is named before it, and every file
//! that is named is there.
#![expect(clippy::unwrap_used, reason = "a failure in arranging fails the test")]

use std::path::PathBuf;

fn root() -> PathBuf {
    PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("../..")
}

/// Text with the spaces at the beginning and end of its lines taken away, so that an example may stand further left.
fn bare(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Paths in backticks, in order, with where they stand.
fn paths(text: &str) -> Vec<(usize, String)> {
    let mut at = 0;
    let mut found = Vec::new();
    for (n, part) in text.split('`').enumerate() {
        let is_path = n % 2 == 1 && part.contains('/') && !part.contains([' ', '\n', '…', '<']);
        if is_path && !part.starts_with('/') {
            found.push((at, part.to_owned()));
        }
        at += part.len() + 1;
    }
    found
}

/// Blocks that are set in by four spaces, with where they begin. Commands are not code.
fn blocks(text: &str) -> Vec<(usize, String)> {
    let (mut at, mut found): (usize, Vec<(usize, String)>) = (0, Vec::new());
    let mut inside = false;
    for line in text.split_inclusive('\n') {
        let is_code = line.starts_with("    ");
        match found.last_mut().filter(|_| inside && is_code) {
            Some((_, block)) => block.push_str(line),
            None if is_code => found.push((at, line.to_owned())),
            None => {}
        }
        inside = is_code;
        at += line.len();
    }
    found.retain(|(_, block)| !block.contains("cargo test"));
    found
}

#[test]
fn examples_are_the_code() {
    let guide = std::fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let (paths, blocks) = (paths(&guide), blocks(&guide));
    assert!(blocks.len() >= 8 && paths.len() >= 10, "{} examples, {} paths", blocks.len(), paths.len());
    for (_, path) in &paths {
        assert!(root().join(path).exists(), "{path} is not there");
    }
    for (at, block) in blocks {
        let (_, path) = paths.iter().rfind(|(before, _)| *before < at).unwrap();
        let file = std::fs::read_to_string(root().join(path)).unwrap();
        assert!(bare(&file).contains(&bare(&block)), "{path} does not say any more:\n{block}");
    }
}

#[test]
fn an_example_is_found_whatever_its_indent() {
    let guide = "As in `a/b.rs`:\n\n    one {\n        two\n\nand then\n";
    assert_eq!(paths(guide), [(7, "a/b.rs".to_owned())]);
    assert_eq!(blocks(guide), [(17, "    one {\n        two\n".to_owned())]);
    assert_eq!(bare("  one {\n\n    two\n"), "one {\ntwo");
}
