//! There is one way in for what is typed (N9): a field that is read by hand, past the input types, fails here.

#![expect(clippy::unwrap_used, reason = "a failure here fails the test")]

use std::path::{Path, PathBuf};

/// How texts, days, moments and amounts are read by hand.
const BY_HAND: [&str; 9] = [
    ".chars().count()",
    ".is_control(",
    "char::is_control",
    "parse_from_str(",
    "parse_from_rfc3339(",
    "parse::<NaiveDate",
    "parse::<DateTime",
    "parse::<f64>",
    "parse::<i32>",
];

/// The types themselves.
const TYPES: [&str; 7] =
    ["text/mod.rs", "text/hidden.rs", "day.rs", "instant.rs", "amount.rs", "address.rs", "password.rs"];

/// What reads something that nobody typed into a field of text.
const NAMED: [(&str, &str); 2] = [
    ("account.rs", ".chars().count()"), // the length of a recovery code, of which nothing is kept
    ("booking/week.rs", "parse_from_str("), // times of a week
];

fn walk(at: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(at).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn nothing_typed_is_read_past_the_input_types() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    walk(&here.join("src"), &mut files);
    let of_contract = files.len();
    let mut pages = Vec::new();
    walk(&here.join("../../app/src"), &mut pages);
    files.extend(pages.into_iter().filter(|path| path.ends_with("api.rs") || path.ends_with("manage.rs")));
    assert!(of_contract > 40 && files.len() > of_contract + 15, "{of_contract} {}", files.len());
    let (mut read, mut past) = (0, Vec::new());
    for path in files {
        let name = path.to_string_lossy().replace('\\', "/");
        if TYPES.iter().any(|own| name.ends_with(&format!("contract/src/{own}"))) || name.ends_with("tests.rs") {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let product = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
        for (at, line) in product.lines().enumerate() {
            read += 1;
            let code = line.split("//").next().unwrap();
            for pattern in BY_HAND.iter().filter(|pattern| code.contains(**pattern)) {
                if !NAMED.iter().any(|(file, of)| name.contains(file) && pattern.starts_with(of)) {
                    past.push(format!("{name}:{}: {pattern}", at + 1));
                }
            }
        }
    }
    println!("{read} lines read");
    assert!(past.is_empty(), "read it through contract::text, day, instant or amount:\n{}", past.join("\n"));
}
