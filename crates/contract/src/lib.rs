//! What crosses the line between browser and server: ids, inputs with their validation, view types, errors.
//!
//! Guarantee: no I/O and nothing secret; everything here may be compiled into the browser's WASM.
//! To add a feature: one file named for it, inputs first, then view types. Every field goes through a type of `text`,
//! `day`, `instant`, `amount`, `address` or `password`, is an id, or is one of a list of words.

pub mod account;
pub mod address;
pub mod ai;
pub mod amount;
pub mod audit;
pub mod booking;
pub mod caseload;
pub mod consent;
pub mod day;
pub mod error;
pub mod export;
pub mod form;
pub mod grant;
pub mod id;
pub mod identity;
pub mod incident;
pub mod instant;
pub mod journal;
pub mod paging;
pub mod password;
pub mod privacy;
pub mod recovery;
pub mod registers;
pub mod review;
pub mod signing;
pub mod team;
pub mod text;
pub mod trust;

pub use error::{AppError, Code, FieldError};
pub use form::{Done, FormState, Notice};
