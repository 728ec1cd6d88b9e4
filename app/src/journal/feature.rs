//! What this feature is: its pages and functions, and who may use them.

use crate::access::{
    Action::{Change, Create, Delete, Read},
    Role::Client,
    Status::Own,
    rule,
};
use crate::feature::{Feature, load, page};

pub const FEATURE: Feature = Feature {
    name: "journal",
    pages: &[
        page(rule("/me", "journal", Read, &[Client]).under(&[Own]), load!(super::day_page::today)).in_both(),
        page(rule("/me/day/{date}", "journal", Read, &[Client]).under(&[Own]), load!(super::day_page::day)).in_both(),
        page(
            rule("/me/entry/{id}/history", "journal", Read, &[Client]).under(&[Own]),
            load!(super::history_page::history),
        )
        .in_both(),
    ],
    functions: &[
        rule("/api/journal/search_foods", "food", Read, &[Client]),
        rule("/api/journal/continue_meal", "journal", Read, &[Client]).under(&[Own]),
        rule("/api/journal/repeat_meal", "journal", Create, &[Client]).under(&[Own]),
        rule("/api/journal/delete_entry", "journal", Delete, &[Client]).under(&[Own]),
        rule("/api/journal/restore_entry", "journal", Change, &[Client]).under(&[Own]),
    ],
};

macro_rules! kinds {
    ($($word:ident $Kind:ident,)+) => {
        /// The pages and the function of each kind of entry.
        pub const KINDS: Feature = Feature {
            name: "journal kinds",
            pages: &[$(
                page(
                    rule(concat!("/me/", stringify!($word)), "journal", Read, &[Client]).under(&[Own]),
                    load!(super::entry_page::new::<contract::journal::$Kind>),
                )
                .in_both(),
                page(
                    rule(concat!("/me/", stringify!($word), "/{id}"), "journal", Read, &[Client]).under(&[Own]),
                    load!(super::entry_page::edit::<contract::journal::$Kind>),
                )
                .in_both(),
            )+],
            functions: &[$(
                rule(concat!("/api/journal/save_", stringify!($word)), "journal", Create, &[Client]).under(&[Own]),
            )+],
        };
    };
}
contract::kinds!(kinds);
