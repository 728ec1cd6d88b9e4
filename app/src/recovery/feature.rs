//! What this feature is: its pages and functions, and who may use them.

use crate::access::{
    Action::{Change, Delete, Read},
    Role::{Admin, Anyone},
    rule,
};
use crate::feature::{Feature, load, page};
use contract::grant::ReadKind;

pub const FEATURE: Feature = Feature {
    name: "recovery",
    pages: &[
        page(
            rule("/clinic/recovery", "factor", Read, &[Admin]).looking(&[ReadKind::Requests]),
            load!(super::clinic_page::page),
        ),
        // By the secret of a letter.
        page(rule("/keep-factor/{token}", "factor", Read, &[Anyone]), load!(super::keep_page::page)),
    ],
    functions: &[
        rule("/api/recovery/ask", "factor", Delete, &[Admin]),
        rule("/api/recovery/withdraw", "factor", Change, &[Admin]),
        rule("/api/recovery/refuse", "factor", Change, &[Anyone]),
    ],
};
