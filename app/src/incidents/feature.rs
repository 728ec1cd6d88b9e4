//! What this feature is: its pages and functions, and who may use them.

use crate::access::{
    Action::{Change, Create, Read},
    Role::Admin,
    Status::House,
    rule,
};
use crate::feature::{Feature, load, page};
use contract::grant::ReadKind;

pub const FEATURE: Feature = Feature {
    name: "incidents",
    pages: &[
        page(rule("/clinic/incidents", "incident", Read, &[Admin]), load!(super::list_page::page)),
        page(rule("/clinic/incidents/{incident}", "incident", Read, &[Admin]), load!(super::page::page)),
        page(
            rule("/clinic/incidents/{incident}/affected", "incident", Read, &[Admin])
                .under(&[House])
                .looking(&[ReadKind::Incident]),
            load!(super::affected_page::page),
        ),
        page(
            rule("/clinic/incidents/{incident}/letters", "incident", Read, &[Admin]),
            load!(super::letters_page::page),
        ),
    ],
    functions: &[
        rule("/api/incidents/open", "incident", Create, &[Admin]),
        rule("/api/incidents/note", "incident", Change, &[Admin]),
        rule("/api/incidents/scope", "incident", Change, &[Admin]),
        rule("/api/incidents/contain", "incident", Change, &[Admin]),
        rule("/api/incidents/assess", "incident", Change, &[Admin]),
        rule("/api/incidents/notify", "incident", Change, &[Admin]),
        rule("/api/incidents/dismiss", "incident", Change, &[Admin]),
        rule("/api/incidents/close", "incident", Change, &[Admin]),
    ],
};
