//! What there is to feed, read from the source: the functions with their arguments, the names that addresses carry, and
//! a fitting value for each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use contract::consent::AnswersInput;
use contract::journal::{ItemInput, MealInput, SleepInput, SymptomInput};
use contract::registers::{Item, Register};
use uuid::Uuid;

/// Source files of a folder, read.
fn sources(folder: &str) -> Vec<String> {
    fn walk(at: &Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder), &mut found);
    found
}

/// Every server function as it is written: its endpoint, and the names and types of its arguments.
pub(super) fn functions() -> BTreeMap<String, Vec<(String, String)>> {
    let mut found = BTreeMap::new();
    for source in sources("app/src") {
        for part in source.split("\n#[server(endpoint = \"").skip(1) {
            let (endpoint, rest) = part.split_once('"').unwrap();
            let (_, rest) = rest.split_once("pub async fn ").unwrap();
            let (_, rest) = rest.split_once('(').unwrap();
            let (arguments, _) = rest.split_once(") -> Result<").unwrap();
            let arguments = arguments.replace("#[server(default)]", "").replace("<String, String>", "<String>");
            let pairs = arguments.split(',').filter_map(|one| one.split_once(':'));
            let pairs = pairs.map(|(name, kind)| (name.trim().to_owned(), kind.trim().to_owned())).collect();
            found.insert(format!("/api/{endpoint}"), pairs);
        }
    }
    found
}

/// The names of the form fields of an argument. A type that is not known here has to be: say its fields.
pub(super) fn fields(name: &str, kind: &str) -> Vec<String> {
    fn flat(at: &str, value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(map) => map.iter().for_each(|(k, v)| flat(&format!("{at}[{k}]"), v, found)),
            serde_json::Value::Array(list) => {
                list.iter().enumerate().for_each(|(k, v)| flat(&format!("{at}[{k}]"), v, found));
            }
            _ => found.push(at.to_owned()),
        }
    }
    let mut found = Vec::new();
    let kind = kind.rsplit("::").next().unwrap_or(kind);
    match (name, kind.trim_end_matches('>')) {
        (_, "String" | "Uuid" | "u32" | "i64" | "Option<String" | "Option<Uuid") => found.push(name.to_owned()),
        (_, "MealInput") => {
            let meal = MealInput { items: vec![ItemInput::default()], ..MealInput::default() };
            flat(name, &serde_json::to_value(meal).unwrap(), &mut found);
        }
        (_, "SymptomInput") => flat(name, &serde_json::to_value(SymptomInput::default()).unwrap(), &mut found),
        (_, "SleepInput") => flat(name, &serde_json::to_value(SleepInput::default()).unwrap(), &mut found),
        (_, "AnswersInput") => flat(name, &serde_json::to_value(AnswersInput::default()).unwrap(), &mut found),
        (_, "WeekInput") => found.extend(["1_0_from", "1_0_to", "7_2_to", "copy"].map(|at| format!("{name}[{at}]"))),
        ("fields", "BTreeMap<String") => {
            let all: BTreeSet<_> =
                Register::ALL.iter().flat_map(|register| register.fields()).map(|field| field.posted()).collect();
            found.extend(all);
        }
        ("ticked", "BTreeMap<String") => found.extend(Item::ALL.map(|item| format!("{name}[{}]", item.as_str()))),
        (name, kind) => unreachable!("say here which fields {name}: {kind} has"),
    }
    found
}

/// Fitting values by name, of the sweep that keeps one for every argument.
pub(super) fn fitting() -> BTreeMap<String, String> {
    let source = include_str!("../../http/sweep.rs");
    let (_, list) = source.split_once("pub const FILLED").unwrap();
    let (list, _) = list.split_once("];").unwrap();
    let mut found = BTreeMap::new();
    for line in list.lines() {
        let Some((name, value)) =
            line.trim().strip_prefix("(\"").and_then(|line| line.strip_suffix("),")?.split_once("\", "))
        else {
            continue;
        };
        let value = if value == "ID" { Uuid::nil().to_string() } else { value.trim_matches('"').to_owned() };
        found.insert(name.to_owned(), value);
    }
    found
}

/// The names that addresses may carry behind their question mark, as the pages read them.
pub(super) fn query_names() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for source in sources("app/src").into_iter().chain(sources("crates/contract/src")) {
        for part in source.split("struct ").skip(1) {
            let Some((name, rest)) = part.split_once(" {") else { continue };
            if !(name.ends_with("Query") || name == "Wanted") {
                continue;
            }
            let (inside, _) = rest.split_once('}').unwrap();
            let fields = inside.lines().filter_map(|line| line.trim().trim_start_matches("pub ").split_once(':'));
            names.extend(fields.map(|(name, _)| name.to_owned()).filter(|name| !name.starts_with(['/', '#'])));
        }
    }
    names
}
