//! What this feature is: its pages and functions, and who may use them.

use crate::access::{
    Action::Read,
    Role::{Admin, Client},
    Status::{House, Own},
    rule,
};
use crate::feature::{Feature, load, page};
use contract::grant::ReadKind;

pub const FEATURE: Feature = Feature {
    name: "ai",
    pages: &[
        page(rule("/me/ai", "AI service", Read, &[Client]).under(&[Own]), load!(super::my_page::page)),
        page(
            rule("/clinic/ai", "AI service", Read, &[Admin]).under(&[House]).looking(&[ReadKind::Ai]),
            load!(super::clinic_page::page),
        ),
    ],
    functions: &[],
};
