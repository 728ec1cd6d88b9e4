//! What crosses the line between browser and server: ids, inputs with their validation, view types, errors.
//!
//! Guarantee: no I/O and nothing secret; everything here may be compiled into the browser's WASM.
//! To add a feature: one file named for it, inputs first, then view types.

pub mod account;
pub mod ai;
pub mod audit;
pub mod booking;
pub mod caseload;
pub mod consent;
pub mod error;
pub mod export;
pub mod form;
pub mod grant;
pub mod id;
pub mod identity;
pub mod incident;
pub mod journal;
pub mod privacy;
pub mod recovery;
pub mod registers;
pub mod review;
pub mod signing;
pub mod team;
pub mod trust;

pub use error::{AppError, Code, FieldError};
pub use form::{Done, FormState, Notice};
