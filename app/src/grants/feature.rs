//! What this feature is: its pages and functions, and who may use them.

use crate::access::{
    Action::{Change, Create, Delete, Read},
    Role::{Admin, Client, Practitioner},
    Status::{House, Own},
    rule,
};
use crate::feature::{Feature, load, page};
use contract::grant::ReadKind;

pub const FEATURE: Feature = Feature {
    name: "grants",
    pages: &[
        page(rule("/me/access", "access", Read, &[Client]).under(&[Own]), load!(super::my_page::page)),
        page(
            rule("/practice/access", "access", Read, &[Practitioner]).looking(&[ReadKind::Names]),
            load!(super::practice_page::page),
        ),
        page(
            rule("/clinic/access", "access", Read, &[Admin])
                .under(&[House])
                .looking(&[ReadKind::Access, ReadKind::Names]),
            load!(super::clinic_page::page),
        ),
    ],
    functions: &[
        rule("/api/grants/give_mine", "access", Create, &[Client]).under(&[Own]),
        rule("/api/grants/end_mine", "access", Delete, &[Client]).under(&[Own]),
        rule("/api/grants/end_care", "care relationship", Delete, &[Client]).under(&[Own]),
        rule("/api/grants/note_emergencies", "access", Change, &[Client]).under(&[Own]),
        rule("/api/grants/open_emergency", "emergency", Create, &[Practitioner]),
        rule("/api/grants/end_own", "access", Delete, &[Practitioner]),
        rule("/api/grants/give", "access", Create, &[Admin]).under(&[House]),
        rule("/api/grants/end", "access", Delete, &[Admin]).under(&[House]).looking(&[ReadKind::Access]),
        rule("/api/grants/find_client", "membership", Read, &[Admin]),
    ],
};
