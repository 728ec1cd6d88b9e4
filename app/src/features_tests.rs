//! The matrix against what is really there. `NS_WRITE_SNAPSHOTS=1` writes `docs/access-matrix.md` anew.

use super::*;
use crate::access::{Role, Status};
use std::collections::BTreeSet;

fn endpoints() -> BTreeSet<String> {
    let functions = server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned());
    let files = FILES.iter().map(|file| (*file).to_owned());
    pages().map(|page| page.rule.endpoint.to_owned()).chain(functions).chain(files).collect()
}

// T1: every page and function has a row, every row a page or function.
#[test]
fn every_endpoint_has_one_rule() {
    let rules: Vec<_> = RULES.iter().map(|rule| rule.endpoint.to_owned()).collect();
    let set: BTreeSet<_> = rules.iter().cloned().collect();
    assert_eq!(set.len(), rules.len(), "two rules for one endpoint");
    let open: Vec<_> = endpoints().difference(&set).cloned().collect();
    assert!(open.is_empty(), "without a rule: {open:?}");
    let stale: Vec<_> = set.difference(&endpoints()).cloned().collect();
    assert!(stale.is_empty(), "rules for nothing: {stale:?}");
}

// T1: anything under a portal needs that portal's role.
#[test]
fn portals_are_never_open_to_anyone() {
    for rule in RULES.iter() {
        let portal = ["/me", "/practice", "/clinic"].iter().any(|portal| rule.endpoint.starts_with(portal));
        assert!(!rule.roles.is_empty(), "{} has no role", rule.endpoint);
        assert!(!portal || !rule.roles.contains(&Role::Anyone), "{} is open", rule.endpoint);
    }
}

// T1 N2: a row that reaches into a client's record says by what it opens.
#[test]
fn rows_that_reach_a_record_say_how_it_opens() {
    let records = ["journal", "review", "caseload", "seen mark", "care relationship", "appointment", "access"];
    for rule in RULES.iter().filter(|rule| records.contains(&rule.resource)) {
        let own_list = rule.roles == [Role::Practitioner] && rule.resource == "access";
        assert!(!rule.opens.is_empty() || own_list || rule.roles.contains(&Role::Anyone), "{}", rule.endpoint);
        assert!(!rule.opens.contains(&Status::Own) || rule.roles == [Role::Client], "{}", rule.endpoint);
    }
}

#[test]
fn functions_change_state_only_by_post() {
    for (path, method) in server_fn::axum::server_fn_paths() {
        assert_eq!(method, http::Method::POST, "{path}");
    }
}

// T1: doors and jobs are named once, and none of them is a page or a function besides.
#[test]
fn doors_and_jobs_are_named_once() {
    let doors: Vec<_> = crate::doors::DOORS.iter().map(|door| door.path).collect();
    let jobs: Vec<_> = backend::features::JOBS.iter().map(|kind| kind.name).collect();
    for names in [&doors, &jobs] {
        let set: BTreeSet<_> = names.iter().collect();
        assert_eq!(set.len(), names.len(), "{names:?}");
    }
    for door in doors {
        assert!(RULES.iter().all(|rule| !rule.endpoint.starts_with(door)), "{door}");
    }
}

// T1: the matrix is a reviewed file.
#[test]
fn the_committed_matrix_is_this_one() {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").unwrap();
    let file = std::path::Path::new(&package).join("../docs/access-matrix.md");
    if std::env::var_os("NS_WRITE_SNAPSHOTS").is_some() {
        std::fs::write(&file, markdown()).unwrap();
    }
    let committed = std::fs::read_to_string(file).unwrap_or_default();
    assert_eq!(committed, markdown(), "look at the change, then run with NS_WRITE_SNAPSHOTS=1");
}
