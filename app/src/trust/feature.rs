//! What this feature is: its pages and functions, and who may use them.

use crate::access::{Action::Read, Role::Anyone, rule};
use crate::feature::{Feature, load, page};

pub const FEATURE: Feature = Feature {
    name: "trust",
    pages: &[page(rule("/trust", "trust", Read, &[Anyone]), load!(super::page))],
    functions: &[],
};
