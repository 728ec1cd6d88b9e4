//! Each rule fires on a bad sample and stays silent on its good neighbour. Samples are put together from pieces.

use std::path::Path;

use super::{bundle, source, tree};

fn source_finds(path: &str, text: &str) -> bool {
    !source::check(path, text).is_empty()
}

#[test]
fn long_files_are_found() {
    assert!(!source_finds("app/src/lib.rs", &"//\n".repeat(400)));
    assert!(source_finds("app/src/lib.rs", &"//\n".repeat(401)));
    assert!(source_finds("style/main.css", &"\n".repeat(401)));
}

#[test]
fn silenced_lints_are_found() {
    assert!(source_finds("app/src/lib.rs", concat!("    #[al", "low(dead_code)]")));
    assert!(source_finds("app/src/lib.rs", concat!("#![al", "low(clippy::all)]")));
    assert!(!source_finds("app/src/lib.rs", "#[expect(dead_code, reason = \"…\")]"));
}

#[test]
fn unfinished_work_is_found() {
    assert!(source_finds("migrations/1.sql", concat!("-- TO", "DO: index")));
    assert!(source_finds("dev", concat!("# FIX", "ME")));
    assert!(!source_finds("dev", "# to do without a tool"));
}

#[test]
fn database_calls_stay_behind_their_wall() {
    let call = concat!("sql", "x::query(\"…\")");
    for path in ["app/src/journal/api.rs", "server/src/main.rs", "crates/insight/src/lib.rs", "app/src/tests.rs"] {
        assert!(source_finds(path, call), "{path}");
    }
    for path in
        ["crates/backend/src/db.rs", "crates/testkit/src/lib.rs", "server/tests/http.rs", "server/src/x/tests.rs"]
    {
        assert!(!source_finds(path, call), "{path}");
    }
}

#[test]
fn source_is_known_by_name_or_first_line() {
    assert!(source::is_source("app/src/lib.rs", b""));
    assert!(source::is_source("dev", b"#!/usr/bin/env bash"));
    assert!(!source::is_source("docs/setup.md", b"#!"));
    assert!(!source::is_source("LICENSE", b"text"));
}

#[test]
fn server_crates_in_the_browser_are_found() {
    let whole = "frontend v0.1.0\napp v0.1.0\nleptos v0.9.0\n";
    assert_eq!(tree::check(whole), [""; 0]);
    for name in [
        "sqlx",
        "sqlx-core",
        "tokio",
        "axum",
        "async-stripe",
        "stripe_standin",
        "argon2",
        "aes-gcm",
        "lettre",
        "backend",
    ] {
        let found = tree::check(&format!("{whole}{name} v1.0.0\n"));
        assert_eq!(found.len(), 1, "{name}: {found:?}");
    }
    // A tree without the app, say of a command that printed nothing, is no proof.
    assert_eq!(tree::check("").len(), 1);
}

#[test]
fn sql_and_secrets_in_the_bundle_are_found() {
    let none: [String; 0] = [];
    for bad in ["SELECT 1", "INSERT INTO t", "insert into t", "a.b authz.uid()", "STRIPE_SECRET_KEY", "DATABASE_URL"] {
        assert_eq!(bundle::check("a.wasm", format!("\0{bad}\u{1}").as_bytes(), &none).len(), 1, "{bad}");
    }
    assert!(bundle::check("a.js", b"select a slot, delete it from the list, update your meal", &none).is_empty());
}

#[test]
fn canaries_are_found_and_not_printed() {
    let canaries = [String::new(), "canary-5f2e".to_owned()];
    let found = bundle::check("a.wasm", b"\0..canary-5f2e..", &canaries);
    assert_eq!(found.len(), 1);
    assert!(!found[0].contains("5f2e"), "{found:?}");
    assert!(bundle::check("a.wasm", b"clean", &canaries).is_empty());
}

#[test]
fn compressed_twins_are_skipped() {
    assert!(bundle::is_searched(Path::new("pkg/a.wasm")));
    assert!(!bundle::is_searched(Path::new("pkg/a.wasm.br")));
}
