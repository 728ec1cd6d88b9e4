//! What this feature is: its pages and functions, and who may use them.

use crate::access::{
    Action::{Change, Create, Delete, Read},
    Role::{Admin, Anyone, Client},
    Status::{House, Own},
    rule,
};
use crate::feature::{Feature, load, page};
use contract::grant::ReadKind;

pub const FEATURE: Feature = Feature {
    name: "privacy",
    pages: &[
        page(rule("/me/privacy", "erasure", Read, &[Client]).under(&[Own]), load!(super::my_page::page)),
        page(rule("/me/privacy/what-we-keep", "data register", Read, &[Client]), load!(super::kept_page::mine)),
        page(rule("/what-we-keep", "data register", Read, &[Anyone]), load!(super::kept_page::public)),
        page(rule("/clinic/privacy", "privacy", Read, &[Admin]), load!(super::clinic_page::page)),
        page(
            rule("/clinic/retention", "retention", Read, &[Admin]).under(&[House]),
            load!(super::retention_page::page),
        ),
        page(
            rule("/clinic/holds", "legal hold", Read, &[Admin])
                .under(&[House])
                .looking(&[ReadKind::Holds, ReadKind::Names]),
            load!(super::holds_page::page),
        ),
        page(
            rule("/clinic/data-requests", "erasure", Read, &[Admin]).under(&[House]).looking(&[ReadKind::Requests]),
            load!(super::requests_page::page),
        ),
    ],
    functions: &[
        rule("/api/privacy/ask_erasure", "erasure", Create, &[Client]).under(&[Own]),
        rule("/api/privacy/undo_erasure", "erasure", Delete, &[Client]).under(&[Own]),
        rule("/api/privacy/save_retention", "retention", Change, &[Admin]),
        rule("/api/privacy/try_retention", "retention", Read, &[Admin]).under(&[House]),
        rule("/api/privacy/place_hold", "legal hold", Create, &[Admin]).under(&[House]),
        rule("/api/privacy/release_hold", "legal hold", Delete, &[Admin])
            .under(&[House])
            .looking(&[ReadKind::Holds, ReadKind::Names]),
        rule("/api/privacy/find_client", "membership", Read, &[Admin]),
    ],
};
