//! No module of a crate imports another that imports it back: what can be read, tested and one day split off by itself has a
//! direction. Looks at the modules right under `src`, by what they name with `crate::`; tests may look anywhere.
//!
//! What stands at the root of a crate (`crate::Backend`) is nobody's module and is not counted.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail, ensure};

/// Imports that close a circle and are known. The list only gets shorter: one that is gone has to go from here, too.
const KNOWN: &[(&str, &str, &str)] = &[
    // The names of a kind's fields stand with the kind, and sentences about refused fields are said by `words`.
    ("app", "words", "journal"),
    // The page to sign in offers the passkey button.
    ("app", "identity", "account"),
    ("crates/contract", "identity", "team"),
    ("crates/stripe_standin", "ledger", "shapes"),
    ("crates/stripe_standin", "shapes", "api"),
    // The settings of the edge are types of the edge.
    ("server", "config", "edge"),
    ("server", "meters", "edge"),
    ("server", "state", "edge"),
    ("server", "web", "edge"),
];

/// From a module to those it names.
type Graph = BTreeMap<String, BTreeSet<String>>;

#[derive(clap::Args)]
pub struct Args {
    /// The root of the repository
    #[arg(long, default_value = ".")]
    root: PathBuf,
}

pub fn run(args: &Args) -> Result<()> {
    let mut counted = (0, 0);
    for member in members(&args.root)? {
        let mut graph = graph(&args.root.join(&member).join("src"))?;
        counted = (counted.0 + 1, counted.1 + graph.len());
        for (_, from, to) in KNOWN.iter().filter(|(of, ..)| *of == member) {
            let is_there = graph.get_mut(*from).is_some_and(|named| named.remove(*to));
            ensure!(is_there, "{member}: {from} imports {to} no longer: take it off the list in xtask's circles.rs");
        }
        if let Some(circle) = circle(&graph) {
            bail!("{member}: a circle of imports: {}", circle.join(" → "));
        }
    }
    crate::say(&format!(
        "{} modules of {} crates, no circle but the {} known imports",
        counted.1,
        counted.0,
        KNOWN.len()
    ));
    Ok(())
}

/// The folders of the crates.
fn members(root: &Path) -> Result<Vec<String>> {
    let mut found = vec!["app".to_owned(), "server".to_owned()];
    for entry in fs::read_dir(root.join("crates"))? {
        found.push(format!("crates/{}", entry?.file_name().to_string_lossy()));
    }
    found.sort();
    Ok(found)
}

fn graph(src: &Path) -> Result<Graph> {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for entry in fs::read_dir(src)? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let is_root = ["lib", "main"].contains(&name.as_str());
        let is_module = path.is_dir() || path.extension().is_some_and(|end| end == "rs");
        if is_module && !is_root {
            read(&path, texts.entry(name).or_default())?;
        }
    }
    let names: BTreeSet<String> = texts.keys().cloned().collect();
    let named = |(module, text): (&String, &String)| {
        let named = named(text).into_iter().filter(|name| names.contains(name) && name != module).collect();
        (module.clone(), named)
    };
    Ok(texts.iter().map(named).collect())
}

/// The program's text of a file or a folder, without comments and tests.
fn read(path: &Path, text: &mut String) -> Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            read(&entry?.path(), text)?;
        }
        return Ok(());
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    if name.ends_with(".rs") && !name.ends_with("tests.rs") {
        let whole = fs::read_to_string(path)?;
        let program = whole.split("#[cfg(test)]").next().unwrap_or_default();
        let lines = program.lines().filter(|line| !line.trim_start().starts_with("//"));
        lines.for_each(|line| {
            text.push_str(line);
            text.push('\n');
        });
    }
    Ok(())
}

/// What is named behind `crate::`, also in braces: of `crate::{a::b, c}` it is `a` and `c`.
fn named(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        // Not the end of another word, such as `$crate::`'s own or `some_crate::`.
        if text[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
            continue;
        }
        let rest = &text[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            None => found.extend(word(rest)),
            Some(list) => {
                let (mut depth, mut begins) = (0, true);
                for (at, letter) in list.char_indices() {
                    match letter {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        ',' if depth == 0 => begins = true,
                        _ if letter.is_whitespace() => {}
                        _ => {
                            if begins && depth == 0 {
                                found.extend(word(&list[at..]));
                            }
                            begins = false;
                        }
                    }
                }
            }
        }
    }
    found
}

fn word(text: &str) -> Option<String> {
    let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

/// A way from a module back to itself.
fn circle(graph: &Graph) -> Option<Vec<String>> {
    fn walk(graph: &Graph, at: &str, way: &mut Vec<String>, done: &mut BTreeSet<String>) -> bool {
        if let Some(begin) = way.iter().position(|module| module == at) {
            way.drain(..begin);
            way.push(at.to_owned());
            return true;
        }
        if done.contains(at) {
            return false;
        }
        way.push(at.to_owned());
        let found = graph.get(at).into_iter().flatten().any(|next| walk(graph, next, way, done));
        if !found {
            way.pop();
            done.insert(at.to_owned());
        }
        found
    }
    let mut done = BTreeSet::new();
    graph.keys().find_map(|module| {
        let mut way = Vec::new();
        walk(graph, module, &mut way, &mut done).then_some(way)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_is_found() {
        let text = "use crate::jobs::{Failure, Job};\nuse crate::{\n    db::{Client, self},\n    mail,\n};\nlet x = crate::clock::now();";
        let found: Vec<_> = named(text).into_iter().collect();
        assert_eq!(found, ["clock", "db", "jobs", "mail"]);
        assert!(named("use my_crate::jobs;").is_empty());
    }

    #[test]
    fn a_circle_is_named_from_where_it_begins() {
        let edges = [("a", vec!["b"]), ("b", vec!["c"]), ("c", vec!["d"]), ("d", vec!["b"])];
        let to_graph = |edges: &[(&str, Vec<&str>)]| -> Graph {
            edges
                .iter()
                .map(|(from, to)| ((*from).to_owned(), to.iter().map(|to| (*to).to_owned()).collect()))
                .collect()
        };
        assert_eq!(circle(&to_graph(&edges)).unwrap(), ["b", "c", "d", "b"]);
        assert_eq!(circle(&to_graph(&edges[..3])), None);
    }
}
