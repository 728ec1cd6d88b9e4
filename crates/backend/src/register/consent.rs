//! What clients agreed to: kept as the proof of it (article 7(1) GDPR).

use super::{Basis, Category, Erasure, Export, Reason, Retention, STAMPS, Subject, Table, Whose, col};

pub(super) const TABLES: &[Table] = &[
    Table::personal("app.consent_event", Whose::Client("client_id"), Subject::Client, Basis::Law, Category::Account)
        .retention(Retention::House)
        .erasure(Erasure::Keep(Reason::Evidence))
        .columns(&[
            "organisation_id client_id seq kind version language organisation_name text_hash decision method reason at",
            "actor_member",
        ])
        .but(&[
            col("network").export(Export::NotTheirs).erasure(Erasure::Anonymise("null")),
            col("device").erasure(Erasure::Anonymise("null")),
            // Who decided is the membership, a number that leads to nobody any more.
            col("actor_id").erasure(Erasure::Anonymise("'00000000-0000-0000-0000-000000000000'")),
        ]),
    Table::operational("app.consent_head", Category::Account).columns(&["organisation_id client_id seq", STAMPS]),
    Table::reference("ref.consent_version").columns(&["kind version published_at earlier_until"]),
    Table::reference("ref.consent_text").columns(&["kind version language title body effect"]),
];
