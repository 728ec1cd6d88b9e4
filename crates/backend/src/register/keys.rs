//! Keys of organisations and of their clients.

use super::{
    Basis, CREATED_BY, Category, Encryption, Erasure, Export, Reason, STAMPS, STATUS_STAMPS, Subject, Table,
    UPDATED_BY, Whose, col,
};

pub(super) const TABLES: &[Table] = &[
    Table::operational("app.organisation_key", Category::Installation)
        .columns(&["organisation_id", STAMPS])
        .but(&[col("key_sealed").encryption(Encryption::Sealed)]),
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
