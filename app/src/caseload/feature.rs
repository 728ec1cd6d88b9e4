//! What this feature is: its pages and functions, and who may use them.

use crate::access::{Action::Read, Role::Practitioner, Status::Care, rule};
use crate::feature::{Feature, load, page};
use contract::grant::ReadKind;

pub const FEATURE: Feature = Feature {
    name: "caseload",
    pages: &[page(
        rule("/practice", "caseload", Read, &[Practitioner]).under(&[Care]).looking(&[ReadKind::List, ReadKind::Names]),
        load!(super::page::clients),
    )],
    functions: &[rule("/api/caseload/search_clients", "caseload", Read, &[Practitioner]).under(&[Care])],
};
