//! What this feature is: its pages and functions, and who may use them.

use crate::access::{
    Action::{Change, Create, Read},
    Role::{Admin, Client, Practitioner},
    Status::{Care, House, Own},
    rule,
};
use crate::feature::{Feature, load, page};
use contract::grant::ReadKind;

pub const FEATURE: Feature = Feature {
    name: "audit",
    pages: &[
        page(rule("/me/who-saw", "access", Read, &[Client]).under(&[Own]), load!(super::who_saw::page)),
        page(rule("/me/activity", "activity", Read, &[Client]).under(&[Own]), load!(super::timelines::mine)),
        page(
            rule("/practice/activity", "activity", Read, &[Practitioner]).looking(&[ReadKind::Names]),
            load!(super::timelines::own),
        ),
        page(
            rule("/practice/clients/{client_id}/activity", "activity", Read, &[Practitioner])
                .under(&[Care])
                .looking(&[ReadKind::Timeline]),
            load!(super::timelines::client),
        ),
        page(
            rule("/clinic/audit", "activity", Read, &[Admin]).under(&[House]).looking(&[ReadKind::Log]),
            load!(super::viewer::page),
        ),
        page(rule("/clinic/audit/integrity", "activity", Read, &[Admin]), load!(super::integrity::page)),
        page(
            rule("/clinic/audit/copy/{ticket}", "activity", Read, &[Admin]).under(&[House]).looking(&[ReadKind::Log]),
            load!(super::viewer::copy),
        ),
    ],
    functions: &[
        rule("/api/audit/filter", "activity", Read, &[Admin]),
        rule("/api/audit/verify", "evidence", Change, &[Admin]).under(&[House]),
        rule("/api/audit/export", "activity", Create, &[Admin]).under(&[House]),
    ],
};
