//! Keys of organisations and of their clients.

use super::{
    Basis, CREATED_BY, Category, Encryption, Erasure, Export, Reason, STAMPS, STATUS_STAMPS, Subject, Table,
    UPDATED_BY, Whose, col,
};

/// Whom the stamps of a key name.
const MADE_BY: &str = "t.organisation_id = $1 and $3 in (t.created_by, t.updated_by)";

pub(super) const TABLES: &[Table] = &[
    // Made with the first entry of all, by whichever client wrote it: that is taken out when they are erased.
    Table::personal("app.organisation_key", Whose::Where(MADE_BY), Subject::Client, Basis::Safety, Category::Account)
        .erasure(Erasure::Keep(Reason::Evidence))
        .export(Export::NotTheirs)
        .columns(&["organisation_id created_at updated_at"])
        .but(&[CREATED_BY, UPDATED_BY, col("key_sealed").export(Export::Secret).encryption(Encryption::Sealed)]),
    // An erasure destroys the key through its own function; that there was one, and its fingerprint, is the evidence.
    Table::personal("app.client_key", Whose::Client("client_id"), Subject::Client, Basis::Safety, Category::Journal)
        .erasure(Erasure::Keep(Reason::Evidence))
        .export(Export::NotTheirs)
        .columns(&["organisation_id client_id version fingerprint ended_why destroyed_at created_at updated_at"])
        .but(&[CREATED_BY, UPDATED_BY, col("wrapped").export(Export::Secret).encryption(Encryption::Sealed)]),
    Table::personal("app.key_task", Whose::Client("client_id"), Subject::Client, Basis::Safety, Category::Journal)
        .order(10)
        .export(Export::NotTheirs)
        .columns(&["organisation_id client_id kind status to_version total done stuck", STAMPS, STATUS_STAMPS]),
    Table::personal("app.key_certificate", Whose::Client("client_id"), Subject::Client, Basis::Law, Category::Activity)
        .erasure(Erasure::Keep(Reason::Evidence))
        .columns(&["organisation_id certificate_id client_id at document key_version public_key signature"]),
];
