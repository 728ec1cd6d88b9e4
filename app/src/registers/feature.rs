//! What this feature is: its pages and functions, and who may use them.

use crate::access::{
    Action::{Change, Create, Read},
    Role::Admin,
    rule,
};
use crate::feature::{Feature, load, page};

pub const FEATURE: Feature = Feature {
    name: "registers",
    pages: &[
        page(rule("/clinic/registers", "register", Read, &[Admin]), load!(super::hub::page)),
        page(rule("/clinic/registers/reviews", "register", Read, &[Admin]), load!(super::reviews::list)),
        page(rule("/clinic/registers/reviews/{review}", "register", Read, &[Admin]), load!(super::reviews::one)),
        page(rule("/clinic/registers/controls", "register", Read, &[Admin]), load!(super::controls::list)),
        page(rule("/clinic/registers/controls/{number}", "register", Read, &[Admin]), load!(super::controls::one)),
        page(rule("/clinic/registers/{register}", "register", Read, &[Admin]), load!(super::entries::list)),
        page(rule("/clinic/registers/{register}/{entry}", "register", Read, &[Admin]), load!(super::entries::one)),
    ],
    functions: &[
        rule("/api/registers/save_entry", "register", Change, &[Admin]),
        rule("/api/registers/retire_entry", "register", Change, &[Admin]),
        rule("/api/registers/save_control", "register", Change, &[Admin]),
        rule("/api/registers/begin_reviews", "register", Create, &[Admin]),
        rule("/api/registers/hold_review", "register", Change, &[Admin]),
    ],
};
