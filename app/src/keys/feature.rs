//! What this feature is: its pages and functions, and who may use them.

use crate::access::{
    Action::{Change, Read},
    Role::{Admin, Client},
    Status::{House, Own},
    rule,
};
use crate::feature::{Feature, load, page};

pub const FEATURE: Feature = Feature {
    name: "keys",
    pages: &[
        page(rule("/clinic/keys", "keys", Read, &[Admin]).under(&[House]), load!(super::clinic_page::page)),
        page(rule("/me/keys", "keys", Read, &[Client]).under(&[Own]), load!(super::my_page::page)),
    ],
    functions: &[rule("/api/keys/replace", "keys", Change, &[Admin]).under(&[House])],
};
