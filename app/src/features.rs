//! The features, a line each. The access matrix (T1), the router and the sweeps of the tests are made from this list.
//!
//! To add an endpoint: one row in its feature's `feature.rs`, then write the snapshot anew (see `features_tests`).

use crate::access::Rule;
use crate::feature::{Feature, Page};
use std::collections::HashMap;
use std::sync::LazyLock;

pub const FEATURES: &[&Feature] = &[
    &crate::account::feature::FEATURE,
    &crate::ai::feature::FEATURE,
    &crate::appearance::feature::FEATURE,
    &crate::audit::feature::FEATURE,
    &crate::booking::feature::FEATURE,
    &crate::caseload::feature::FEATURE,
    &crate::consent::feature::FEATURE,
    &crate::evidence::feature::FEATURE,
    &crate::export::feature::FEATURE,
    &crate::grants::feature::FEATURE,
    &crate::identity::feature::FEATURE,
    &crate::incidents::feature::FEATURE,
    &crate::journal::feature::FEATURE,
    &crate::journal::feature::KINDS,
    &crate::keys::feature::FEATURE,
    &crate::privacy::feature::FEATURE,
    &crate::public::feature::FEATURE,
    &crate::recovery::feature::FEATURE,
    &crate::registers::feature::FEATURE,
    &crate::review::feature::FEATURE,
    &crate::signing::feature::FEATURE,
    &crate::team::feature::FEATURE,
    &crate::trust::feature::FEATURE,
];

/// What is answered with a file: by the server itself, under the same rules as functions.
pub const FILES: &[&str] = &[crate::export::list::DOWNLOAD];

/// Every page there is.
pub fn pages() -> impl Iterator<Item = &'static Page> {
    FEATURES.iter().flat_map(|feature| feature.pages)
}

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
#[path = "features_tests.rs"]
mod tests;
