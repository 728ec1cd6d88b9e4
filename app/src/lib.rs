//! The screens: pages, islands and server functions, one folder per feature, with the words they say.
//!
//! Guarantees: `backend` is named only where the `ssr` feature is on, so nothing of it can reach the browser; every
//! page and every server function is stated by a feature with who may use it; text lives in `words` alone.
//!
//! To add a feature `journal`, make `journal/` with these files and nothing elsewhere but two lines:
//! - `api.rs`: `#[server(endpoint = "journal/save_meal")]` functions returning `Result<_, AppError>`: take
//!   `Ctx::current()`, open one transaction, make one backend call, return a view type (forms return `Done`);
//! - `page.rs` (`ssr` only): `pub async fn day(ctx: Ctx) -> Result<Page, AppError>`: one loader call, then the view;
//! - one file per island, named for what it does: props in, HTML out, no page;
//! - `feature.rs`: its pages and functions as values, each with who may use it;
//! - a `pub mod journal;` below and a line in `features::FEATURES`.

// A page is one nested type; what wraps a page asks the compiler deeper questions than it expects.
#![recursion_limit = "256"]

pub mod account;
pub mod ai;
pub mod appearance;
pub mod audit;
pub mod booking;
pub mod caseload;
pub mod consent;
pub mod evidence;
pub mod export;
pub mod grants;
pub mod identity;
pub mod incidents;
pub mod journal;
pub mod keys;
pub mod local;
pub mod privacy;
pub mod recovery;
pub mod registers;
pub mod review;
pub mod signing;
pub mod team;
pub mod words;

#[cfg(feature = "ssr")]
pub mod access;
#[cfg(feature = "ssr")]
pub mod ctx;
#[cfg(feature = "ssr")]
pub mod document;
#[cfg(feature = "ssr")]
pub mod doors;
#[cfg(feature = "ssr")]
pub mod error_page;
#[cfg(feature = "ssr")]
pub mod feature;
#[cfg(feature = "ssr")]
pub mod features;
#[cfg(feature = "ssr")]
pub mod form;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
pub mod paging;
#[cfg(feature = "ssr")]
pub mod public;
#[cfg(feature = "ssr")]
pub mod render;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod site;
#[cfg(feature = "ssr")]
pub mod trust;
