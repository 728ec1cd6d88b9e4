//! What this feature is: its pages and functions, and who may use them.

use crate::access::{
    Action::{Change, Read},
    Role::{Admin, Client},
    Status::{House, Own},
    rule,
};
use crate::feature::{Feature, load, page};
use contract::grant::ReadKind;

pub const FEATURE: Feature = Feature {
    name: "consent",
    pages: &[
        page(rule("/me/consents", "consent", Read, &[Client]).under(&[Own]), load!(super::my_page::page)),
        page(rule("/me/consents/receipt", "consent", Read, &[Client]).under(&[Own]), load!(super::receipt_page::page)),
        page(
            rule("/clinic/consents", "consent", Read, &[Admin]).under(&[House]).looking(&[ReadKind::Consents]),
            load!(super::clinic_page::page),
        ),
        page(
            rule("/clinic/consents/{client}", "consent", Read, &[Admin]).under(&[House]).looking(&[ReadKind::Consents]),
            load!(super::client_page::page),
        ),
    ],
    functions: &[
        rule("/api/consent/decide", "consent", Change, &[Client]).under(&[Own]),
        rule("/api/consent/change", "consent", Change, &[Client]).under(&[Own]),
        rule("/api/consent/record_paper", "consent", Change, &[Admin]).under(&[House]),
    ],
};
