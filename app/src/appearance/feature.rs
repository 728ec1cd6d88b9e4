//! What this feature is: its pages and functions, and who may use them.

use crate::access::{Action::Change, Role::Anyone, rule};
use crate::feature::Feature;

pub const FEATURE: Feature = Feature {
    name: "appearance",
    pages: &[],
    functions: &[rule("/api/appearance/choose", "appearance", Change, &[Anyone])],
};
