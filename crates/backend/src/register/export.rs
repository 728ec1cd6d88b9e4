//! Copies of data that somebody asked for.

use super::{
    Basis, Category, Encryption, Erasure, Export, Retention, STAMPS, STATUS_STAMPS, Subject, Table, Whose, col,
};

pub(super) const TABLES: &[Table] = &[
    Table::personal("app.export", Whose::Where("t.organisation_id = $1 and t.member_id = $2"), Subject::Person, Basis::Law, Category::Account)
        .order(45)
        .retention(Retention::Days(400, "case when t.status in ('expired', 'failed', 'cancelled') then t.status_changed_at end"))
        .columns(&[
            "organisation_id export_id scope member_id asked_by reason status rows_total rows_done bytes ready_at expires_at downloads downloaded_at",
            STAMPS,
            STATUS_STAMPS,
        ])
        .but(&[
            col("recipient agreed_by agreed_at lapses_at").export(Export::NotTheirs),
            col("slice work").export(Export::NotTheirs).erasure(Erasure::Erase),
            col("key_sealed").export(Export::Secret).encryption(Encryption::Sealed),
        ]),
];
