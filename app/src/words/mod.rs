//! Every word on the screen, one file per feature. The server sends codes and values; this turns them into words.
//!
//! A text is a function: `words! { save = "Save", "Bewaren"; }` makes `save()`, which says it in the language of the page
//! (`language`). A text without its Dutch is said in English also on a Dutch page: such a page is not marked `in_both`.
//! To add a feature: a file here, or in the feature's folder, with one `words!` block.

/// `name = "text", "tekst";` becomes `pub fn name() -> &'static str`.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $english:literal $(, $dutch:literal)?;)+) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name() -> &'static str {
            $crate::words::words!(@say $english $(, $dutch)?)
        }
    )+};
    (@say $english:literal) => { $english };
    (@say $english:literal, $dutch:literal) => { $crate::words::language::either($english, $dutch) };
}
pub(crate) use words;

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
pub mod language;
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

#[cfg(all(test, feature = "ssr"))]
mod moment_tests;
