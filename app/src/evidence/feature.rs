//! What this feature is: its pages and functions, and who may use them.

use crate::access::{
    Action::{Create, Read},
    Role::Client,
    Status::Own,
    rule,
};
use crate::feature::{Feature, load, page};

pub const FEATURE: Feature = Feature {
    name: "evidence",
    pages: &[
        page(rule("/me/evidence", "evidence", Read, &[Client]).under(&[Own]), load!(super::list_page::page)),
        page(rule("/me/evidence/{seq}", "evidence", Read, &[Client]).under(&[Own]), load!(super::proof_page::page)),
        page(rule("/me/evidence/{seq}/proof", "evidence", Read, &[Client]).under(&[Own]), load!(super::files::proof)),
        page(
            rule("/me/evidence/checkpoint", "evidence", Read, &[Client]).under(&[Own]),
            load!(super::files::checkpoint),
        ),
        page(
            rule("/me/evidence/path/{old}/{size}", "evidence", Read, &[Client]).under(&[Own]),
            load!(super::files::path),
        ),
    ],
    functions: &[rule("/api/evidence/ask", "evidence", Create, &[Client]).under(&[Own])],
};
