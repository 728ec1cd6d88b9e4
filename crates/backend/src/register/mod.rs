//! The data register (P2): every table and column with what it holds, whose it is, why and how long it is kept, what an
//! export gives of it and what an erasure does to it.
//!
//! Guarantee: a column of schemas app, auth, ops or ref without an entry fails the build (`tests/register`), and so does
//! an entry without a column. Retention, erasure and the page where clients read this are driven by it, so what is
//! written here is what happens. To add a table: an entry in the file of its feature (`register/<feature>.rs`), named in
//! `FEATURES`; its columns by name in `.columns`, those that differ from the table's defaults in `.but`.

mod account;
mod audit;
mod booking;
mod clinic;
mod consent;
mod evidence;
mod export;
mod grants;
mod journal;
mod keys;
mod kinds;
mod load;
mod operations;
mod privacy;
mod recovery;
mod reference;
mod registers;
mod sign_in;
mod table;

use std::sync::LazyLock;

pub use kinds::{
    Basis, Bounds, Category, Class, Encryption, Erasure, Export, Period, Reason, Retention, Subject, Whose,
};
pub(crate) use load::load;
pub use table::{CHANGED_BY, CREATED_BY, Column, Facts, STAMPS, STATUS_STAMPS, Table, UPDATED_BY, col};

const FEATURES: &[&[Table]] = &[
    account::TABLES,
    booking::TABLES,
    clinic::TABLES,
    grants::TABLES,
    journal::TABLES,
    operations::TABLES,
    privacy::TABLES,
    reference::TABLES,
    sign_in::TABLES,
    // Consent and documents to sign.
    consent::TABLES,
    // Exports.
    export::TABLES,
    // Retention and erasure.
    // The audit viewer and incidents.
    audit::TABLES,
    // Checkpoints and proofs.
    evidence::TABLES,
    // Registers, reviews and the trust page.
    registers::TABLES,
    // Keys of clients.
    keys::TABLES,
    // Recovery of an account.
    recovery::TABLES,
];

static ALL: LazyLock<Vec<Table>> = LazyLock::new(|| FEATURES.iter().copied().flatten().copied().collect());

/// Every entry.
pub fn tables() -> &'static [Table] {
    &ALL
}

/// One entry, by `schema.table`.
pub fn table(name: &str) -> Option<&'static Table> {
    tables().iter().find(|table| table.name == name)
}
