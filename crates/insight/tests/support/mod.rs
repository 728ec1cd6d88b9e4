//! The committed reference foods and queries, read once for tests and the bench example.

use insight::food_search::{FoodEntry, FoodIndex};
use std::path::PathBuf;

/// Asked for when it runs, as below: clones that share a build cache share compiled tests, and a path in them is a lie.
pub fn data(file: &str) -> PathBuf {
    package().join("../backend/data").join(file)
}

pub fn package() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs this").into()
}

pub fn unpack(file: &str) -> String {
    let packed = std::fs::read(data(file)).expect("the packed table is committed");
    let mut text = Vec::new();
    lzma_rs::xz_decompress(&mut packed.as_slice(), &mut text).expect("xz");
    String::from_utf8(text).expect("UTF-8")
}

pub fn foods() -> Vec<FoodEntry> {
    unpack("sr28/foods.tsv.xz").lines().skip(1).map(food).collect()
}

fn food(line: &str) -> FoodEntry {
    let columns: Vec<&str> = line.split('\t').collect();
    FoodEntry {
        id: columns[0].parse().expect("NDB number"),
        group: columns[1].to_owned(),
        name: columns[2].to_owned(),
        common_names: columns[3].to_owned(),
    }
}

/// One line of `food_queries.tsv`.
pub struct Expected {
    pub query: String,
    patterns: Vec<String>,
    class: String,
}

/// The queries the search was built with, and those (class `unseen`) written afterwards to see whether it holds beyond them.
pub fn queries() -> Vec<Expected> {
    [include_str!("../food_queries.tsv"), include_str!("../food_queries_unseen.tsv")]
        .iter()
        .flat_map(|table| table.lines().skip(1))
        .map(expected)
        .collect()
}

fn expected(line: &str) -> Expected {
    let columns: Vec<&str> = line.split('\t').collect();
    Expected {
        query: columns[0].to_owned(),
        patterns: columns[1].split(" | ").map(str::to_lowercase).collect(),
        class: columns[2].to_owned(),
    }
}

impl Expected {
    pub fn accepts(&self, name: &str) -> bool {
        self.patterns.iter().any(|pattern| like(pattern, &name.to_lowercase()))
    }

    pub fn class(&self) -> &str {
        &self.class
    }

    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }

    /// Place of the first acceptable food among the first five, from 0.
    pub fn place(&self, index: &FoodIndex) -> Option<usize> {
        index.search(&self.query, 5).hits.iter().position(|hit| self.accepts(&hit.name))
    }
}

/// `*` stands for anything.
pub fn like(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, rest)) => name.strip_prefix(start).is_some_and(|name| {
            let mut ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            ends.any(|at| like(rest, &name[at..]))
        }),
    }
}
