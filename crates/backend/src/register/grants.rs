//! Who may look at a record, who did, and what happened to it.

use super::{
    Basis, CREATED_BY, Category, Class, Erasure, Export, Period, Reason, Retention, Subject, Table, UPDATED_BY, Whose,
    col,
};

pub(super) const TABLES: &[Table] = &[
    Table::personal("app.access_grant", Whose::Client("client_id"), Subject::Client, Basis::Contract, Category::Access)
        .retention(Retention::Setting(Period::Grants, "coalesce(t.ended_at, t.expires_at)"))
        // That somebody had access then stays for its time, as the looks do; who it was about is a number by then.
        .erasure(Erasure::Keep(Reason::Evidence))
        .columns(&[
            "organisation_id grant_id client_id practitioner_id kind permissions granted_by starts_at expires_at",
            "ended_at ended_by told_at seen_at created_at updated_at",
        ])
        .but(&[col("reason").erasure(Erasure::Anonymise("'Erased'")), CREATED_BY, UPDATED_BY]),
    Table::personal("app.record_read", Whose::Client("client_id"), Subject::Client, Basis::Law, Category::Access)
        .retention(Retention::Setting(Period::ReadLog, "t.at"))
        // Nobody takes a look out of the log, an erasure neither: it names a membership that leads to nobody any more.
        .erasure(Erasure::Keep(Reason::Evidence))
        .columns(&["organisation_id client_id reader_id kind via basis_id window_at at"]),
    // The rows are links of a chain: what names a person is blanked in them, the link stays.
    Table::personal("app.activity", Whose::Client("client_id"), Subject::Person, Basis::Law, Category::Activity)
        .retention(Retention::House)
        .erasure(Erasure::Keep(Reason::Evidence))
        .columns(&["organisation_id seq at actor_kind action"])
        .but(&[
            // `app.redact_activity` alone may do it, which puts the veil in their place.
            col("actor_id actor_member subject_id client_id request_id from_state to_state via basis_id")
                .erasure(Erasure::Redact),
            col("salt").export(Export::NotTheirs).erasure(Erasure::Redact),
            col("commitment hash veil encoding redacted_at").export(Export::NotTheirs).class(Class::Operational),
        ]),
    Table::operational("app.activity_head", Category::Activity).columns(&["organisation_id seq hash"]),
];
