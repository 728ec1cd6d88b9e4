//! The access matrix (T1): who may do what with what, for every page and every server function.
//!
//! Guarantee: closed unless a row opens it; the server answers 404 for a page or function without one, and `Ctx` opens
//! no transaction for a role that the row does not name. Which client's data it reaches is decided in the database.
//! The rows stand with the features (`<feature>/feature.rs`). To add an endpoint: one row there, then write the snapshot
//! anew (see `access_tests`).

mod kinds;

pub use kinds::{Action, Role, Rule, Status};

pub(crate) use kinds::rule;

use crate::features::{self, FEATURES, Feature};
use Role::{Admin, Client, FrontDesk, Practitioner};
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Everybody who is signed in: their own account.
pub(crate) const SIGNED_IN: &[Role] = &[Client, Practitioner, FrontDesk, Admin];

/// Every row: the pages and functions of all features.
pub static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    let rows = |feature: &&Feature| feature.pages.iter().map(|page| page.rule).chain(feature.functions.iter().copied());
    FEATURES.iter().flat_map(rows).collect()
});

/// By their endpoint; of two rows for one endpoint neither counts, so that a slip closes and never opens.
static BY_ENDPOINT: LazyLock<HashMap<&'static str, Option<&'static Rule>>> = LazyLock::new(|| {
    let mut found = HashMap::new();
    for rule in RULES.iter() {
        found.entry(rule.endpoint).and_modify(|row| *row = None).or_insert(Some(rule));
    }
    found
});

/// Whether what is said at an endpoint is there in both languages.
pub fn is_in_both(endpoint: &str) -> bool {
    static IN_BOTH: LazyLock<HashSet<&'static str>> =
        LazyLock::new(|| features::pages().filter(|page| page.in_both).map(|page| page.rule.endpoint).collect());
    IN_BOTH.contains(endpoint)
}

/// The row of an endpoint.
pub fn find_rule(endpoint: &str) -> Option<&'static Rule> {
    BY_ENDPOINT.get(endpoint).copied().flatten()
}

/// The matrix as the committed file shows it.
pub fn markdown() -> String {
    let mut rows: Vec<_> = RULES
        .iter()
        .map(|rule| {
            format!(
                "| `{}` | {} | {:?} | {:?} | {:?} | {:?} |\n",
                rule.endpoint, rule.resource, rule.action, rule.roles, rule.opens, rule.looks
            )
            .replace(['[', ']'], "")
        })
        .collect();
    rows.sort();
    format!(
        "# Access matrix\n\nWritten by the tests from `app/src/*/feature.rs`; whatever has no row is closed. After a change of a row \
         write it anew and look at the difference: `NS_WRITE_SNAPSHOTS=1 cargo test -p app --features ssr --lib matrix`.\n\n\
         | endpoint | resource | action | roles | a client's record opens by | the look in their log |\n|---|---|---|---|---|---|\n{}{}",
        rows.concat(),
        crate::doors::markdown()
    )
}

#[cfg(test)]
#[path = "access_tests.rs"]
mod tests;
