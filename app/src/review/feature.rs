//! What this feature is: its pages and functions, and who may use them.

use crate::access::{
    Action::{Change, Read},
    Role::Practitioner,
    Status::{Care, Emergency, Grant, GrantMarks, Paused},
    rule,
};
use crate::feature::{Feature, load, page};
use contract::grant::ReadKind;

pub const FEATURE: Feature = Feature {
    name: "review",
    pages: &[page(
        rule("/practice/clients/{client_id}", "review", Read, &[Practitioner])
            .under(&[Care, Paused, Grant, GrantMarks, Emergency])
            .looking(&[ReadKind::Review, ReadKind::Names]),
        load!(super::page::client),
    )],
    functions: &[
        rule("/api/review/choose_rows", "chart rows", Read, &[Practitioner]),
        rule("/api/review/mark_viewed", "seen mark", Change, &[Practitioner])
            .under(&[Care, GrantMarks])
            .looking(&[ReadKind::Review]),
        rule("/api/review/change_care", "care relationship", Change, &[Practitioner]).under(&[Care, Paused]),
    ],
};
