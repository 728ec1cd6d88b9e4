//! Every word on the screen, one file per feature. The server sends codes and values; this turns them into words.
//!
//! A text is a function, so that a second language is a second literal in the same line and no caller changes.
//! To add a feature: a file here with one `words!` block.

/// `name = "text";` becomes `pub fn name() -> &'static str`.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $english:literal;)+) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name() -> &'static str {
            $english
        }
    )+};
}

/// `name = "text", "tekst";` becomes `pub fn name(Language) -> &'static str`: for pages that clients read in either.
macro_rules! both {
    ($($name:ident = $english:literal, $dutch:literal;)+) => {$(
        #[must_use]
        pub fn $name(language: contract::consent::Language) -> &'static str {
            match language {
                contract::consent::Language::En => $english,
                contract::consent::Language::Nl => $dutch,
            }
        }
    )+};
}

pub mod account;
pub mod activity;
pub mod ai;
pub mod appearance;
pub mod audit;
pub mod booking;
pub mod caseload;
pub mod codes;
mod codes_reason;
mod codes_special;
#[cfg(all(test, feature = "ssr"))]
mod codes_tests;
pub mod consent;
pub mod controls;
pub mod errors;
#[cfg(feature = "ssr")]
pub mod evidence;
pub mod export;
mod fields;
pub mod grants;
pub mod identity;
#[cfg(feature = "ssr")]
pub mod incident_letters;
pub mod incidents;
pub mod journal;
#[cfg(feature = "ssr")]
pub mod journal_change;
pub mod keys;
pub mod notices;
pub mod nutrients;
#[cfg(feature = "ssr")]
pub mod paging;
pub mod privacy;
pub mod profile;
pub mod public;
pub mod recovery;
#[cfg(feature = "ssr")]
pub mod register;
pub mod registers;
pub mod review;
pub mod shell;
pub mod signing;
pub mod team;
pub mod trust;
pub mod who_saw;

/// The language of the page, as in `<html lang>`.
pub fn language() -> &'static str {
    "en-GB"
}

#[cfg(all(test, feature = "ssr"))]
mod moment_tests;
