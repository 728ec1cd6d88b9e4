//! Times of retention, legal holds, requests for erasure and their ledger.

use super::{
    Basis, CREATED_BY, Category, Encryption, Erasure, Export, Reason, Retention, STAMPS, Subject, Table, UPDATED_BY,
    Whose, col,
};

pub(super) const TABLES: &[Table] = &[
    Table::operational("app.retention_setting", Category::Clinic).columns(&["organisation_id period days", STAMPS]),
    Table::personal("app.legal_hold", Whose::Client("client_id"), Subject::Client, Basis::Law, Category::Access)
        .retention(Retention::Days(365, "t.released_at"))
        .export(Export::NotTheirs)
        .columns(&["organisation_id hold_id client_id placed_by released_at released_by released_why", STAMPS])
        .but(&[col("reason told").export(Export::Full)]),
    Table::personal("app.erasure_request", Whose::Client("client_id"), Subject::Client, Basis::Law, Category::Activity)
        .retention(Retention::House)
        .erasure(Erasure::Keep(Reason::Evidence))
        .columns(&["organisation_id request_id client_id category asked_at due_at person_id whole rows_erased files_erased finished_at created_at updated_at"])
        .but(&[
            // Name and address for one letter; `ops.take_last_letter` takes it away when the erasure ends.
            col("letter_sealed").export(Export::Secret).encryption(Encryption::Sealed),
            // It would tell of a hold that they are not told of; their page says where it stands.
            col("status").export(Export::NotTheirs),
            CREATED_BY,
            UPDATED_BY,
        ]),
    Table::personal("ops.erasure_ledger", Whose::Nobody, Subject::Client, Basis::Law, Category::Activity)
        .retention(Retention::House)
        .export(Export::NotTheirs)
        .erasure(Erasure::Keep(Reason::Evidence))
        .columns(&["entry organisation_id client_id category request_id asked_at rows_erased files_erased at"]),
];
