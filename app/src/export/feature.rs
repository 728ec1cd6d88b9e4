//! What this feature is: its pages and functions, and who may use them.

use crate::access::{
    Action::{Change, Create, Delete, Read},
    Role::{Admin, Client, FrontDesk, Practitioner},
    SIGNED_IN,
    Status::{House, Own},
    rule,
};
use crate::feature::{Feature, load, page};
use contract::grant::ReadKind;

pub const FEATURE: Feature = Feature {
    name: "export",
    pages: &[
        page(rule("/me/export", "export", Read, &[Client]).under(&[Own]), load!(super::own_pages::mine)),
        page(rule("/account/export", "export", Read, &[Practitioner, FrontDesk, Admin]), load!(super::own_pages::own)),
        page(
            rule("/clinic/exports", "export", Read, &[Admin])
                .under(&[House])
                .looking(&[ReadKind::Exports, ReadKind::Names]),
            load!(super::clinic_page::page),
        ),
    ],
    functions: &[
        rule("/api/export/ask_mine", "export", Create, &[Client]).under(&[Own]),
        rule("/api/export/cancel_mine", "export", Delete, &[Client]).under(&[Own]),
        rule("/api/export/ask_own", "export", Create, &[Practitioner, FrontDesk, Admin]),
        rule("/api/export/cancel_own", "export", Delete, &[Practitioner, FrontDesk, Admin]),
        rule("/api/export/ask_for_client", "export", Create, &[Admin]).under(&[House]),
        rule("/api/export/ask_house", "export", Create, &[Admin]).under(&[House]),
        rule("/api/export/ask_move", "move", Create, &[Admin]).under(&[House]),
        rule("/api/export/agree_move", "move", Change, &[Admin]).under(&[House]),
        rule("/api/export/find_client", "membership", Read, &[Admin]),
        rule("/api/export/cancel_asked", "export", Delete, &[Admin]).under(&[House]).looking(&[ReadKind::Exports]),
        // Answers a file to whom it belongs to, whatever their role.
        rule("/api/export/download", "export", Read, SIGNED_IN),
    ],
};
